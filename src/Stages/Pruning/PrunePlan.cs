using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>What of a table would go and what would stay, about.</summary>
/// <param name="Table">The table.</param>
/// <param name="RowsGoing">Rows that are deleted.</param>
/// <param name="RowsStaying">Rows that are kept.</param>
/// <param name="BytesGoing">Bytes on disk that come back.</param>
/// <param name="BytesStaying">Bytes on disk that stay taken.</param>
public readonly record struct TablePlan(Table Table, ulong RowsGoing, ulong RowsStaying, ulong BytesGoing, ulong BytesStaying);

/// <summary>What of a segment would go.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Mode">What shall be kept.</param>
/// <param name="FirstBlock">First block that is kept now.</param>
/// <param name="Limit">First block that would be kept then; the same when nothing goes.</param>
/// <param name="Tables">Its tables.</param>
public sealed record SegmentPlan(
    PruneSegment Segment,
    PruneMode Mode,
    BlockNumber FirstBlock,
    BlockNumber Limit,
    IReadOnlyList<TablePlan> Tables
)
{
    /// <summary>Whether anything goes.</summary>
    public bool Deletes => Limit > FirstBlock;

    /// <summary>Rows that are deleted.</summary>
    public ulong RowsGoing => Sum(static table => table.RowsGoing);

    /// <summary>Rows that are kept.</summary>
    public ulong RowsStaying => Sum(static table => table.RowsStaying);

    /// <summary>Bytes on disk that come back.</summary>
    public ulong BytesGoing => Sum(static table => table.BytesGoing);

    /// <summary>Bytes on disk that stay taken.</summary>
    public ulong BytesStaying => Sum(static table => table.BytesStaying);

    private ulong Sum(Func<TablePlan, ulong> part)
    {
        ulong sum = 0;
        foreach (TablePlan table in Tables)
        {
            sum += part(table);
        }
        return sum;
    }
}

/// <summary>What a run of the stage prune would delete now, and what that frees: told without writing anything.</summary>
/// <param name="Head">Block that the modes count from: the last one that every stage before has seen.</param>
/// <param name="Segments">Every segment.</param>
public sealed record PrunePlan(BlockNumber Head, IReadOnlyList<SegmentPlan> Segments)
{
    /// <summary>Bytes on disk that come back.</summary>
    public ulong BytesGoing
    {
        get
        {
            ulong sum = 0;
            foreach (SegmentPlan segment in Segments)
            {
                sum += segment.BytesGoing;
            }
            return sum;
        }
    }

    /// <summary>Plans with the modes that the database holds, or others.</summary>
    /// <param name="database">For its sizes.</param>
    /// <param name="tx">A view of the database.</param>
    /// <param name="modes">Other modes than those that it holds; null for none.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static PrunePlan Of(
        IDatabase database,
        IReadTransaction tx,
        IReadOnlyDictionary<PruneSegment, PruneMode>? modes = null,
        CancellationToken stop = default
    )
    {
        BlockNumber head = HeadOf(tx);
        IReadOnlyList<TableSize> sizes = database.MeasureTables();
        List<SegmentPlan> segments = [];
        foreach (PruneSegment segment in PruneSegment.All)
        {
            PruneCheckpoint now = Retention.Find(tx, segment);
            PruneMode mode = modes is not null && modes.TryGetValue(segment, out PruneMode asked) ? asked : now.Mode;
            BlockNumber limit = BlockNumber.Max(now.FirstBlock, mode.FirstBlock(head, segment));
            List<TablePlan> tables = [];
            foreach (Table table in segment.Tables)
            {
                stop.ThrowIfCancellationRequested();
                TableSize size = sizes[table.Index];
                tables.Add(
                    limit == now.FirstBlock ? new TablePlan(table, 0, size.RowsEstimate, 0, size.Bytes)
                    : table == segment.Rows ? RowsByBlock.Plan(database, tx, size, limit)
                    : IndexSample.Plan(tx, size, limit)
                );
            }
            segments.Add(new SegmentPlan(segment, mode, now.FirstBlock, limit, tables));
        }
        return new PrunePlan(head, segments);
    }

    /// <summary>The checkpoint of the stage before prune: its target.</summary>
    public static BlockNumber HeadOf(IReadTransaction tx)
    {
        StageId before = StageId.Headers;
        foreach (StageId stage in AllStages.Order)
        {
            if (stage == StageId.Prune)
            {
                break;
            }
            before = stage;
        }
        return CheckpointStore.Read(tx, before).Number;
    }
}
