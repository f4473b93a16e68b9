using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>What becomes of a row of an index when the blocks before a limit go.</summary>
internal enum IndexFate
{
    /// <summary>It names blocks that are kept alone.</summary>
    Stays,

    /// <summary>It names blocks that go alone.</summary>
    Goes,

    /// <summary>It names some of both: the blocks that are kept are written anew.</summary>
    IsCut,
}

/// <summary>Decides on rows of an index: afterwards it is what it would be had the chain begun at the limit.</summary>
/// <remarks>
/// A shard of a history that lies on both sides of the limit is cut and not left whole: so the rows follow from the retained change sets
/// alone, and the stage that writes them makes the same ones again.
/// </remarks>
/// <param name="table">The index.</param>
internal sealed class IndexCut(Table table)
{
    private readonly ByteBuffer _shard = new();
    private ushort[] _offsets = new ushort[64];

    /// <summary>What a row that is cut becomes; valid until the next decision.</summary>
    public ReadOnlySpan<byte> NewValue => _shard.Written;

    /// <summary>Decides on a row.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value.</param>
    /// <param name="limit">First block that is kept.</param>
    public IndexFate Decide(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, BlockNumber limit)
    {
        if (table == Tables.TransactionLookup)
        {
            return Tables.TransactionLookup.Codec.Decode(value).Block < limit ? IndexFate.Goes : IndexFate.Stays;
        }
        ulong shard = ShardOf(key);
        ulong limitShard = HistoryShard.NumberOf(limit);
        return shard < limitShard ? IndexFate.Goes
            : shard > limitShard ? IndexFate.Stays
            : Cut(Decode(value), HistoryShard.OffsetOf(limit));
    }

    private IndexFate Cut(HistoryShard shard, ushort limit)
    {
        if (!shard.TryFindFirst(limit, out ushort first))
        {
            return IndexFate.Goes;
        }
        shard.TryFindFirst(0, out ushort lowest);
        if (lowest == first)
        {
            return IndexFate.Stays;
        }
        int count = 0;
        for (int from = first; shard.TryFindFirst(from, out ushort offset); from = offset + 1)
        {
            if (count == _offsets.Length)
            {
                Array.Resize(ref _offsets, count * 2);
            }
            _offsets[count++] = offset;
        }
        HistoryShardWriter.Write(default, HistoryShard.Blocks, _offsets.AsSpan(0, count), _shard);
        return IndexFate.IsCut;
    }

    private HistoryShard Decode(ReadOnlySpan<byte> value) =>
        table == Tables.AccountHistory ? Tables.AccountHistory.Codec.Decode(value) : Tables.StorageHistory.Codec.Decode(value);

    private ulong ShardOf(ReadOnlySpan<byte> key) =>
        table == Tables.AccountHistory ? AccountHistoryKey.ReadFrom(key).Shard : StorageHistoryKey.ReadFrom(key).Shard;
}
