namespace NodeProto.Stages;

/// <summary>Which state roots are compared with their headers.</summary>
public enum RootChecks
{
    /// <summary>That of the last block of each commit; when it is wrong, the first wrong block is searched.</summary>
    Commit,

    /// <summary>That of every block; where more has changed than <see cref="StateRootOptions.ChangesForRebuild"/> says, as <see cref="Commit"/>.</summary>
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

    /// <summary>Changed accounts, and as many changed slots, that a rebuild below the executed head holds in memory; at most twice as many for a moment.</summary>
    public int ChangesInMemory { get; init; } = 400_000;

    /// <summary>Leaves in a piece of a rebuild; a few pieces for each thread wait in memory, each with some 50 bytes a leaf.</summary>
    public int LeavesPerPiece { get; init; } = 32_768;

    /// <summary>Memory for the rows of a rebuild, which are sorted before a commit; in bytes.</summary>
    public long MemoryBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Threads that compute.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes that a change takes: its key, its place in the order, the leaf and the rows of the nodes above it.</summary>
    private const long BytesPerChange = 640;

    /// <summary>Bytes of a stage's memory for each leaf of a piece: several pieces wait, and their rows with them.</summary>
    private const long BytesPerPieceLeaf = 4096;

    /// <summary>The same, with as few changes and leaves at once as fit in some memory.</summary>
    public StateRootOptions Within(long memoryBytes)
    {
        long changes = Math.Max(1, memoryBytes / BytesPerChange);
        return this with
        {
            ChangesForRebuild = Math.Min(ChangesForRebuild, changes),
            MemoryBytes = memoryBytes,
            ChangesInMemory = (int)Math.Min(ChangesInMemory, changes),
            LeavesPerPiece = (int)Math.Min(LeavesPerPiece, Math.Max(16, memoryBytes / BytesPerPieceLeaf)),
        };
    }
}
