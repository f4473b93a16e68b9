using NodeProto.Primitives;

namespace NodeProto.Node.Watching;

/// <summary>Stages on their way back, from the first one that begins to the last one that arrives. Used under the watch's lock alone.</summary>
/// <remarks>
/// They take turns, in pieces, and one block costs each of them something else. So the time left is that of all of them together, at
/// their mean pace so far.
/// </remarks>
internal sealed class WayBack
{
    private readonly IReadOnlyList<StageWatch> _stages;
    private readonly ulong[] _from;
    private readonly BlockNumber _to;
    private readonly TimeProvider _time;
    private readonly long _startedAt;

    /// <summary>Begins where the stages stand.</summary>
    public WayBack(IReadOnlyList<StageWatch> stages, BlockNumber to, TimeProvider time)
    {
        _stages = stages;
        _from = [.. stages.Select(static stage => stage.Checkpoint.Number.Value)];
        _to = to;
        _time = time;
        _startedAt = time.GetTimestamp();
    }

    /// <summary>Whether the stage that goes last has arrived.</summary>
    public bool IsDone => _stages[0].Checkpoint.Number <= _to;

    /// <summary>Where a stage goes from and to; null when it stays where it is.</summary>
    public (BlockNumber From, BlockNumber To)? Of(StageWatch stage)
    {
        for (int i = 0; i < _stages.Count; i++)
        {
            if (_stages[i] == stage && _from[i] > _to.Value)
            {
                return (new BlockNumber(_from[i]), _to);
            }
        }
        return null;
    }

    /// <summary>How it is now.</summary>
    /// <param name="active">The stage whose turn it is; the others are where their checkpoints are.</param>
    /// <param name="now">Timestamp of the snapshot.</param>
    public WayBackSnapshot Snapshot(StageWatch? active, long now)
    {
        ulong all = 0;
        ulong done = 0;
        for (int i = 0; i < _stages.Count; i++)
        {
            ulong position = (_stages[i] == active ? active.Position : _stages[i].Checkpoint.Number).Value;
            all += _from[i] > _to.Value ? _from[i] - _to.Value : 0;
            done += _from[i] > position ? _from[i] - position : 0;
        }
        double share = all == 0 ? 1 : Math.Min(1, (double)done / all);
        double seconds = _time.GetElapsedTime(_startedAt, now).TotalSeconds;
        TimeSpan? left = done == 0 ? null : TimeSpan.FromSeconds(Math.Min(seconds * (1 - share) / share, StageWatch.SecondsLeftMax));
        return new WayBackSnapshot(new BlockNumber(_from.Max()), _to, share, left);
    }
}
