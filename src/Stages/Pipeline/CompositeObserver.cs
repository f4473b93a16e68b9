using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Tells several observers, in their order.</summary>
public sealed class CompositeObserver(params IReadOnlyList<IPipelineObserver> observers) : IPipelineObserver
{
    /// <inheritdoc/>
    public void Preparing(IStageProgress progress)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Preparing(progress);
        }
    }

    /// <inheritdoc/>
    public void Paused(IStageProgress progress, DiskRoom room)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Paused(progress, room);
        }
    }

    /// <inheritdoc/>
    public void Resumed(StageId stage, DiskRoom room)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Resumed(stage, room);
        }
    }

    /// <inheritdoc/>
    public void StageStarted(IStageProgress progress)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.StageStarted(progress);
        }
    }

    /// <inheritdoc/>
    public void Executing(IStageProgress progress)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Executing(progress);
        }
    }

    /// <inheritdoc/>
    public void Progressed(IStageProgress progress)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Progressed(progress);
        }
    }

    /// <inheritdoc/>
    public void Committing(StageId stage, BlockNumber checkpoint)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Committing(stage, checkpoint);
        }
    }

    /// <inheritdoc/>
    public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Committed(stage, checkpoint, commit);
        }
    }

    /// <inheritdoc/>
    public void StageEnded(StageReport report)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.StageEnded(report);
        }
    }

    /// <inheritdoc/>
    public void GoingBack(IReadOnlyList<StageId> stages, BlockNumber to)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.GoingBack(stages, to);
        }
    }

    /// <inheritdoc/>
    public void Unwinding(IStageProgress progress)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Unwinding(progress);
        }
    }

    /// <inheritdoc/>
    public void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Unwound(stage, from, checkpoint);
        }
    }

    /// <inheritdoc/>
    public void Rejected(StageId stage, InvalidBlock invalid)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Rejected(stage, invalid);
        }
    }

    /// <inheritdoc/>
    public void Reorganising(StageCheckpoint commonAncestor)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Reorganising(commonAncestor);
        }
    }

    /// <inheritdoc/>
    public void Failed(StageId stage, Exception error)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.Failed(stage, error);
        }
    }

    /// <inheritdoc/>
    public void SourceEnded(NodeException? failure)
    {
        foreach (IPipelineObserver observer in observers)
        {
            observer.SourceEnded(failure);
        }
    }
}
