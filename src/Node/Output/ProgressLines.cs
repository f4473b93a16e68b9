using NodeProto.Consensus;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>Turns what the pipeline does into log lines: one a second while a stage moves, and a reason when it stands still.</summary>
/// <remarks>A timer reads the running stage, so that a line comes also while the stage is busy with one block.</remarks>
internal sealed class ProgressLines : IPipelineObserver, IDisposable
{
    private const double SecondsWithEveryLine = 30; // After that every fifth: a long run stays readable.
    private const double SecondsUntilStill = 10;

    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly Queue<(long At, long Units, ulong Position)> _window = new();
    private IStageProgress? _running;
    private string _unit = "";
    private long _movedAt;
    private int _ticks;
    private double _stillReportedAt;

    /// <summary>Starts the clock.</summary>
    public ProgressLines(EventLog log, TimeProvider time, IReadOnlyDictionary<StageId, string> units)
    {
        _log = log;
        _time = time;
        Units = units;
        _timer = time.CreateTimer(_ => Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>What each stage counts.</summary>
    private IReadOnlyDictionary<StageId, string> Units { get; }

    /// <inheritdoc/>
    public void StageStarted(IStageProgress progress)
    {
        lock (_gate)
        {
            _running = progress;
            _unit = Units.GetValueOrDefault(progress.Stage, "units");
            _window.Clear();
            _window.Enqueue((_time.GetTimestamp(), progress.Units, progress.Position.Value));
            _movedAt = _time.GetTimestamp();
            _ticks = 0;
        }
    }

    /// <inheritdoc/>
    public void StageEnded(StageReport report)
    {
        lock (_gate)
        {
            _running = null;
        }
        _log.Info(
            $"{report.Stage}: at block {Readable.Count(report.Checkpoint.Value)}, {Readable.Count(report.Units)} {report.Unit}"
                + $" in {Readable.Duration(report.Seconds)} ({Readable.Rate(report.UnitsPerSecond)}/s)"
        );
    }

    /// <inheritdoc/>
    public void Committed(StageId stage, Db.StageCheckpoint checkpoint, TimeSpan commit) =>
        _log.Debug(
            $"{stage}: committed up to block {checkpoint.Number}",
            new("hash", checkpoint.Hash.ToString()),
            new("seconds", commit.TotalSeconds)
        );

    /// <inheritdoc/>
    public void Unwound(StageId stage, BlockNumber from, Db.StageCheckpoint checkpoint) =>
        _log.Info($"{stage}: went back from block {Readable.Count(from.Value)} to {Readable.Count(checkpoint.Number.Value)}");

    /// <inheritdoc/>
    public void Rejected(StageId stage, InvalidBlock invalid) => _log.Warning($"{stage}: refused a block. {invalid.Text}");

    /// <inheritdoc/>
    public void Reorganising(Db.StageCheckpoint commonAncestor) =>
        _log.Info($"another branch is better: going back to block {commonAncestor.Number} {commonAncestor.Hash}");

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        lock (_gate)
        {
            if (_running is not { } progress)
            {
                return;
            }
            _ticks++;
            long now = _time.GetTimestamp();
            (long at, long units, ulong position) newest = (now, progress.Units, progress.Position.Value);
            (long at, long units, ulong position) last = default;
            foreach ((long, long, ulong) each in _window)
            {
                last = each;
            }
            if (newest.units != last.units || newest.position != last.position)
            {
                _movedAt = now;
                _stillReportedAt = 0;
            }
            (long at, long units, ulong position) oldest = _window.Peek();
            _window.Enqueue(newest);
            if (_window.Count > 10)
            {
                _window.Dequeue();
            }
            double still = _time.GetElapsedTime(_movedAt, now).TotalSeconds;
            if (still >= SecondsUntilStill)
            {
                if (still - _stillReportedAt >= SecondsUntilStill)
                {
                    _stillReportedAt = still;
                    _log.Info(
                        $"{progress.Stage}: still after block {Readable.Count(newest.position)}, for {Readable.Duration(still)} in phase {Word(progress)}"
                    );
                }
                return;
            }
            if (progress.Elapsed.TotalSeconds > SecondsWithEveryLine && _ticks % 5 != 0)
            {
                return;
            }
            _log.Info(Line(progress, oldest, newest));
        }
    }

    private string Line(IStageProgress progress, (long At, long Units, ulong Position) oldest, (long At, long Units, ulong Position) newest)
    {
        double seconds = _time.GetElapsedTime(oldest.At, newest.At).TotalSeconds;
        double rate = seconds > 0 ? (newest.Units - oldest.Units) / seconds : 0;
        string line = $"{progress.Stage}: block {Readable.Count(newest.Position)}";
        double blocksPerSecond = seconds > 0 && newest.Position > oldest.Position ? (newest.Position - oldest.Position) / seconds : 0;
        if (progress.Target.Value != ulong.MaxValue)
        {
            line += $" of {Readable.Count(progress.Target.Value)}";
        }
        line += $", {Readable.Rate(rate)} {_unit}/s";
        if (progress.Target.Value != ulong.MaxValue && blocksPerSecond > 0 && progress.Target.Value > newest.Position)
        {
            line += $", {Readable.Duration((progress.Target.Value - newest.Position) / blocksPerSecond)} left";
        }
        return $"{line}, {Word(progress)}";
    }

    private static string Word(IStageProgress progress) => progress.CurrentPhase.ToString().ToLowerInvariant();
}
