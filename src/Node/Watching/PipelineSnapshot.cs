using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Watching;

/// <summary>What a stage does.</summary>
internal enum StageActivity
{
    /// <summary>Nothing.</summary>
    Idle,

    /// <summary>It waits for its source, with no transaction open.</summary>
    Waiting,

    /// <summary>It waits for room on the disk, with no transaction open.</summary>
    Paused,

    /// <summary>It executes; the phase says what exactly.</summary>
    Running,

    /// <summary>Its rows are made durable.</summary>
    Committing,

    /// <summary>It goes back.</summary>
    Unwinding,
}

/// <summary>What the source of blocks does.</summary>
internal enum SourceCondition
{
    /// <summary>There is none, or it has not been asked yet.</summary>
    None,

    /// <summary>It has blocks.</summary>
    Delivering,

    /// <summary>It has no more blocks now, and may have some later.</summary>
    Waiting,

    /// <summary>It is at its end.</summary>
    Ended,

    /// <summary>It broke.</summary>
    Failed,
}

/// <summary>Kinds of errors, as metrics count them.</summary>
internal enum ErrorKind
{
    /// <summary>A block breaks a rule.</summary>
    InvalidBlock,

    /// <summary>The source broke, or lacks what it must have.</summary>
    Source,

    /// <summary>The disk is full or fails.</summary>
    Disk,

    /// <summary>The database breaks its own rules.</summary>
    Database,

    /// <summary>Anything else: a bug, or too little memory.</summary>
    Internal,
}

/// <summary>The whole node at one instant; the one source of display, health, metrics and log.</summary>
internal sealed record PipelineSnapshot
{
    /// <summary>When it was taken.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Time since the watch began.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>Every stage, in their order.</summary>
    public required IReadOnlyList<StageSnapshot> Stages { get; init; }

    /// <summary>The stage that is not idle; null when nothing runs.</summary>
    public StageSnapshot? Active { get; init; }

    /// <summary>The source of blocks.</summary>
    public required SourceSnapshot Source { get; init; }

    /// <summary>The way back that stages are on; null when they go forward, or rest.</summary>
    public WayBackSnapshot? WayBack { get; init; }

    /// <summary>Time since something moved in any stage.</summary>
    public required TimeSpan Still { get; init; }

    /// <summary>Why nothing moves; <see cref="StallReason.None"/> when something does, or when there is nothing to do.</summary>
    public required StallReason Stall { get; init; }

    /// <summary>The same as a sentence without its full stop; empty when something moves.</summary>
    public required string StallText { get; init; }

    /// <summary>The newest error of any stage, or null.</summary>
    public StageError? LastError { get; init; }

    /// <summary>Time since the newest commit of any stage; since the watch began when there is none.</summary>
    public required TimeSpan CommitAge { get; init; }

    /// <summary>Highest block that is known: the source's last one, or the first stage's checkpoint.</summary>
    public required BlockNumber Tip { get; init; }

    /// <summary>Block up to which every stage is done: the last one's checkpoint.</summary>
    public BlockNumber Head => Stages[^1].Checkpoint.Number;

    /// <summary>Blocks between head and tip.</summary>
    public ulong BlocksBehind => Tip > Head ? Tip - Head : 0;

    /// <summary>Whether something is wrong that does not mend itself by waiting for more blocks.</summary>
    public bool IsStalled => Stall is not (StallReason.None or StallReason.WaitingForSource);
}

/// <summary>A stage at one instant.</summary>
internal sealed record StageSnapshot
{
    /// <summary>The stage.</summary>
    public required StageId Stage { get; init; }

    /// <summary>What it counts, plural.</summary>
    public required string Unit { get; init; }

    /// <summary>Last block whose rows are durable.</summary>
    public required StageCheckpoint Checkpoint { get; init; }

    /// <summary>Last block that is done, committed or not; on the way back the last one that is still there.</summary>
    public required BlockNumber Position { get; init; }

