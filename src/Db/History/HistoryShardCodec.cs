namespace NodeProto.Db;

/// <summary>A shard lies as it is read; what is not the one form of its blocks is refused.</summary>
internal sealed class HistoryShardCodec : IValueCodec<HistoryShard>
{
    public static readonly HistoryShardCodec Instance = new();

    public ReadOnlySpan<byte> Encode(HistoryShard value, ByteBuffer scratch) =>
        value.IsEmpty ? throw new ArgumentException("A shard without blocks is not stored: delete the row.", nameof(value)) : value.Bytes;

    public HistoryShard Decode(ReadOnlySpan<byte> bytes)
    {
        HistoryShard shard = new(bytes);
        if (bytes.IsEmpty)
        {
            DatabaseCorruptException.ThrowValue("a shard without blocks");
        }
        if (shard.IsBitmap)
        {
            CheckBitmap(shard);
        }
        else
        {
            CheckList(shard);
        }
        shard.TryFindFirst(0, out ushort first);
        shard.TryFindLast(HistoryShard.Blocks, out ushort last);
        if (HistoryShardWriter.IsBitmapShorter(shard.Count, first, last) != shard.IsBitmap)
        {
            DatabaseCorruptException.ThrowValue($"{shard.Count} blocks are stored in the longer of their two forms");
        }
        return shard;
    }

    private static void CheckList(HistoryShard shard)
    {
        int last = -1;
        foreach (ushort offset in shard)
        {
            if (offset <= last)
            {
                DatabaseCorruptException.ThrowValue("the blocks are not in ascending order");
            }
            last = offset;
        }
    }

    private static void CheckBitmap(HistoryShard shard)
    {
        ReadOnlySpan<byte> bits = shard.Bits;
        int pages = bits.Length / HistoryShard.PageBytes;
        if (pages == 0 || bits.Length % HistoryShard.PageBytes != 0 || pages > 256 - (shard.BitmapStart >> 8))
        {
            DatabaseCorruptException.ThrowValue($"{bits.Length} bytes from page {shard.BitmapStart >> 8} on are no bitmap of whole pages");
        }
        if (bits[..HistoryShard.PageBytes].IndexOfAnyExcept((byte)0) < 0 || bits[^HistoryShard.PageBytes..].IndexOfAnyExcept((byte)0) < 0)
        {
            DatabaseCorruptException.ThrowValue("a bitmap begins or ends with a page without blocks");
        }
    }
}
