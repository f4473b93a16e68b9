using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// <see cref="Tables.AccountHistory"/> and <see cref="Tables.StorageHistory"/> against the change sets: each change of an indexed block is
/// listed, and nothing else is.
/// </summary>
/// <remarks>Where they contradict each other, <see cref="BeforeValuesCheck"/> finds out whether a change is missing.</remarks>
internal static class HistoryCheck
{
    /// <summary>Compares both tables.</summary>
    public static void Run(Verification run)
    {
        using ChangeSetLookup lookup = new(run.Tx);
        BlockRange accountBlocks = Indexed(run, StageId.AccountHistory, PruneSegment.AccountHistory);
        using AccountChangesReader accounts = new(run.Tx, accountBlocks);
        Check(
            run,
            Tables.AccountHistory,
            PruneSegment.AccountHistory,
            accountBlocks,
            new AccountHistoryStage.Changes(accounts),
            (key, block) => lookup.TryFind(block, key.AddressHash, out _)
        );
        BlockRange storageBlocks = Indexed(run, StageId.StorageHistory, PruneSegment.StorageHistory);
        using StorageChangesReader slots = new(run.Tx, storageBlocks);
        Check(
            run,
            Tables.StorageHistory,
            PruneSegment.StorageHistory,
            storageBlocks,
            new StorageHistoryStage.Changes(slots),
            (key, block) => lookup.TryFind(block, key.Slot, out _)
        );
    }

    /// <summary>
    /// After the way back: a change that its index alone knows of may have been lost, unless a root says that nothing is missing. Then the
    /// index is not what has to be written again.
    /// </summary>
    public static void Settle(Verification run)
    {
        foreach ((Table changes, BlockNumber block) in run.MissingChanges)
        {
            if (run.ProvenFrom is not { } first || block < first)
            {
                run.Findings.Add(
                    changes,
                    BeforeValuesCheck.KeyOf(block),
                    $"the change of block {block} that {PruneSegment.Of(changes)!.Index} lists",
                    "none, and no state root tells whether there was one"
                );
            }
        }
    }

    /// <summary>The blocks whose changes are kept and indexed; block 0 is no change.</summary>
    private static BlockRange Indexed(Verification run, StageId stage, PruneSegment segment) =>
        new(BlockNumber.Max(new BlockNumber(1), run.FirstKept(segment)), run.CheckpointOf(stage));

    private static void Check<TKey, TChanges>(
        Verification run,
        Table<TKey, HistoryShard> table,
        PruneSegment segment,
        BlockRange blocks,
        TChanges changes,
        Func<TKey, BlockNumber, bool> isChange
    )
        where TKey : struct, IHistoryKey<TKey>
        where TChanges : IHistoryChanges<TKey>
    {
        long listed = 0;
        VisitRows(
            run,
            table,
            (key, shard) =>
            {
                listed += shard.Count;
                if (shard.IsEmpty)
                {
                    run.Findings.Add(table, Text(key), "some blocks, or no row", "an empty list");
                }
            }
        );
        long found = 0;
        for (bool more = changes.MoveNext(); more; more = changes.MoveNext())
        {
            run.Read(segment.Rows!);
            if (IsListed(run, table, changes.Key, changes.Block))
            {
                found++;
            }
            else
            {
                run.Findings.Add(table, Text(changes.Key), $"block {changes.Block}, which changed it, in its list", "not listed");
            }
        }
        if (listed == found)
        {
            return;
        }
        VisitRows(
            run,
            table,
            (key, shard) =>
            {
                foreach (ushort offset in shard)
                {
                    BlockNumber block = HistoryShard.BlockAt(key.Shard, offset);
                    bool isPruned = block < blocks.First && run.IsBeingPruned(segment);
                    if (!isPruned && (block < blocks.First || block > blocks.Last || !isChange(key, block)))
                    {
                        run.MissingChanges[segment.Rows!] = BlockNumber.Min(
                            block,
                            run.MissingChanges.GetValueOrDefault(segment.Rows!, block)
                        );
                        run.Findings.Add(table, Text(key), $"blocks that changed it, of {blocks}", $"block {block}, which did not");
                    }
                }
            }
        );
    }

    private static bool IsListed<TKey>(Verification run, Table<TKey, HistoryShard> table, TKey key, BlockNumber block)
        where TKey : struct, IHistoryKey<TKey>
    {
        Span<byte> bytes = stackalloc byte[TKey.MaxSize];
        key.WriteTo(bytes);
        if (!run.Tx.TryGet((Table)table, bytes, out ReadOnlySpan<byte> value))
        {
            return false;
        }
        try
        {
            ushort offset = HistoryShard.OffsetOf(block);
            return table.Codec.Decode(value).TryFindFirst(offset, out ushort first) && first == offset;
        }
        catch (DatabaseCorruptException)
        {
            return false; // The row has its finding.
        }
    }

    private static void VisitRows<TKey>(Verification run, Table<TKey, HistoryShard> table, ShardVisitor<TKey> visit)
        where TKey : struct, IHistoryKey<TKey>
    {
        using Cursor<TKey, HistoryShard> cursor = run.Tx.OpenCursor(table);
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            run.Read(table);
            if (
                run.TryDecodeKey(table, cursor.KeyBytes, out TKey key)
                && run.TryDecode(table, cursor.KeyBytes, cursor.ValueBytes, out HistoryShard shard)
            )
            {
                visit(key, shard);
            }
        }
    }

    private static string Text<TKey>(TKey key)
        where TKey : struct, IHistoryKey<TKey>
    {
        Span<byte> bytes = stackalloc byte[TKey.MaxSize];
        return HexText.Encode(bytes[..key.WriteTo(bytes)]);
    }

    private delegate void ShardVisitor<TKey>(TKey key, scoped HistoryShard shard);
}
