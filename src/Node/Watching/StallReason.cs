using NodeProto.Stages;

namespace NodeProto.Node.Watching;

/// <summary>Why nothing moves; <see cref="Watching.Words.Of(StallReason)"/> is the word for it in logs, JSON and metrics.</summary>
internal enum StallReason
{
    /// <summary>Something moves, or there is nothing to do.</summary>
    None,

    /// <summary>All that the source delivered is done, and it has nothing new.</summary>
    WaitingForSource,

    /// <summary>The source broke: nothing will come any more.</summary>
    SourceFailed,

    /// <summary>A read, a write or a commit takes long: look at the disk.</summary>
    SlowDisk,

    /// <summary>The disk has less room than is to stay free: everything is committed, and goes on when there is more.</summary>
    LowDisk,

    /// <summary>The stage computes, and no block has been finished: one block is very long.</summary>
    LongBlock,

    /// <summary>A stage goes back, and nothing of it moves.</summary>
    LongUnwind,

    /// <summary>A block was refused, and no other branch has come in its place.</summary>
    BlockRefused,

    /// <summary>A stage ended with an error.</summary>
    StageFailed,
}

/// <summary>What is known when nothing moved for <see cref="StallRule.After"/>.</summary>
/// <param name="Activity">What the pipeline does.</param>
/// <param name="Phase">The running stage's phase.</param>
/// <param name="Source">What the source does.</param>
/// <param name="IsBlockRefused">Whether a refused block has no successor in its place.</param>
/// <param name="IsFailed">Whether a stage ended with an error, and none moved since.</param>
internal readonly record struct StallEvidence(
    StageActivity Activity,
    StagePhase Phase,
    SourceCondition Source,
    bool IsBlockRefused,
    bool IsFailed
);

/// <summary>The one place that decides why nothing moves.</summary>
internal static class StallRule
{
    /// <summary>So long nothing has to move before it counts as standing still.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(10);

    /// <summary>The reason; a pause is one from its first moment.</summary>
    /// <param name="still">Time since something moved.</param>
    /// <param name="evidence">What is known.</param>
    public static StallReason Decide(TimeSpan still, in StallEvidence evidence) =>
        still < After && evidence.Activity != StageActivity.Paused ? StallReason.None : Decide(evidence);

    private static StallReason Decide(in StallEvidence evidence) =>
        evidence.Activity switch
        {
            StageActivity.Paused => StallReason.LowDisk,
            StageActivity.Committing => StallReason.SlowDisk,
            StageActivity.Running
            or StageActivity.Unwinding when evidence.Phase is StagePhase.Read or StagePhase.Write or StagePhase.Commit =>
                StallReason.SlowDisk,
            StageActivity.Running => StallReason.LongBlock,
            StageActivity.Unwinding => StallReason.LongUnwind,
            // Nothing runs: the source is what it waits for, unless something worse came before.
            _ when evidence.IsFailed => StallReason.StageFailed,
            _ when evidence.IsBlockRefused => StallReason.BlockRefused,
            _ when evidence.Source == SourceCondition.Failed => StallReason.SourceFailed,
            _ when evidence.Source == SourceCondition.Waiting || evidence.Activity == StageActivity.Waiting => StallReason.WaitingForSource,
            _ => StallReason.None,
        };
}
