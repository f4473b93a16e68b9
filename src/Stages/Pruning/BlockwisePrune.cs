using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Deletes blocks one after the other, and finds what names them in the index from their own rows: the way when few go.</summary>
internal static class BlockwisePrune
{
    /// <summary>So few rows of a table are deleted one by one.</summary>
    private const ulong BlocksWithoutIndexMax = 32;

    /// <summary>
    /// Blocks that are kept for each one that goes, from which on it is faster to find rows of an index than to look at all: a row that is
    /// found costs about ten times what one costs that is passed (on a chain of 60,000 transactions, in a process just started: 40 µs for
    /// a row of the account history found, read, cut and written, 4 to 9 µs for one passed).
    /// </summary>
    private const ulong KeptForEach = 10;

    /// <summary>Rows of an index that are gathered before they are written, so that each is written once.</summary>
    private const int RowsMax = 50_000;

    /// <summary>Whether this is the way for blocks of a segment.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="blocks">The blocks that go.</param>
    /// <param name="head">Last block of the chain.</param>
    public static bool Pays(IReadTransaction tx, PruneSegment segment, BlockRange blocks, BlockNumber head)
    {
        if (segment.Index is null)
        {
            return blocks.Count <= BlocksWithoutIndexMax;
        }
        bool hasNames = segment.Rows is not null || Retention.FirstBlock(tx, PruneSegment.Bodies) <= blocks.First;
        return hasNames && blocks.Count <= (head - blocks.Last) / KeptForEach;
    }

    /// <summary>Deletes whole blocks until the commit's end; returns the last one.</summary>
    public static BlockNumber Delete(IWriteTransaction tx, PruneSegment segment, BlockRange blocks, Meter meter)
    {
        BlockNumber last =
            segment == PruneSegment.AccountHistory ? CutAccounts(tx, blocks, meter)
            : segment == PruneSegment.StorageHistory ? CutStorage(tx, blocks, meter)
            : segment == PruneSegment.TransactionLookup ? DeleteLookup(tx, blocks)
            : blocks.Last;
        if (segment.Rows is { } rows)
        {
            Span<byte> end = stackalloc byte[BlockNumber.MaxSize];
            (last + 1).WriteTo(end);
            tx.DeleteRange(rows, default, end);
        }
        meter.Add((long)(last - blocks.First) + 1);
        return last;
    }

    private static BlockNumber DeleteLookup(IWriteTransaction tx, BlockRange blocks)
    {
        using Cursor<BlockNumber, ReadOnlySpan<byte>> bodies = tx.OpenCursor(Tables.Bodies);
        TransactionHashBatch batch = new();
        batch.Load(bodies, blocks);
        batch.HashRanges();
        for (int i = 0; i < batch.BlockCount; i++)
        {
            foreach (Hash256 hash in batch[i].Hashes.Span)
            {
                tx.Delete(Tables.TransactionLookup, hash);
            }
        }
        return batch.Last;
    }

    private static BlockNumber CutAccounts(IWriteTransaction tx, BlockRange blocks, Meter meter)
    {
        using AccountChangesReader changes = new(tx, blocks);
        return CutHistory(tx, Tables.AccountHistory, new AccountHistoryStage.Changes(changes), blocks, meter);
    }

    private static BlockNumber CutStorage(IWriteTransaction tx, BlockRange blocks, Meter meter)
    {
        using StorageChangesReader changes = new(tx, blocks);
        return CutHistory(tx, Tables.StorageHistory, new StorageHistoryStage.Changes(changes), blocks, meter);
    }

    private static BlockNumber CutHistory<TKey, TChanges>(
        IWriteTransaction tx,
        Table<TKey, HistoryShard> table,
        TChanges changes,
        BlockRange blocks,
        Meter meter
    )
        where TKey : struct, IHistoryKey<TKey>
        where TChanges : IHistoryChanges<TKey>
    {
        HashSet<TKey> rows = [];
        BlockNumber last = blocks.First;
        for (bool more = changes.MoveNext(); ; last++)
        {
            for (; more && changes.Block == last; more = changes.MoveNext())
            {
                rows.Add(changes.Key);
            }
            if (last == blocks.Last || rows.Count >= RowsMax || meter.IsStopping)
            {
                Cut(tx, table, rows, last + 1);
                return last;
            }
        }
    }

    private static void Cut<TKey>(IWriteTransaction tx, Table<TKey, HistoryShard> table, HashSet<TKey> rows, BlockNumber limit)
        where TKey : struct, IKey<TKey>
    {
        IndexCut cut = new(table);
        Span<byte> key = stackalloc byte[TKey.MaxSize];
        foreach (TKey row in rows)
        {
            row.WriteTo(key);
            if (!tx.TryGet((Table)table, key, out ReadOnlySpan<byte> value))
            {
                continue; // An index that was emptied, and is not written again yet, names nothing.
            }
            IndexFate fate = cut.Decide(key, value, limit);
            if (fate == IndexFate.Goes)
            {
                tx.Delete((Table)table, key);
            }
            else if (fate == IndexFate.IsCut)
            {
                tx.Put((Table)table, key, cut.NewValue);
            }
        }
    }
}
