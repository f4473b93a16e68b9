using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>The blocks whose changes lie between a state of the past and that of today: first the indexed ones, then the others.</summary>
/// <param name="Segment">What the changes belong to.</param>
/// <param name="Block">The block whose state is wanted.</param>
/// <param name="Indexed">Last block that the history table lists.</param>
/// <param name="Executed">Last block that is executed.</param>
/// <param name="IsKept">Whether no change of the range is pruned.</param>
internal readonly record struct HistoryRange(
    PruneSegment Segment,
    BlockNumber Block,
    BlockNumber Indexed,
    BlockNumber Executed,
    bool IsKept
)
{
    /// <summary>The first block later than the wanted one.</summary>
    public BlockNumber First => Block + 1;

    /// <summary>Last block that is executed.</summary>
    public BlockNumber Last => Executed;

    /// <summary>Whether some later block is indexed.</summary>
    public bool HasIndexed => Block < Indexed;

    /// <summary>The first later block that is not indexed; after the last one when there is none.</summary>
    public BlockNumber FirstNotIndexed => BlockNumber.Max(Block, Indexed) + 1;

    /// <summary>Whether no later block is executed.</summary>
    public bool IsToday => Block == Executed;

    /// <summary>Reads how far things are.</summary>
    public static HistoryRange Read(IReadTransaction tx, PruneSegment segment, StageId stage, BlockNumber block, BlockNumber executed) =>
        new(segment, block, CheckpointStore.Read(tx, stage).Number, executed, block + 1 >= Retention.FirstBlock(tx, segment));

    /// <summary>Throws when a change of the range is pruned.</summary>
    public void RequireKept(IReadTransaction tx)
    {
        if (!IsKept)
        {
            Retention.RequireState(tx, Segment, Block);
        }
    }
}
