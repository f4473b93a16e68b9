namespace NodeProto.Stages;

/// <summary>Which state roots are compared with their headers.</summary>
public enum RootChecks
{
    /// <summary>That of the last block of each commit; when it is wrong, the first wrong block is searched.</summary>
    Commit,

    /// <summary>That of every block.</summary>
    Every,
}

/// <summary>Settings of the stage state-root.</summary>
public sealed record StateRootOptions
{
    /// <summary>The defaults.</summary>
    public static StateRootOptions Default { get; } = new();

    /// <summary>Which roots are compared.</summary>
    public RootChecks Checks { get; init; } = RootChecks.Commit;

    /// <summary>From this many changes on, the tries are built anew instead of updated.</summary>
    public long ChangesForRebuild { get; init; } = 400_000;
}
