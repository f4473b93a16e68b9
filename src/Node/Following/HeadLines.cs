using NodeProto.Db;
using NodeProto.Node.Output;
using NodeProto.Stages;

namespace NodeProto.Node.Following;

/// <summary>Log lines of a head that moves: the first at once, then one a second at most, and the last one always.</summary>
internal sealed class HeadLines : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private StageCheckpoint _head;
    private ulong _blocks;
    private double _seconds;
    private long? _lineAt;
    private bool _isPending;

    /// <summary>Lines go to the log.</summary>
    public HeadLines(EventLog log, TimeProvider time)
    {
        _log = log;
        _time = time;
        _timer = time.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Tells what a run did.</summary>
    public void Report(PipelineResult result)
    {
        lock (_gate)
        {
            _head = result.Head;
            _blocks += result.Stages[^1].Blocks;
            _seconds += result.Stages.Sum(stage => stage.Seconds);
            TimeSpan left = _lineAt is { } at ? Between - _time.GetElapsedTime(at) : TimeSpan.Zero;
            if (left <= TimeSpan.Zero)
            {
                Write();
            }
            else if (!_isPending)
            {
                _isPending = true;
                _timer.Change(left, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        Flush();
    }

    private void Flush()
    {
        lock (_gate)
        {
            if (_isPending)
            {
                Write();
            }
        }
    }

    private void Write()
    {
        _log.Info(
            "head is block {block} {hash}",
            NamedValue.Count("block", _head.Number.Value),
            new("hash", _head.Hash.ToString()),
            new("blocks", _blocks),
            new("seconds", _seconds)
        );
        (_blocks, _seconds, _isPending) = (0, 0, false);
        _lineAt = _time.GetTimestamp();
    }
}
