using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Indexes which blocks changed an account, so that its past is found without looking at the blocks between.</summary>
/// <remarks>
/// Reads <see cref="Tables.AccountChanges"/>; writes <see cref="Tables.AccountHistory"/>. Block 0 is no change: nothing was before
/// it, and an account that no block changed is today as it was in genesis.
/// </remarks>
/// <param name="memoryBytes">Memory for changes that are being sorted; above it, they go to files beside the database.</param>
public sealed class AccountHistoryStage(long memoryBytes) : IStage
{
    private readonly HistoryIndex<AccountHistoryKey> _index = new(Tables.AccountHistory);

    /// <inheritdoc/>
    public StageId Id => StageId.AccountHistory;

    /// <inheritdoc/>
    public string Unit => "changes";

    /// <inheritdoc/>
    public IReadOnlyList<Table> OwnTables { get; } = [Tables.AccountHistory];

    /// <inheritdoc/>
    public void WriteGenesis(IWriteTransaction tx, Genesis genesis) { }

    /// <inheritdoc/>
    public void RequireWayBack(IReadTransaction tx, BlockNumber to) => Retention.Require(tx, PruneSegment.AccountHistory, to + 1);

    /// <inheritdoc/>
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        using AccountChangesReader changes = new(tx, input.NextBlocks);
        return _index.Execute(tx, input, new Changes(changes), memoryBytes);
    }

    /// <inheritdoc/>
    public UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input)
    {
        using AccountChangesReader changes = new(tx, input.Blocks);
        return _index.Unwind(tx, input, new Changes(changes), memoryBytes);
    }

    internal readonly struct Changes(AccountChangesReader changes) : IHistoryChanges<AccountHistoryKey>
    {
        public BlockNumber Block => changes.Block;

        public AccountHistoryKey Key => new(changes.Current.AddressHash, HistoryShard.NumberOf(changes.Block));

        public bool MoveNext() => changes.MoveNext();
    }
}
