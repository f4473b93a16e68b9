using NodeProto.Consensus;
using NodeProto.Evm;

namespace NodeProto.Stages;

/// <summary>Every stage in its order: the one place that lists them.</summary>
public static class AllStages
{
    /// <summary>Names of the stages, first to last.</summary>
    public static IReadOnlyList<StageId> Order { get; } =
    [
        StageId.Headers,
        StageId.Bodies,
        StageId.SenderRecovery,
        StageId.Execution,
        StageId.StateRoot,
        StageId.TransactionLookup,
        StageId.AccountHistory,
        StageId.StorageHistory,
        StageId.Prune,
        StageId.Finish,
    ];

    /// <summary>The stages of a run that ends with this one.</summary>
    public static IReadOnlyList<StageId> UpTo(StageId last) => [.. Order.Take(Order.ToList().IndexOf(last) + 1)];

    /// <summary>Makes the stages of a chain.</summary>
    /// <param name="spec">The chain's rules.</param>
    /// <param name="headers">Where headers come from.</param>
    /// <param name="bodies">Where bodies come from.</param>
    /// <param name="options">Settings of the stage state-root; null for the defaults.</param>
    /// <param name="ethash">Caches to verify proof of work with, of headers and of ommers; null where it is not verified.</param>
    /// <param name="runners">What runs code; null for the interpreter. A compiler of hot code enters here.</param>
    /// <param name="memory">Memory of the stages; null for the defaults.</param>
    public static StageSet Create(
        ChainSpec spec,
        IHeaderSource headers,
        IBodySource bodies,
        StateRootOptions? options = null,
        EthashCaches? ethash = null,
        CodeRunnerFactory? runners = null,
        StageMemory? memory = null
    )
    {
        memory ??= StageMemory.Default;
        RejectedBlocks rejected = new();
        IStage[] stages =
        [
            new HeadersStage(spec, headers, bodies, rejected, ethash),
            new BodiesStage(spec, bodies, ethash),
            new SenderRecoveryStage(spec),
            new ExecutionStage(spec, StageId.StateRoot, runners, memory.BytesOf(StageId.Execution)),
            new StateRootStage((options ?? StateRootOptions.Default).Within(memory.BytesOf(StageId.StateRoot))),
            new TransactionLookupStage(memory.BytesOf(StageId.TransactionLookup)),
            new AccountHistoryStage(memory.BytesOf(StageId.AccountHistory)),
            new StorageHistoryStage(memory.BytesOf(StageId.StorageHistory)),
            new PruneStage(),
            new FinishStage(),
        ];
        return new StageSet(stages, headers, rejected);
    }

    /// <summary>Makes the stages without a source: for genesis, and for commands that work on what is stored.</summary>
    public static StageSet Create(ChainSpec spec, StateRootOptions? options = null) =>
        Create(spec, NoSource.Instance, NoSource.Instance, options);
}
