namespace NodeProto.Db;

/// <summary>The sequence number that RocksDB writes into a sorted file when it takes it in, and without which it takes none.</summary>
/// <remarks>
/// It stands in the file's properties, uncompressed, behind its name; a new file has zeros there, and its checksum is that of the
/// zeros. Source: RocksDB 7.8, <c>external_sst_file.global_seqno</c> in <c>table/sst_file_writer_collectors.h</c>.
/// </remarks>
internal static class SequenceNumber
{
    /// <summary>The properties lie at the file's end, behind all rows.</summary>
    private const int TailBytes = 1 << 16;

    /// <summary>The end of its name: the beginning is left out where the name before it begins the same.</summary>
    private static ReadOnlySpan<byte> Name => "_sst_file.global_seqno"u8;

    /// <summary>Makes a sorted file as it was before RocksDB took it in.</summary>
    /// <returns>False when it is no such file.</returns>
    public static bool TryClear(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        long start = Math.Max(0, file.Length - TailBytes);
        byte[] tail = new byte[file.Length - start];
        file.Position = start;
        file.ReadExactly(tail);
        int at = tail.AsSpan().LastIndexOf(Name);
        if (at < 0 || at + Name.Length + sizeof(ulong) > tail.Length)
        {
            return false;
        }
        file.Position = start + at + Name.Length;
        file.Write(new byte[sizeof(ulong)]);
        return true;
    }
}
