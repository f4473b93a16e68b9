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
    private readonly double _stageSecondsMin;
    private readonly bool _hasLines;
    private long _lineAt;
    private bool _isPaused;
    private double _nextStillSeconds = StallRule.After.TotalSeconds;

    /// <summary>Starts the clock.</summary>
    /// <param name="log">Where lines go.</param>
    /// <param name="time">Clock.</param>
    /// <param name="watch">What is told.</param>
    /// <param name="stageSecondsMin">A stage that took less ends without a line: a node takes blocks one by one.</param>
    /// <param name="hasLines">Whether there are lines of progress, or only events, and standstills that waiting does not mend.</param>
    public ProgressLines(EventLog log, TimeProvider time, PipelineWatch watch, double stageSecondsMin = 0, bool hasLines = true)
    {
        _hasLines = hasLines;
        _stageSecondsMin = stageSecondsMin;
        _log = log;
        _time = time;
        _watch = watch;
        _lineAt = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public void StageEnded(StageReport report)
    {
        if (!_hasLines || report.Seconds < _stageSecondsMin)
        {
            return;
        }
        _log.Info(
            "{stage}: at block {block}, {units} {unit} in {seconds} ({unitsPerSecond}/s)",
            new("stage", report.Stage.Name),
            NamedValue.Count("block", report.Checkpoint.Value),
            NamedValue.Count("units", report.Units),
            new("unit", report.Unit),
            NamedValue.Duration("seconds", report.Seconds),
            NamedValue.Rate("unitsPerSecond", report.UnitsPerSecond)
        );
    }

    /// <inheritdoc/>
    public void Paused(IStageProgress progress, DiskRoom room)
    {
        if (!_isPaused)
        {
            _isPaused = true; // Told once now, and then as any standstill.
            _log.Warning(_watch.Snapshot().StallText, new("reason", Words.Of(StallReason.LowDisk)), new("stage", progress.Stage.Name));
        }
    }

    /// <inheritdoc/>
    public void Resumed(StageId stage, DiskRoom room)
    {
        _isPaused = false;
        _log.Info(
            "{stage}: going on, the disk has {bytes} free again",
            new("stage", stage.Name),
            new("bytes", Readable.Bytes((ulong)room.FreeBytes))
        );
    }

    /// <inheritdoc/>
    public void Executing(IStageProgress progress) => LogPhase(progress.Stage, "working", "after block", progress.Position);

    /// <inheritdoc/>
    public void Unwinding(IStageProgress progress) => LogPhase(progress.Stage, "going back", "to block", progress.Target);

    /// <inheritdoc/>
    public void Committing(StageId stage, BlockNumber checkpoint) => LogPhase(stage, "committing", "up to block", checkpoint);

    /// <inheritdoc/>
    public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit)
    {
        if (commit >= StallRule.After)
        {
            _log.Warning(
                "{stage}: the commit of block {block} took {seconds}: the disk is slow",
                new("stage", stage.Name),
                NamedValue.Count("block", checkpoint.Number.Value),
                NamedValue.Duration("seconds", commit.TotalSeconds),
                new("reason", Words.Of(StallReason.SlowDisk))
            );
        }
        _log.Debug(
            "{stage}: committed up to block {block} in {seconds}",
            new("stage", stage.Name),
            NamedValue.Count("block", checkpoint.Number.Value),
            new("hash", checkpoint.Hash.ToString()),
            NamedValue.Duration("seconds", commit.TotalSeconds)
        );
    }

    /// <inheritdoc/>
    public void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint) =>
        _log.Info(
            "{stage}: went back from block {from} to {block}",
            new("stage", stage.Name),
            NamedValue.Count("from", from.Value),
            NamedValue.Count("block", checkpoint.Number.Value)
        );

    /// <inheritdoc/>
    public void Rejected(StageId stage, InvalidBlock invalid) =>
        _log.Warning(
            "{stage}: refused a block. {code}: {what} ({where})",
            new("stage", stage.Name),
            new("code", $"NP{(int)invalid.Code}"),
            new("what", invalid.What),
            new("where", invalid.Where),
            NamedValue.Count("block", invalid.Number.Value)
        );

    /// <inheritdoc/>
    public void Reorganising(StageCheckpoint commonAncestor) =>
        _log.Info(
            "another branch is better: going back to block {block} {hash}",
            NamedValue.Count("block", commonAncestor.Number.Value),
            new("hash", commonAncestor.Hash.ToString())
        );

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void LogPhase(StageId stage, string phase, string where, BlockNumber block)
    {
        if (_log.IsEnabled(LogLevel.Debug))
        {
            _log.Debug(
                $"{{stage}}: {{phase}} {where} {{block}}",
                new("stage", stage.Name),
                new("phase", phase),
                NamedValue.Count("block", block.Value)
            );
        }
    }

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
                _hasLines
                && now.Active is { Activity: StageActivity.Running or StageActivity.Committing or StageActivity.Unwinding } stage
                && _time.GetElapsedTime(_lineAt).TotalSeconds >= secondsBetween
            )
            {
                _lineAt = _time.GetTimestamp();
                LogLine(stage);
            }
        }
    }

    private void LogStandstill(PipelineSnapshot now)
    {
        if (now.Still.TotalSeconds < _nextStillSeconds || (!_hasLines && !now.IsStalled))
        {
            return;
        }
        _nextStillSeconds = now.Still.TotalSeconds + Math.Min(now.Still.TotalSeconds, StillSecondsMax);
        List<NamedValue> fields = [new("reason", Words.Of(now.Stall)), new("seconds", now.Still.TotalSeconds)];
        if (now.Active is { } stage)
        {
            fields.AddRange(new("stage", stage.Stage.Name), new("block", stage.Position.Value), new("phase", stage.Doing));
        }
        if (now.IsStalled)
        {
            _log.Warning(now.StallText, [.. fields]);
        }
        else
        {
            _log.Info(now.StallText, [.. fields]);
        }
    }

    private void LogLine(StageSnapshot stage)
    {
        string target =
            stage.Target is null ? ""
            : stage.WayBackFrom is null ? " of {target}"
            : " on the way back to {target}";
        string left = stage.TimeLeft is null ? "" : ", {secondsLeft} left";
        List<NamedValue> fields =
        [
            new("stage", stage.Stage.Name),
            NamedValue.Count("block", stage.Position.Value),
            NamedValue.Rate("unitsPerSecond", stage.Rate.PerSecond),
            new("unit", stage.Rate.Unit),
            new("phase", stage.Doing),
        ];
        if (stage.Target is { } last)
        {
            fields.Add(NamedValue.Count("target", last.Value));
        }
        if (stage.TimeLeft is { } time)
        {
            fields.Add(NamedValue.Duration("secondsLeft", time.TotalSeconds));
        }
        _log.Info($"{{stage}}: block {{block}}{target}, {{unitsPerSecond}} {{unit}}/s{left}, {{phase}}", [.. fields]);
    }
}
