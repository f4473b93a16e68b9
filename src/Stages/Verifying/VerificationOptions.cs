using NodeProto.Db;

namespace NodeProto.Stages;

/// <summary>How thoroughly a database is verified.</summary>
public sealed record VerificationOptions
{
    /// <summary>The defaults.</summary>
    public static VerificationOptions Default { get; } = new();

    /// <summary>
    /// Whether what no stored root covers is computed again: the sender of every transaction, and the state root before every block, from
    /// the values before its changes.
    /// </summary>
    public bool IsDeep { get; init; }

    /// <summary>Tables that belong to no commit as they are (<see cref="IDatabase.UnfinishedLoads"/>); they are left out.</summary>
    public IReadOnlyList<Table> Unfinished { get; init; } = [];

    /// <summary>Most findings that are kept of each table; the others are counted.</summary>
    public int FindingsPerTableMax { get; init; } = 10;

    /// <summary>Threads that check blocks side by side.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Most changes that are held in memory at a time, about 250 bytes each: those that state is ahead of the tries, and those that a
    /// deep verification takes back at once.
    /// </summary>
    public long ChangesMax { get; init; } = 2_000_000;
}
