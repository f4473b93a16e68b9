using NodeProto.Node.Live;
using NodeProto.Node.Watching;

namespace NodeProto.Node.Output;

/// <summary>How far a command is that goes through blocks, or other pieces, by itself: as log lines, one a second, later one in five, or live.</summary>
/// <param name="log">Where lines go; null when there shall be none.</param>
/// <param name="time">Clock.</param>
/// <param name="what">What is done, in one word.</param>
/// <param name="unit">What is counted beside blocks.</param>
/// <param name="blocks">How many blocks there will be.</param>
/// <param name="pieces">What the blocks are, if they are something else.</param>
internal sealed class CountProgress(EventLog? log, TimeProvider time, string what, string unit, long blocks, string pieces = "blocks")
    : ILongTask
{
    private readonly LinePace _pace = new(time);
    private long _unitsThen;
    private long _blocksThen;
    private readonly RollingWindow _window = new(time);
    private readonly Lock _gate = new();
    private long _blocksDone;
    private long _unitsDone;

    /// <inheritdoc/>
    public string Name => what;

    /// <inheritdoc/>
    public IReadOnlyList<TaskCount> Counts()
    {
        lock (_gate)
        {
            TaskCount done = new(pieces, _blocksDone, blocks);
            return string.Equals(unit, pieces, StringComparison.Ordinal) ? [done] : [done, new TaskCount(unit, _unitsDone)];
        }
    }

    /// <inheritdoc/>
    public LiveView View()
    {
        lock (_gate)
        {
            _window.Add(_unitsDone, (ulong)_blocksDone);
            double rate = _window.BlocksPerSecond;
            return new LiveView([
                new LiveRow
                {
                    Name = what,
                    State = _blocksDone < blocks ? LiveRowState.Running : LiveRowState.Done,
                    Position = Readable.Count(_blocksDone),
                    Target = Readable.Count(blocks),
                    Share = (double)_blocksDone / blocks,
                    UnitsPerSecond = _window.UnitsPerSecond,
                    Unit = unit,
                    Left = rate > 0 && _blocksDone < blocks ? TimeSpan.FromSeconds((blocks - _blocksDone) / rate) : null,
                    Doing = _blocksDone < blocks ? "" : "done",
                },
            ]);
        }
    }

    /// <summary>Seconds since the start.</summary>
    public double Seconds => _pace.Seconds;

    /// <summary>Tells how far it has come; writes a line when it is time for one.</summary>
    /// <param name="blocksDone">Blocks that are done.</param>
    /// <param name="unitsDone">Units that are done.</param>
    public void Report(long blocksDone, long unitsDone)
    {
        lock (_gate)
        {
            (_blocksDone, _unitsDone) = (blocksDone, unitsDone);
        }
        if (log is null || !_pace.IsDue(out double seconds))
        {
            return;
        }
        double secondsLeft = (blocks - blocksDone) * seconds / Math.Max(1, blocksDone - _blocksThen);
        log.Info(
            "{task}: {block} of {target} {pieces}, {unitsPerSecond} {unit}/s, {secondsLeft} left",
            new("task", what),
            NamedValue.Count("block", blocksDone),
            NamedValue.Count("target", blocks),
            new("pieces", pieces),
            NamedValue.Rate("unitsPerSecond", (unitsDone - _unitsThen) / seconds),
            new("unit", unit),
            NamedValue.Duration("secondsLeft", secondsLeft)
        );
        _unitsThen = unitsDone;
        _blocksThen = blocksDone;
    }
}
