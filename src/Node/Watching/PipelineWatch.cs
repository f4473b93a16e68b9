using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Watching;

/// <summary>Holds what the pipeline and its source do, for everyone who shows it: display, log, health, metrics. Thread-safe.</summary>
/// <remarks>
/// The pipeline tells it as an observer, before the other observers; the source is told of with <see cref="SourceState"/>. Readers take a
/// <see cref="Snapshot"/> whenever they like. A clock looks at the running stage once a second, so that rate and standstill
/// are known also while it is busy with one block. Made by <see cref="NodeServices.Watch"/>.
/// </remarks>
internal sealed class PipelineWatch : IPipelineObserver, IDisposable
{
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private readonly StageWatch[] _stages;
    private readonly long _startedAt;
    private StageWatch? _active; // The pipeline does one thing at a time.
    private StageWatch? _lastExecuted;
    private StageActivity _activity;
    private long _activitySince;
    private long _movedAt;
    private long _committedAt;
    private SourceCondition _source;
    private long _sourceSince;
    private string _sourceText = "";
    private BlockNumber? _lastBlock;
    private NodeException? _sourceFailure;
    private WayBack? _wayBack;
    private InvalidBlock? _refused; // Until a block of the same number is taken in its place.
    private DiskRoom? _room; // As the newest pause found it.
    private bool _isFailed;
    private StageError? _lastError;

