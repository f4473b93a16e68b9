using NodeProto.Stages;

namespace NodeProto.Node.Watching;

/// <summary>Words for enumerations: the same in display, log, JSON and metric labels.</summary>
internal static class Words
{
    /// <summary>Every reason but <see cref="StallReason.None"/>, for metrics and documents.</summary>
    public static readonly IReadOnlyList<StallReason> StallReasons =
    [
        .. Enum.GetValues<StallReason>().Where(each => each != StallReason.None),
    ];

    /// <summary>Every kind of error, for metrics and documents.</summary>
    public static readonly IReadOnlyList<ErrorKind> ErrorKinds = [.. Enum.GetValues<ErrorKind>()];

    /// <summary>Every condition of a source, for metrics and documents.</summary>
    public static readonly IReadOnlyList<SourceCondition> SourceConditions = [.. Enum.GetValues<SourceCondition>()];

    /// <summary><c>waiting-for-source</c>.</summary>
    public static string Of(StallReason reason) => Kebab(reason.ToString());

    /// <summary><c>invalid-block</c>.</summary>
    public static string Of(ErrorKind kind) => Kebab(kind.ToString());

    /// <summary><c>waiting</c>.</summary>
    public static string Of(SourceCondition condition) => Kebab(condition.ToString());

    /// <summary><c>compute</c>.</summary>
    public static string Of(StagePhase phase) => Kebab(phase.ToString());

    /// <summary><c>idle</c>, <c>waiting</c>, the phase of a running stage, <c>commit</c>, <c>unwind</c>.</summary>
    public static string Of(StageActivity activity, StagePhase phase) =>
        activity switch
        {
            StageActivity.Running => Of(phase),
            StageActivity.Committing => "commit",
            StageActivity.Unwinding => "unwind",
            _ => Kebab(activity.ToString()),
        };

    private static string Kebab(string name) =>
        string.Concat(name.Select((letter, i) => char.IsAsciiLetterUpper(letter) && i > 0 ? $"-{letter}" : $"{letter}")).ToLowerInvariant();
}
