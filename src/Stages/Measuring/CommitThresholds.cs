namespace NodeProto.Stages;

/// <summary>A stage commits when any of these is reached.</summary>
public sealed record CommitThresholds
{
    /// <summary>The defaults.</summary>
    public static CommitThresholds Default { get; } = new();

    /// <summary>Blocks in one commit.</summary>
    public long BlocksPerCommit { get; init; } = 500_000;

    /// <summary>Transactions in one commit.</summary>
    public long TransactionsPerCommit { get; init; } = 5_000_000;

    /// <summary>Gas in one commit.</summary>
    public long GasPerCommit { get; init; } = 30_000_000_000;

    /// <summary>Changed accounts and slots that are held in memory.</summary>
    public long ChangedKeysPerCommit { get; init; } = 500_000;

    /// <summary>Bytes of keys and values in the transaction, with the new code that waits to be written.</summary>
    public long BytesPerCommit { get; init; } = 256 * 1024 * 1024;

    /// <summary>Memory that the transaction and the stage take; the pipeline sets it for each stage from <see cref="StageMemory"/>.</summary>
    public long MemoryBytes { get; init; } = long.MaxValue;

    /// <summary>Seconds from one commit to the next.</summary>
    public double SecondsPerCommit { get; init; } = 60;
}