    /// <summary>Starts the clock.</summary>
    /// <param name="time">Clock.</param>
    /// <param name="stages">The stages in their order, and what each one counts.</param>
    public PipelineWatch(TimeProvider time, IReadOnlyList<(StageId Stage, string Unit)> stages)
    {
        _time = time;
        _stages = [.. stages.Select(each => new StageWatch(each.Stage, each.Unit, time))];
        _startedAt = time.GetTimestamp();
        _movedAt = _startedAt;
        _committedAt = _startedAt;
        _activitySince = _startedAt;
        _sourceSince = _startedAt;
        _timer = time.CreateTimer(_ => Sample(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>Takes over the checkpoints that the database holds, before anything runs.</summary>
    public void Begin(IReadTransaction tx)
    {
        lock (_gate)
        {
            foreach (StageWatch stage in _stages)
            {
                stage.Checkpoint = CheckpointStore.FindReadable(tx, stage.Stage) ?? default; // Whoever builds on it checks it.
            }
        }
    }

    /// <summary>Says what the source does; to be told whenever that changes.</summary>
    /// <param name="condition">What it does.</param>
    /// <param name="text">What people want to know of it: what it waits for, why it failed.</param>
    /// <param name="lastBlock">Number of its last block; null when there is nothing new to say about it.</param>
    public void SourceState(SourceCondition condition, string text = "", BlockNumber? lastBlock = null)
    {
        lock (_gate)
        {
            if (condition != _source)
            {
                _source = condition;
                _sourceSince = _time.GetTimestamp();
            }
            _sourceText = text;
            _lastBlock = lastBlock ?? _lastBlock;
        }
    }

    /// <summary>Everything as it is now.</summary>
    public PipelineSnapshot Snapshot()
    {
        lock (_gate)
        {
            return TakeSnapshot();
        }
    }

    /// <inheritdoc/>
    public void Preparing(IStageProgress progress)
    {
        lock (_gate)
        {
            Enter(Attached(progress), StageActivity.Waiting); // No movement: a source may be asked again and again.
        }
    }

    /// <inheritdoc/>
    public void Paused(IStageProgress progress, DiskRoom room)
    {
        lock (_gate)
        {
            _room = room;
            Enter(Attached(progress), StageActivity.Paused);
        }
    }

    /// <inheritdoc/>
    public void Resumed(StageId stage, DiskRoom room)
    {
        lock (_gate)
        {
            Moved(stage);
            Rest();
        }
    }

    /// <inheritdoc/>
    public void Executing(IStageProgress progress)
    {
        lock (_gate)
        {
            StageWatch stage = Attached(progress);
            if (_lastExecuted != stage)
            {
                _lastExecuted = stage;
                stage.Window.Restart(stage.Units, stage.Position.Value, stage.Steps);
            }
            _wayBack = null;
            Enter(stage, StageActivity.Running);
        }
    }

    /// <inheritdoc/>
    public void Progressed(IStageProgress progress) => Sample();

    /// <inheritdoc/>
    public void Committing(StageId stage, BlockNumber checkpoint)
    {
        lock (_gate)
        {
            Sample(); // What moved before the commit did not move in it.
            Enter(Moved(stage), StageActivity.Committing);
        }
    }

    /// <inheritdoc/>
    public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit)
    {
        lock (_gate)
        {
            StageWatch watch = Moved(stage);
            watch.Committed(checkpoint, commit);
            _committedAt = _time.GetTimestamp();
            _isFailed = false;
            if (watch == _stages[0] && _refused is { } refused && checkpoint.Number >= refused.Number)
            {
                _refused = null;
            }
            Enter(watch, StageActivity.Running);
        }
    }

    /// <inheritdoc/>
    public void StageEnded(StageReport report)
    {
        lock (_gate)
        {
            Find(report.Stage).Ended(report);
            Rest();
        }
    }

    /// <inheritdoc/>
    public void GoingBack(IReadOnlyList<StageId> stages, BlockNumber to)
    {
        lock (_gate)
        {
            _wayBack = new WayBack([.. stages.Select(Find)], to, _time);
        }
    }

    /// <inheritdoc/>
    public void Unwinding(IStageProgress progress)
    {
        lock (_gate)
        {
            StageWatch stage = Moved(progress.Stage);
            stage.AttachBack(progress);
            stage.Window.Restart(stage.Units, stage.Position.Value, stage.Steps);
            _lastExecuted = null; // What runs next begins at another place.
            Enter(stage, StageActivity.Unwinding);
        }
    }

    /// <inheritdoc/>
    public void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint)
    {
        lock (_gate)
        {
            Moved(stage).Unwound(checkpoint);
            _committedAt = _time.GetTimestamp();
            _wayBack = _wayBack is { IsDone: true } ? null : _wayBack;
            Rest();
        }
    }

    /// <inheritdoc/>
    public void Rejected(StageId stage, InvalidBlock invalid)
    {
        lock (_gate)
        {
            _refused = invalid;
            Fail(Moved(stage), ErrorKind.InvalidBlock, invalid.Text, invalid.Number);
        }
    }

    /// <inheritdoc/>
    public void Failed(StageId stage, Exception error)
    {
        lock (_gate)
        {
            ErrorKind kind = ErrorKinds.Of(error);
            Fail(Moved(stage), kind, error.Message, null);
            if (kind == ErrorKind.Source)
            {
                SourceState(SourceCondition.Failed, error.Message); // Mended when the source says so, and not only by a commit.
            }
            else
            {
                _isFailed = true;
            }
            _wayBack = null;
            Rest();
        }
    }

    /// <inheritdoc/>
    public void SourceEnded(NodeException? failure)
    {
        lock (_gate)
        {
            if (failure is null)
            {
                if (_source is SourceCondition.None or SourceCondition.Delivering)
                {
                    SourceState(SourceCondition.Ended);
                }
            }
            else if (!ReferenceEquals(failure, _sourceFailure)) // It is told at the end of every run.
            {
                _sourceFailure = failure;
                Fail(_stages[0], ErrorKind.Source, failure.Message, null);
                SourceState(SourceCondition.Failed, failure.Message);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Sample()
    {
        lock (_gate)
        {
            if (_active is { } stage && _activity is StageActivity.Running or StageActivity.Committing or StageActivity.Unwinding)
            {
                if (stage.Window.Add(stage.Units, stage.Position.Value, stage.Steps))
                {
                    Moved(stage.Stage);
                }
            }
        }
    }

    private PipelineSnapshot TakeSnapshot()
    {
        Sample();
        long now = _time.GetTimestamp();
        bool isWorking = _activity is StageActivity.Running or StageActivity.Committing or StageActivity.Unwinding;
        TimeSpan still = _time.GetElapsedTime(isWorking ? Math.Max(_activitySince, _active!.MovedAt) : _movedAt, now);
        StallReason stall = StallRule.Decide(
            still,
            new StallEvidence(_activity, _active?.Phase ?? StagePhase.Other, _source, IsBlockRefused, _isFailed)
        );
        WayBackSnapshot? wayBack = _wayBack?.Snapshot(_activity == StageActivity.Unwinding ? _active : null, now);
        StageSnapshot[] stages = new StageSnapshot[_stages.Length];
        for (int i = 0; i < stages.Length; i++)
        {
            bool isActive = _stages[i] == _active;
            (BlockNumber From, BlockNumber To)? back = _wayBack?.Of(_stages[i]);
            stages[i] = _stages[i]
                .Snapshot(
                    isActive ? _activity : StageActivity.Idle,
                    back?.To ?? TargetOf(i),
                    back?.From,
                    wayBack?.TimeLeft,
                    isActive ? stall : StallReason.None,
                    now
                );
        }
        SourceSnapshot source = new(_source, _time.GetElapsedTime(_sourceSince, now), _sourceText, _lastBlock);
        StageSnapshot? active = _active is null ? null : stages[Array.IndexOf(_stages, _active)];
        return new PipelineSnapshot
        {
            At = _time.GetUtcNow(),
            Uptime = _time.GetElapsedTime(_startedAt, now),
            Stages = stages,
            Active = active,
            Source = source,
            WayBack = wayBack,
            Still = still,
            Stall = stall,
            StallText = StallText.Of(stall, still, active, source, _refused, _lastError, _room, _time.GetUtcNow()),
            LastError = _lastError,
            CommitAge = _time.GetElapsedTime(_committedAt, now),
            Tip = BlockNumber.Max(_lastBlock ?? BlockNumber.Genesis, stages[0].Position),
        };
    }

    /// <summary>Whether the chain ends below a block that was refused: one on a lost branch does not count.</summary>
    private bool IsBlockRefused => _refused is { } refused && _stages[0].Checkpoint.Number < refused.Number;

    private BlockNumber? TargetOf(int index)
    {
        StageWatch stage = _stages[index];
        BlockNumber? asked = stage == _active ? stage.Target : null;
        if (index > 0)
        {
            return asked ?? _stages[index - 1].Checkpoint.Number;
        }
        return asked is { } limit && _lastBlock is { } last ? BlockNumber.Min(limit, last) : asked ?? _lastBlock;
    }

    private void Fail(StageWatch stage, ErrorKind kind, string text, BlockNumber? block)
    {
        stage.Fail(kind, text, block);
        _lastError = stage.LastError;
    }

    private StageWatch Attached(IStageProgress progress)
    {
        StageWatch stage = Find(progress.Stage);
        stage.Attach(progress);
        return stage;
    }

    private StageWatch Moved(StageId id)
    {
        StageWatch stage = Find(id);
        stage.MovedAt = _time.GetTimestamp();
        _movedAt = stage.MovedAt;
        return stage;
    }

    private void Enter(StageWatch stage, StageActivity activity)
    {
        if (_active != stage || _activity != activity)
        {
            _active = stage;
            _activity = activity;
            _activitySince = _time.GetTimestamp();
        }
    }

    private void Rest()
    {
        _active = null;
        _activity = StageActivity.Idle;
        _activitySince = _time.GetTimestamp();
    }

    private StageWatch Find(StageId id)
    {
        foreach (StageWatch stage in _stages)
        {
            if (stage.Stage == id)
            {
                return stage;
            }
        }
        throw new ArgumentException($"There is no stage {id}.", nameof(id));
    }
}
