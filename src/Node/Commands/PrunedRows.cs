using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary>Tells a row that is pruned from one that never was.</summary>
internal static class PrunedRows
{
    /// <summary>First block of a table that is kept; null when all are, or nothing is ever pruned of it.</summary>
    public static BlockNumber? FirstBlock(IReadTransaction tx, Table table) =>
        PruneSegment.Of(table) is { } segment && Retention.FirstBlock(tx, segment) is { Value: > 0 } first ? first : null;

    /// <summary>Refuses a key whose block is pruned.</summary>
    /// <exception cref="NodeException">It is; <see cref="NodeErrorCode.Pruned"/>.</exception>
    public static void Refuse(IReadTransaction tx, Table table, ReadOnlySpan<byte> key)
    {
        if (PruneSegment.Of(table) is { } segment && LastBlockOf(table, key) is { } block)
        {
            Retention.Require(tx, segment, block);
        }
    }

    /// <summary>The last block that a key can be about; null when it does not say.</summary>
    private static BlockNumber? LastBlockOf(Table table, ReadOnlySpan<byte> key)
    {
        if (TableKeys.IsByNumber(table) && key.Length >= sizeof(ulong))
        {
            return BlockNumber.ReadFrom(key);
        }
        if (table == Tables.AccountHistory && key.Length == AccountHistoryKey.MaxSize)
        {
            return HistoryShard.BlockAt(AccountHistoryKey.ReadFrom(key).Shard, HistoryShard.Blocks - 1);
        }
        return table == Tables.StorageHistory && key.Length == StorageHistoryKey.MaxSize
            ? HistoryShard.BlockAt(StorageHistoryKey.ReadFrom(key).Shard, HistoryShard.Blocks - 1)
            : null;
    }
}
