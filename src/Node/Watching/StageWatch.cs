using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Watching;

/// <summary>What the watch keeps of one stage. Used under the watch's lock alone.</summary>
internal sealed class StageWatch(StageId stage, string unit, TimeProvider time)
{
    private readonly long[] _errors = new long[Words.ErrorKinds.Count];
    private IStageProgress? _progress;
    private IStageProgress? _back; // On the way back in place of the other one, which goes on counting afterwards.
    private long _unitsBefore; // Of the runs before the one that the progress belongs to.
    private long? _commitAt;
    private TimeSpan? _commitDuration;
    private long _commits;
    private long _unwinds;
    private StageReport? _lastRun;

    public StageId Stage { get; } = stage;

    public RollingWindow Window { get; } = new(time);

    public StageCheckpoint Checkpoint { get; set; }

    /// <summary>Timestamp of the newest movement.</summary>
    public long MovedAt { get; set; } = time.GetTimestamp();

    public StageError? LastError { get; private set; }

    public StagePhase Phase => (_back ?? _progress)?.CurrentPhase ?? StagePhase.Other;

    /// <summary>Grows with every step of a run.</summary>
    public long Steps => (_back ?? _progress)?.Steps ?? 0;

    /// <summary>Units since the watch began.</summary>
    public long Units => _unitsBefore + (_progress?.Units ?? 0) + (_back?.Units ?? 0);

    /// <summary>Where a running stage is.</summary>
    public BlockNumber Position => (_back ?? _progress)?.Position ?? Checkpoint.Number;

    /// <summary>Where a running stage ends; null when nobody knows.</summary>
    public BlockNumber? Target =>
        _progress is { } progress && progress.Target != PipelineTarget.Everything.ToBlock ? progress.Target : null;

    /// <summary>Takes over the progress of a run; every run has its own.</summary>
    public void Attach(IStageProgress progress)
    {
        EndBack();
        if (!ReferenceEquals(progress, _progress))
        {
            _unitsBefore = Units;
            _progress = progress;
        }
    }

    /// <summary>Takes over the progress of a piece of the way back.</summary>
    public void AttachBack(IStageProgress progress)
    {
        EndBack();
        _back = progress;
    }

    public void Committed(StageCheckpoint checkpoint, TimeSpan commit)
    {
        Checkpoint = checkpoint;
        _commitAt = time.GetTimestamp();
        _commitDuration = commit;
        _commits++;
    }

    public void Unwound(StageCheckpoint checkpoint)
    {
        EndBack();
        Checkpoint = checkpoint;
        _unwinds++;
    }

    private void EndBack()
    {
        _unitsBefore += _back?.Units ?? 0;
        _back = null;
    }

    public void Ended(StageReport report) => _lastRun = report;

    public void Fail(ErrorKind kind, string text, BlockNumber? block)
    {
        _errors[(int)kind]++;
        LastError = new StageError(Stage, kind, text, block, time.GetUtcNow());
    }

    /// <summary>The stage as readers see it.</summary>
    /// <param name="activity">What it does.</param>
    /// <param name="target">Last block to do, or null.</param>
    /// <param name="backFrom">Where its way back began, or null.</param>
    /// <param name="backLeft">Time until all stages have gone back, or null.</param>
    /// <param name="stall">Why it does not move.</param>
    /// <param name="now">Timestamp of the snapshot.</param>
    public StageSnapshot Snapshot(
        StageActivity activity,
        BlockNumber? target,
        BlockNumber? backFrom,
        TimeSpan? backLeft,
        StallReason stall,
        long now
    )
    {
        bool isBack = activity == StageActivity.Unwinding;
        bool isMoving = isBack || activity is StageActivity.Running or StageActivity.Committing;
        BlockNumber position = isMoving ? Position : Checkpoint.Number;
        double blocksPerSecond =
            isBack ? Window.BlocksBackPerSecond
            : isMoving ? Window.BlocksPerSecond
            : 0;
        bool hasTimeLeft = blocksPerSecond > 0 && target is { } last && last > position;
        return new StageSnapshot
        {
            Stage = Stage,
            Unit = unit,
            Checkpoint = Checkpoint,
            Position = position,
            Target = target,
            WayBackFrom = backFrom,
            Units = Units,
            UnitsPerSecond = isMoving ? Window.UnitsPerSecond : 0,
            BlocksPerSecond = blocksPerSecond,
            TimeLeft =
                isBack ? backLeft
                : hasTimeLeft ? TimeSpan.FromSeconds(Math.Min((target!.Value - position) / blocksPerSecond, SecondsLeftMax))
                : null,
            Activity = activity,
            Phase = Phase,
            Still = time.GetElapsedTime(MovedAt, now),
            Stall = stall,
            CommitAge = _commitAt is { } at ? time.GetElapsedTime(at, now) : null,
            CommitDuration = _commitDuration,
            Commits = _commits,
            Unwinds = _unwinds,
            ErrorsByKind = [.. _errors],
            LastError = LastError,
            LastRun = _lastRun,
        };
    }

    /// <summary>Some thirty years: a TimeSpan ends at ten thousand.</summary>
    public const double SecondsLeftMax = 1e9;
}
