using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Keeps what is said of pruned blocks true when stages go back: in the transaction that takes the rows away.</summary>
internal static class RetentionUpkeep
{
    /// <summary>Rows after a block are gone, and will be written again: none of them is pruned any more.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="tables">Tables of the stage that went back.</param>
    /// <param name="to">Last block whose rows stay.</param>
    public static void Unwound(IWriteTransaction tx, IReadOnlyList<Table> tables, BlockNumber to)
    {
        foreach (PruneSegment segment in PruneSegment.All)
        {
            if (IsWrittenTo(segment, tables))
            {
                Lower(tx, segment, to + 1);
                if (PruneProgress.Find(tx) is { } begun && begun.Segment == segment && begun.Limit > to + 1)
                {
                    (begun with { Limit = to + 1 }).Write(tx);
                }
            }
        }
    }

    /// <summary>All rows of tables are gone, and will be written again from the first block on that there is something to write of.</summary>
    public static void Emptied(IWriteTransaction tx, IReadOnlyList<Table> tables)
    {
        foreach (PruneSegment segment in PruneSegment.All)
        {
            PruneProgress? begun = PruneProgress.Find(tx) is { } any && any.Segment == segment ? any : null;
            if (IsWrittenTo(segment, tables))
            {
                Lower(tx, segment, segment.Rows is null ? Retention.FirstBlock(tx, PruneSegment.Bodies) : BlockNumber.Genesis);
                if (begun is not null)
                {
                    PruneProgress.Clear(tx);
                }
            }
            else if (begun is not null && segment.Index is { } index && tables.Contains(index))
            {
                (begun with { Position = [] }).Write(tx); // Its rows come again, those of pruned blocks too as long as they lie about.
            }
        }
        if (tables.Contains(Tables.Bodies))
        {
            Lower(tx, PruneSegment.TransactionLookup, BlockNumber.Genesis); // Emptied before, and now written again from the start.
        }
    }

    private static bool IsWrittenTo(PruneSegment segment, IReadOnlyList<Table> tables) =>
        (segment.Rows ?? segment.Index) is { } written && tables.Contains(written);

    private static void Lower(IWriteTransaction tx, PruneSegment segment, BlockNumber first)
    {
        PruneCheckpoint now = Retention.Find(tx, segment);
        if (now.FirstBlock > first)
        {
            tx.Put(Tables.PruneCheckpoints, segment.Name, now with { FirstBlock = first });
        }
    }
}
