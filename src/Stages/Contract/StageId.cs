namespace NodeProto.Stages;

/// <summary>A stage's name in kebab case: argument, metric label, JSON value and key of its checkpoint.</summary>
/// <param name="Name">For example <c>sender-recovery</c>.</param>
public readonly record struct StageId(string Name)
{
    /// <summary>Validates and stores headers.</summary>
    public static StageId Headers { get; } = new("headers");

    /// <summary>Validates and stores bodies.</summary>
    public static StageId Bodies { get; } = new("bodies");

    /// <summary>Recovers the sender of every transaction.</summary>
    public static StageId SenderRecovery { get; } = new("sender-recovery");

    /// <summary>Executes blocks and writes state.</summary>
    public static StageId Execution { get; } = new("execution");

    /// <summary>Computes and checks state roots.</summary>
    public static StageId StateRoot { get; } = new("state-root");

    /// <summary>Notes where each transaction stands, by its hash.</summary>
    public static StageId TransactionLookup { get; } = new("transaction-lookup");

    /// <summary>Indexes which blocks changed an account.</summary>
    public static StageId AccountHistory { get; } = new("account-history");

    /// <summary>Indexes which blocks changed a slot.</summary>
    public static StageId StorageHistory { get; } = new("storage-history");

    /// <summary>Deletes the rows of old blocks that nobody wants to keep.</summary>
    public static StageId Prune { get; } = new("prune");

    /// <summary>Marks the block up to which every stage is done.</summary>
    public static StageId Finish { get; } = new("finish");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