    /// <summary>Last block to do, or on the way back the last one that stays; null while nobody knows how many there are.</summary>
    public BlockNumber? Target { get; init; }

    /// <summary>Where it stood when it began to go back; null when it goes forward, or rests.</summary>
    public BlockNumber? WayBackFrom { get; init; }

    /// <summary>Units done since the watch began.</summary>
    public required long Units { get; init; }

    /// <summary>Units in a second over the last ten; 0 when it does not run.</summary>
    public required double UnitsPerSecond { get; init; }

    /// <summary>Blocks in a second over the last ten, forward or back; 0 when it does not run.</summary>
    public required double BlocksPerSecond { get; init; }

    /// <summary>Time to the target at this rate, or on the way back until all stages have arrived; null when nobody knows.</summary>
    public TimeSpan? TimeLeft { get; init; }

    /// <summary>What it does.</summary>
    public required StageActivity Activity { get; init; }

    /// <summary>Its phase while it is <see cref="StageActivity.Running"/>.</summary>
    public required StagePhase Phase { get; init; }

    /// <summary>Time since it moved; since the watch began when it never did.</summary>
    public required TimeSpan Still { get; init; }

    /// <summary>Why it does not move; only for the stage that is not idle.</summary>
    public required StallReason Stall { get; init; }

    /// <summary>Time since its newest commit; null when there was none since the watch began.</summary>
    public TimeSpan? CommitAge { get; init; }

    /// <summary>What its newest commit took; null when there was none.</summary>
    public TimeSpan? CommitDuration { get; init; }

    /// <summary>Commits since the watch began.</summary>
    public required long Commits { get; init; }

    /// <summary>Unwinds since the watch began.</summary>
    public required long Unwinds { get; init; }

    /// <summary>Errors since the watch began, by <see cref="ErrorKind"/>.</summary>
    public required IReadOnlyList<long> ErrorsByKind { get; init; }

    /// <summary>The newest error, or null.</summary>
    public StageError? LastError { get; init; }

    /// <summary>What its newest run that ended did, or null.</summary>
    public StageReport? LastRun { get; init; }

    /// <summary>What is told as its rate, and of what: its units, or blocks while it finishes none on the way back.</summary>
    public (double PerSecond, string Unit) Rate =>
        Activity == StageActivity.Unwinding && UnitsPerSecond == 0 ? (BlocksPerSecond, "blocks") : (UnitsPerSecond, Unit);

    /// <summary>What it does in one word: <c>idle</c>, <c>waiting</c>, the phase, <c>commit</c>, <c>unwind</c>.</summary>
    public string Doing => Words.Of(Activity, Phase);
}

/// <summary>Stages on their way back at one instant.</summary>
/// <param name="From">Block of the stage that was farthest.</param>
/// <param name="To">Last block that stays.</param>
/// <param name="Share">Part of the way that all of them together have gone, 0 to 1.</param>
/// <param name="TimeLeft">Time until all have arrived, at the mean pace so far; null while none has moved.</param>
internal sealed record WayBackSnapshot(BlockNumber From, BlockNumber To, double Share, TimeSpan? TimeLeft);

/// <summary>The source of blocks at one instant.</summary>
/// <param name="Condition">What it does.</param>
/// <param name="For">Since when.</param>
/// <param name="Text">What it says of itself, such as why it failed; empty when nothing.</param>
/// <param name="LastBlock">Number of its last block; null when it is not known.</param>
internal sealed record SourceSnapshot(SourceCondition Condition, TimeSpan For, string Text, BlockNumber? LastBlock);

/// <summary>Something that went wrong in a stage.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Text">Code, what and where.</param>
/// <param name="Block">The block; null when it was none.</param>
/// <param name="At">When.</param>
internal sealed record StageError(StageId Stage, ErrorKind Kind, string Text, BlockNumber? Block, DateTimeOffset At);
