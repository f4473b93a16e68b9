using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Indexes which blocks changed a slot, so that its past is found without looking at the blocks between.</summary>
/// <remarks>
/// Reads <see cref="Tables.StorageChanges"/>; writes <see cref="Tables.StorageHistory"/>. Slots of a destroyed account
/// are among the changes of its block. Block 0 is no change: nothing was before it.
/// </remarks>
/// <param name="memoryBytes">Memory for changes that are being sorted; above it, they go to files beside the database.</param>
public sealed class StorageHistoryStage(long memoryBytes) : IStage
{
    private readonly HistoryIndex<StorageHistoryKey> _index = new(Tables.StorageHistory);

    /// <inheritdoc/>
    public StageId Id => StageId.StorageHistory;

    /// <inheritdoc/>
    public string Unit => "changes";

    /// <inheritdoc/>
    public IReadOnlyList<Table> OwnTables { get; } = [Tables.StorageHistory];

    /// <inheritdoc/>
    public void WriteGenesis(IWriteTransaction tx, Genesis genesis) { }

    /// <inheritdoc/>
    public void RequireWayBack(IReadTransaction tx, BlockNumber to) => Retention.Require(tx, PruneSegment.StorageHistory, to + 1);

    /// <inheritdoc/>
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        using StorageChangesReader changes = new(tx, input.NextBlocks);
        return _index.Execute(tx, input, new Changes(changes), memoryBytes);
    }

    /// <inheritdoc/>
    public UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input)
    {
        using StorageChangesReader changes = new(tx, input.Blocks);
        return _index.Unwind(tx, input, new Changes(changes), memoryBytes);
    }

    internal readonly struct Changes(StorageChangesReader changes) : IHistoryChanges<StorageHistoryKey>
    {
        public BlockNumber Block => changes.Block;

        public StorageHistoryKey Key => new(changes.Current.Key, HistoryShard.NumberOf(changes.Block));

        public bool MoveNext() => changes.MoveNext();
    }
}
