using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>Turns what the pipeline does into log lines: one a second while a stage moves, and a reason when it stands still.</summary>
/// <remarks>It reads the watch, which has to be told before it, and a clock, so that a line comes also while a stage is busy with one block.</remarks>
internal sealed class ProgressLines : IPipelineObserver, IDisposable
{
    private const double SecondsWithEveryLine = 30; // After that every fifth: a long run stays readable.
    private const double SecondsBetweenLater = 4.5; // Five ticks of the clock, which are never exact.
    private const double StillSecondsMax = 300; // From ten seconds on the times between lines double up to this.

    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly PipelineWatch _watch;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private long _lineAt;
    private double _nextStillSeconds = StallRule.After.TotalSeconds;

    /// <summary>Starts the clock.</summary>
    public ProgressLines(EventLog log, TimeProvider time, PipelineWatch watch)
    {
        _log = log;
        _time = time;
        _watch = watch;
        _lineAt = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public void StageEnded(StageReport report) =>
        _log.Info(
            $"{report.Stage}: at block {Readable.Count(report.Checkpoint.Value)}, {Readable.Count(report.Units)} {report.Unit}"
                + $" in {Readable.Duration(report.Seconds)} ({Readable.Rate(report.UnitsPerSecond)}/s)"
        );

    /// <inheritdoc/>
    public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit)
    {
        if (commit >= StallRule.After)
        {
            _log.Warning(
                $"{stage}: the commit of block {Readable.Count(checkpoint.Number.Value)} took {Readable.Duration(commit.TotalSeconds)}: the disk is slow",
                new NamedValue("reason", Words.Of(StallReason.SlowDisk)),
                new NamedValue("seconds", commit.TotalSeconds)
            );
        }
        _log.Debug(
            $"{stage}: committed up to block {checkpoint.Number}",
            new("hash", checkpoint.Hash.ToString()),
            new("seconds", commit.TotalSeconds)
        );
    }

    /// <inheritdoc/>
    public void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint) =>
        _log.Info($"{stage}: went back from block {Readable.Count(from.Value)} to {Readable.Count(checkpoint.Number.Value)}");

    /// <inheritdoc/>
    public void Rejected(StageId stage, InvalidBlock invalid) => _log.Warning($"{stage}: refused a block. {invalid.Text}");

    /// <inheritdoc/>
    public void Reorganising(StageCheckpoint commonAncestor) =>
        _log.Info($"another branch is better: going back to block {commonAncestor.Number} {commonAncestor.Hash}");

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        lock (_gate)
        {
            PipelineSnapshot now = _watch.Snapshot();
            if (now.Stall != StallReason.None)
            {
                LogStandstill(now);
                return;
            }
            _nextStillSeconds = StallRule.After.TotalSeconds;
            double secondsBetween = now.Uptime.TotalSeconds > SecondsWithEveryLine ? SecondsBetweenLater : 0;
            if (
                now.Active is { Activity: StageActivity.Running or StageActivity.Committing } stage
                && _time.GetElapsedTime(_lineAt).TotalSeconds >= secondsBetween
            )
            {
                _lineAt = _time.GetTimestamp();
                _log.Info(Line(stage));
            }
        }
    }

    private void LogStandstill(PipelineSnapshot now)
    {
        if (now.Still.TotalSeconds < _nextStillSeconds)
        {
            return;
        }
        _nextStillSeconds = now.Still.TotalSeconds + Math.Min(now.Still.TotalSeconds, StillSecondsMax);
        NamedValue reason = new("reason", Words.Of(now.Stall));
        NamedValue seconds = new("seconds", now.Still.TotalSeconds);
        if (now.IsStalled)
        {
            _log.Warning(now.StallText, reason, seconds);
        }
        else
        {
            _log.Info(now.StallText, reason, seconds);
        }
    }

    private static string Line(StageSnapshot stage)
    {
        string line = $"{stage.Stage}: block {Readable.Count(stage.Position.Value)}";
        if (stage.Target is { } target)
        {
            line += $" of {Readable.Count(target.Value)}";
        }
        line += $", {Readable.Rate(stage.UnitsPerSecond)} {stage.Unit}/s";
        if (stage.TimeLeft is { } left)
        {
            line += $", {Readable.Duration(left.TotalSeconds)} left";
        }
        return $"{line}, {stage.Doing}";
    }
}
