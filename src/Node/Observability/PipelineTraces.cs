using System.Diagnostics;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Observing;

/// <summary>One span for each stage run, and one in it for each commit. Called on the pipeline's thread.</summary>
internal sealed class PipelineTraces : IPipelineObserver, IDisposable
{
    private readonly ActivitySource _source = new(NodeMetrics.MeterName, BuildVersion.Text);
    private Activity? _stage;
    private Activity? _commit;

    /// <inheritdoc/>
    public void StageStarted(IStageProgress progress)
    {
        _stage?.Stop();
        _stage = Start($"stage {progress.Stage}", default);
        _stage?.SetTag("stage", progress.Stage.Name);
        _stage?.SetTag("block.first", (long)progress.Position.Value + 1);
    }

    /// <inheritdoc/>
    public void Committing(StageId stage, BlockNumber checkpoint)
    {
        _commit = Start($"commit {stage}", _stage?.Context ?? default);
        _commit?.SetTag("stage", stage.Name);
    }

    /// <inheritdoc/>
    public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit)
    {
        _commit?.SetTag("block.last", (long)checkpoint.Number.Value);
        _commit?.Stop();
        _commit = null;
    }

    /// <inheritdoc/>
    public void StageEnded(StageReport report)
    {
        _stage?.SetTag("block.last", (long)report.Checkpoint.Value);
        _stage?.SetTag("units", report.Units);
        _stage?.SetTag("commits", report.Commits);
        End();
    }

    /// <inheritdoc/>
    public void Rejected(StageId stage, InvalidBlock invalid) =>
        _stage?.AddEvent(new ActivityEvent("rejected", tags: new ActivityTagsCollection { ["text"] = invalid.Text }));

    /// <inheritdoc/>
    public void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint) =>
        _stage?.AddEvent(
            new ActivityEvent(
                "unwound",
                tags: new ActivityTagsCollection
                {
                    ["stage"] = stage.Name,
                    ["block.from"] = (long)from.Value,
                    ["block.to"] = (long)checkpoint.Number.Value,
                }
            )
        );

    /// <inheritdoc/>
    public void Failed(StageId stage, Exception error)
    {
        _commit?.SetStatus(ActivityStatusCode.Error, error.Message);
        _commit?.Stop();
        _commit = null;
        _stage?.SetStatus(ActivityStatusCode.Error, error.Message);
        End();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        _source.Dispose();
    }

    private void End()
    {
        _stage?.Stop();
        _stage = null;
    }

    /// <summary>Starts a span with an explicit parent, and leaves the caller's current one as it was: this is called out of the middle of async code.</summary>
    private Activity? Start(string name, ActivityContext parent)
    {
        Activity? before = Activity.Current;
        Activity.Current = null;
        Activity? activity = _source.StartActivity(name, ActivityKind.Internal, parent);
        Activity.Current = before;
        return activity;
    }
}
