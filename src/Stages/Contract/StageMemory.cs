namespace NodeProto.Stages;

/// <summary>
/// How much memory each stage may take for what it works on between two commits, the rows of its transaction included; the store's own
/// buffers and caches come on top.
/// </summary>
/// <remarks>
/// A stage whose rows come in order commits before its memory is full; one that sorts spills to files beside the database; the
/// state root builds the tries anew, piece by piece, where the changes would not fit. One block is always held whole.
/// </remarks>
public sealed class StageMemory
{
    private const long MiB = 1024 * 1024;

    private readonly Dictionary<StageId, long> _bytes;

    private StageMemory(Dictionary<StageId, long> bytes) => _bytes = bytes;

    /// <summary>The defaults, in the order of the stages.</summary>
    public static IReadOnlyList<(StageId Stage, long Bytes)> Defaults { get; } =
    [
        (StageId.Headers, 256 * MiB),
        (StageId.Bodies, 256 * MiB),
        (StageId.SenderRecovery, 256 * MiB),
        (StageId.Execution, 512 * MiB),
        (StageId.StateRoot, 256 * MiB),
        (StageId.TransactionLookup, 128 * MiB),
        (StageId.AccountHistory, 128 * MiB),
        (StageId.StorageHistory, 128 * MiB),
    ];

    /// <summary>What <see cref="Defaults"/> says.</summary>
    public static StageMemory Default { get; } = new(Defaults.ToDictionary(each => each.Stage, each => each.Bytes));

    /// <summary>Bytes that a stage may take; for one that holds nothing no end.</summary>
    public long BytesOf(StageId stage) => _bytes.TryGetValue(stage, out long bytes) ? bytes : long.MaxValue;

    /// <summary>The same but for one stage.</summary>
    public StageMemory With(StageId stage, long bytes) => new(new Dictionary<StageId, long>(_bytes) { [stage] = bytes });
}
