using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Deletes the rows of old blocks that nobody wants to keep, segment by segment.</summary>
/// <remarks>
/// <para>
/// Reads and writes <see cref="Tables.PruneCheckpoints"/>, which hold the modes; deletes rows of the tables of
/// <see cref="PruneSegment.All"/>, the one exception to the rule that a stage writes its own tables alone. It runs when every stage before
/// it has seen those blocks, and what it leaves is a function of its target and of the modes.
/// </para>
/// <para>
/// Few blocks go in one commit with the checkpoint. Many go in two steps and more: a commit moves the checkpoint, so that no reader
/// looks below it any more, and notes in <see cref="Tables.StageProgress"/> what is to be deleted; then the index is gone over, commit by
/// commit; at last the segment's own rows are dropped with their files. Killed anywhere in between, it goes on there.
/// </para>
/// </remarks>
public sealed class PruneStage : IStage
{
    /// <inheritdoc/>
    public StageId Id => StageId.Prune;

    /// <inheritdoc/>
    public string Unit => "rows";

    /// <inheritdoc/>
    /// <remarks>None that a reset empties: the modes stay, and each segment's checkpoint follows the stage that writes its rows.</remarks>
    public IReadOnlyList<Table> OwnTables { get; } = [];

    /// <inheritdoc/>
    public void WriteGenesis(IWriteTransaction tx, Genesis genesis) { }

    /// <inheritdoc/>
    public bool HasWorkLeft(IReadTransaction tx, BlockNumber checkpoint)
    {
        foreach (PruneSegment segment in PruneSegment.All)
        {
            PruneCheckpoint now = Retention.Find(tx, segment);
            if (now.Mode.FirstBlock(checkpoint, segment) > now.FirstBlock)
            {
                return true;
            }
        }
        return PruneProgress.Find(tx) is not null;
    }

    /// <inheritdoc/>
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        if (PruneProgress.Find(tx) is { } begun)
        {
            Continue(tx, begun, input.Meter);
            return ExecutionOutput.Unfinished(input.Checkpoint);
        }
        foreach (PruneSegment segment in PruneSegment.All)
        {
            PruneCheckpoint now = Retention.Find(tx, segment);
            BlockNumber limit = now.Mode.FirstBlock(input.Target, segment);
            if (limit > now.FirstBlock && !TryFinish(tx, segment, now, limit, input))
            {
                return ExecutionOutput.Unfinished(input.Checkpoint);
            }
        }
        input.Meter.Reach(input.Target);
        return ExecutionOutput.At(input.Target, input.Target);
    }

    /// <inheritdoc/>
    /// <remarks>Nothing comes back: the pipeline lowers a segment's checkpoint with the stage that writes its rows.</remarks>
    public UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input) => new(input.UnwindTo);

    /// <summary>Deletes a few blocks at once, or begins with many; whether nothing is left to do.</summary>
    private static bool TryFinish(IWriteTransaction tx, PruneSegment segment, PruneCheckpoint now, BlockNumber limit, ExecutionInput input)
    {
        BlockNumber first = now.FirstBlock;
        if (BlockwisePrune.Pays(tx, segment, new BlockRange(first, limit - 1), input.Target))
        {
            using Meter.PhaseScope phase = input.Meter.Phase(StagePhase.Write);
            BlockNumber done = BlockwisePrune.Delete(tx, segment, new BlockRange(first, limit - 1), input.Meter);
            tx.Put(Tables.PruneCheckpoints, segment.Name, now with { FirstBlock = done + 1 });
            return done + 1 == limit;
        }
        tx.Put(Tables.PruneCheckpoints, segment.Name, now with { FirstBlock = limit });
        new PruneProgress(segment, limit, []).Write(tx);
        return false;
    }

    private static void Continue(IWriteTransaction tx, PruneProgress progress, Meter meter)
    {
        if (progress.Segment.Index is not null && !IndexSweep.TryFinish(tx, progress, meter, out PruneProgress next))
        {
            next.Write(tx);
            return;
        }
        using Meter.PhaseScope phase = meter.Phase(StagePhase.Write);
        if (progress.Segment.Rows is { } rows)
        {
            Span<byte> end = stackalloc byte[BlockNumber.MaxSize];
            progress.Limit.WriteTo(end);
            tx.DropBelow(rows, end);
            meter.Add(1);
        }
        PruneProgress.Clear(tx);
    }
}
