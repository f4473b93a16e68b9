using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>What a stage did.</summary>
public readonly record struct ExecutionOutput
{
    /// <summary>Last block whose rows are written.</summary>
    public BlockNumber Checkpoint { get; private init; }

    /// <summary>Hash of that block when the stage has it at hand; null to look it up.</summary>
    public Hash256? CheckpointHash { get; private init; }

    /// <summary>Whether nothing is left to do for now; otherwise the stage is called again after the commit.</summary>
    public bool IsDone { get; init; }

    /// <summary>Whether rows were written that belong to blocks after the checkpoint and are not whole yet.</summary>
    public bool IsMidway { get; private init; }

    /// <summary>Whether it waits for a later stage.</summary>
    public bool IsWaiting { get; private init; }

    /// <summary>The first block that breaks a rule, or null.</summary>
    public InvalidBlock? Invalid { get; private init; }

    /// <summary>
    /// Whether the invalid block stands on a branch that is not canonical: what the stage wrote is good and is committed, and
    /// nothing is unwound.
    /// </summary>
    public bool IsSideBranch { get; private init; }

    /// <summary>
    /// Last common block with a better branch, or null: the pipeline commits, unwinds every stage to it, and starts over.
    /// </summary>
    public BlockNumber? ReorganiseTo { get; private init; }

    /// <summary>The stage wrote up to the checkpoint, and is done when that is the target.</summary>
    public static ExecutionOutput At(BlockNumber checkpoint, BlockNumber target) =>
        new() { Checkpoint = checkpoint, IsDone = checkpoint >= target };

    /// <summary>
    /// Rows of the next blocks are begun but not whole: they are committed with the checkpoint as it was, and the stage is called again.
    /// It notes where it stands in <see cref="Tables.StageProgress"/>.
    /// </summary>
    public static ExecutionOutput Midway(BlockNumber checkpoint) => new() { Checkpoint = checkpoint, IsMidway = true };

    /// <summary>Nothing was done: a later stage must finish first what it has begun. The pipeline runs those after this one and comes back.</summary>
    public static ExecutionOutput Waiting(BlockNumber checkpoint) => new() { Checkpoint = checkpoint, IsWaiting = true };

    /// <summary>The first stage wrote up to the checkpoint, and says itself whether its source has more.</summary>
    public static ExecutionOutput At(StageCheckpoint checkpoint, bool isDone) =>
        new()
        {
            Checkpoint = checkpoint.Number,
            CheckpointHash = checkpoint.Hash,
            IsDone = isDone,
        };

    /// <summary>The stage did a part of its work that moves no checkpoint: it is called again after the commit.</summary>
    public static ExecutionOutput Unfinished(BlockNumber checkpoint) => new() { Checkpoint = checkpoint };

    /// <summary>A canonical block is invalid: the transaction is disposed, nothing of this call is kept.</summary>
    public static ExecutionOutput Rejected(InvalidBlock invalid) => new() { Invalid = invalid };

    /// <summary>A block of a side branch is invalid; what was written is kept, and the stage is called again.</summary>
    public static ExecutionOutput RejectedOnSideBranch(BlockNumber checkpoint, InvalidBlock invalid) =>
        new()
        {
            Checkpoint = checkpoint,
            Invalid = invalid,
            IsSideBranch = true,
        };

    /// <summary>Another branch is better: go back to the last common block; the stage takes the branch when it is called again.</summary>
    public static ExecutionOutput Reorganise(BlockNumber checkpoint, BlockNumber commonAncestor) =>
        new() { Checkpoint = checkpoint, ReorganiseTo = commonAncestor };
}
