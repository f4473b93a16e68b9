namespace NodeProto.Node.Chaos;

/// <summary>Damages the end of RocksDB's newest log in a copy of a data directory, as a disk does that was cut off while it wrote.</summary>
internal static class TornLog
{
    /// <summary>The block size of RocksDB's log format; a record's header has 7 bytes.</summary>
    private const int TailBytesMax = 32 * 1024;

    /// <summary>Cuts off or changes some of the last bytes.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="random">Decides how.</param>
    /// <returns>What was done; null when there is no log with anything in it.</returns>
    public static string? Tear(string copy, Random random)
    {
        FileInfo? newest = null;
        foreach (string path in Directory.EnumerateFiles(copy, "*.log", SearchOption.AllDirectories))
        {
            FileInfo file = new(path);
            // Logs are numbered: 000123.log.
            if (file.Length > 0 && (newest is null || string.CompareOrdinal(file.Name, newest.Name) > 0))
            {
                newest = file;
            }
        }
        if (newest is null)
        {
            return null;
        }
        int tail = (int)Math.Min(newest.Length, 1 + random.Next(LastRecordBytes(newest)));
        using FileStream stream = newest.Open(FileMode.Open, FileAccess.ReadWrite);
        if (random.Next(2) == 0)
        {
            stream.SetLength(stream.Length - tail);
            return $"{newest.Name}: the last {tail} bytes cut off";
        }
        stream.Position = newest.Length - tail;
        int before = stream.ReadByte();
        stream.Position--;
        stream.WriteByte((byte)(before ^ (1 << random.Next(8))));
        return $"{newest.Name}: a bit changed {tail} bytes before the end";
    }

    /// <summary>
    /// Bytes from the begin of the last record to the end of the log: the piece that starts last, or the last first piece of a record of
    /// several (RocksDB's log format: checksum 4 bytes, length 2, kind 1; in blocks of 32 KiB).
    /// </summary>
    private static int LastRecordBytes(FileInfo log)
    {
        const int HeaderBytes = 7;
        const int RecyclableExtra = 4; // Kinds from 5 on carry the log's number.
        byte[] bytes = File.ReadAllBytes(log.FullName);
        long record = 0;
        for (long at = 0; at + HeaderBytes <= bytes.Length; )
        {
            long leftInBlock = TailBytesMax - (at % TailBytesMax);
            if (leftInBlock < HeaderBytes)
            {
                at += leftInBlock;
                continue;
            }
            int length = bytes[at + 4] | (bytes[at + 5] << 8);
            int kind = bytes[at + 6];
            if (kind == 0)
            {
                break; // Written ahead with zeros.
            }
            if (kind is 1 or 2 or 5 or 6)
            {
                record = at; // Whole, or the first piece.
            }
            at += HeaderBytes + length + (kind >= 5 ? RecyclableExtra : 0);
        }
        return (int)Math.Max(1, bytes.Length - record);
    }
}
