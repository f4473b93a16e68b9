using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Learns what the pipeline does, for display, log and metrics. Called on the pipeline's thread; must not block.</summary>
public interface IPipelineObserver
{
    /// <summary>A stage has work and starts; the progress may be kept and polled until the next call for this stage.</summary>
    void StageStarted(IStageProgress progress) { }

    /// <summary>A stage moved on; at most four times a second.</summary>
    void Progressed(IStageProgress progress) { }

    /// <summary>A commit was made.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="checkpoint">Last block whose rows are durable.</param>
    /// <param name="commit">Time that the commit took.</param>
    void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit) { }

    /// <summary>A stage has nothing left to do for now.</summary>
    void StageEnded(StageReport report) { }

    /// <summary>A stage went back.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="from">Checkpoint before.</param>
    /// <param name="checkpoint">Checkpoint after.</param>
    void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint) { }

    /// <summary>A block breaks a rule; what was good before it is kept.</summary>
    void Rejected(StageId stage, InvalidBlock invalid) { }

    /// <summary>Another branch is better: every stage goes back to the last common block.</summary>
    void Reorganising(StageCheckpoint commonAncestor) { }
}
