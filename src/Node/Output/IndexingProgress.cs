using NodeProto.Node.Live;
using NodeProto.Node.Watching;
using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>How far the search for the blocks of large chain files is: as log lines, one a second, later one in five, or live.</summary>
/// <param name="log">Where lines go; null when there shall be none.</param>
/// <param name="time">Clock.</param>
internal sealed class IndexingProgress(EventLog? log, TimeProvider time) : IProgress<ChainFileProgress>, ILongTask
{
    private readonly LinePace _pace = new(time);
    private long _bytesThen;
    private ChainFileProgress _newest;
    private readonly RollingWindow _window = new(time);
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public string Name => "looking up blocks";

    /// <inheritdoc/>
    public IReadOnlyList<TaskCount> Counts()
    {
        lock (_gate)
        {
            return [new TaskCount("bytes", _newest.BytesDone, _newest.BytesTotal > 0 ? _newest.BytesTotal : null)];
        }
    }

    /// <inheritdoc/>
    public LiveView View()
    {
        lock (_gate)
        {
            (long done, long total) = (_newest.BytesDone, _newest.BytesTotal);
            _window.Add(done, 0);
            double rate = _window.UnitsPerSecond;
            return new LiveView([
                new LiveRow
                {
                    Name = Name,
                    State = LiveRowState.Running,
                    Position = Readable.Bytes((ulong)done),
                    Target = total > 0 ? Readable.Bytes((ulong)total) : "",
                    Share = total > 0 ? (double)done / total : null,
                    UnitsPerSecond = rate,
                    Unit = "bytes",
                    Left = rate > 0 ? TimeSpan.FromSeconds((total - done) / rate) : null,
                    Doing = "read",
                },
            ]);
        }
    }

    /// <inheritdoc/>
    public void Report(ChainFileProgress value)
    {
        lock (_gate)
        {
            _newest = value;
        }
        if (log is null || !_pace.IsDue(out double seconds))
        {
            return;
        }
        double rate = Math.Max(1, value.BytesDone - _bytesThen) / seconds;
        log.Info(
            "looking up blocks: {bytes} of {bytesTotal}, {bytesPerSecond}/s, {secondsLeft} left",
            NamedValue.Bytes("bytes", (ulong)value.BytesDone),
            NamedValue.Bytes("bytesTotal", (ulong)value.BytesTotal),
            NamedValue.Bytes("bytesPerSecond", (ulong)rate),
            NamedValue.Duration("secondsLeft", (value.BytesTotal - value.BytesDone) / rate)
        );
        _bytesThen = value.BytesDone;
    }
}
