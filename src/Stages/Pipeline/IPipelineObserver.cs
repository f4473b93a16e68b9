using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Learns what the pipeline does, for display, log and metrics. Called on the pipeline's thread; must not block.</summary>
/// <remarks>
/// For each commit: <see cref="Preparing"/>, <see cref="Executing"/>, <see cref="Committing"/>, <see cref="Committed"/>;
/// <see cref="StageStarted"/> comes before the first of a stage, <see cref="StageEnded"/> after the last.
/// </remarks>
public interface IPipelineObserver
{
    /// <summary>A stage waits for something to do, with no transaction open.</summary>
    /// <param name="progress">The stage; its position may be that of an earlier call.</param>
    void Preparing(IStageProgress progress) { }

    /// <summary>The disk has too little room, so the stage waits, with no transaction open; told again at each look, until it goes on or is stopped.</summary>
    /// <param name="progress">The stage; its position may be that of an earlier call.</param>
    /// <param name="room">The disk.</param>
    void Paused(IStageProgress progress, DiskRoom room) { }

    /// <summary>The disk has enough room again, and the stage goes on.</summary>
    void Resumed(StageId stage, DiskRoom room) { }

    /// <summary>A stage has work and starts; the progress may be kept and polled until the next call for this stage.</summary>
    void StageStarted(IStageProgress progress) { }

    /// <summary>A stage begins the work of one commit.</summary>
    void Executing(IStageProgress progress) { }

    /// <summary>A stage moved on; at most four times a second.</summary>
    void Progressed(IStageProgress progress) { }

    /// <summary>The work of one commit is done, and is now made durable.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="checkpoint">Last block whose rows will be durable.</param>
    void Committing(StageId stage, BlockNumber checkpoint) { }

    /// <summary>A commit was made.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="checkpoint">Last block whose rows are durable.</param>
    /// <param name="commit">Time that the commit took.</param>
    void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit) { }

    /// <summary>A stage has nothing left to do for now.</summary>
    void StageEnded(StageReport report) { }

    /// <summary>Stages begin to go back, last one first, in one piece or in several.</summary>
    /// <param name="stages">The stages, in their order; those that are not beyond the block stay where they are.</param>
    /// <param name="to">Last block that stays when all of it is done.</param>
    void GoingBack(IReadOnlyList<StageId> stages, BlockNumber to) { }

    /// <summary>A stage begins a piece of its way back; it may take long.</summary>
    /// <param name="progress">
    /// The stage: its position goes from the checkpoint down to the target of this piece. It may be kept and polled until
    /// <see cref="Unwound"/>.
    /// </param>
    void Unwinding(IStageProgress progress) { }

    /// <summary>A stage went back.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="from">Checkpoint before.</param>
    /// <param name="checkpoint">Checkpoint after.</param>
    void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint) { }

    /// <summary>A block breaks a rule; what was good before it is kept.</summary>
    void Rejected(StageId stage, InvalidBlock invalid) { }

    /// <summary>Another branch is better: every stage goes back to the last common block.</summary>
    void Reorganising(StageCheckpoint commonAncestor) { }

    /// <summary>A stage ends with an exception, which goes on to the caller of the pipeline.</summary>
    void Failed(StageId stage, Exception error) { }

    /// <summary>A run has done all that the source delivered.</summary>
    /// <param name="failure">Why the source ended early, or null.</param>
    void SourceEnded(NodeException? failure) { }
}
