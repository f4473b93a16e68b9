namespace NodeProto.Db;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>The operation fails as it does on a broken disk; the next one works.</summary>
    Failure,

    /// <summary>The disk is full: this operation fails, and every later one that needs room, until <see cref="FaultyDatabase.FreeSpace"/>.</summary>
    DiskFull,

    /// <summary>The process dies: this operation and every later one throw <see cref="SimulatedCrashException"/>.</summary>
    Crash,
}

/// <summary>Operations of a database at which something can go wrong.</summary>
[Flags]
public enum FaultPoints
{
    /// <summary>Opening a transaction.</summary>
    Begin = 1,

    /// <summary>Reading a row, and moving a cursor.</summary>
    Read = 2,

    /// <summary>Writing or deleting a row, in a transaction or a load.</summary>
    Write = 4,

    /// <summary>A commit that leaves no trace.</summary>
    BeforeCommit = 8,

    /// <summary>A commit that is on the disk, but whose caller is told of an error: the last step of a sync that failed.</summary>
    AfterCommit = 16,

    /// <summary>Between the steps of a commit with sorted files, on disk.</summary>
    LoadStep = 32,

    /// <summary>All of them.</summary>
    All = Begin | Read | Write | BeforeCommit | AfterCommit | LoadStep,
}

/// <summary>One fault and where it happens: it depends on nothing but the operations, so the same work fails at the same place again.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Points">Operations that count.</param>
/// <param name="After">How many of them still succeed.</param>
public sealed record FaultPlan(FaultKind Kind, FaultPoints Points, long After)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Kind} after {After} of {Points}";
}
