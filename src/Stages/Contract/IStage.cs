using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>One step of the sync pipeline: it alone writes its tables, forward and back.</summary>
/// <remarks>
/// The pipeline owns the transaction, the commit, the checkpoint, the events and the clock; a stage owns its rows.
/// A stage keeps nothing between calls that it could not find in the database again. After <see cref="Execute"/> and then
/// <see cref="Unwind"/> its tables are byte for byte what they were.
/// </remarks>
public interface IStage
{
    /// <summary>Name in kebab case.</summary>
    StageId Id { get; }

    /// <summary>What <see cref="Meter.Add"/> counts, plural: <c>signatures</c>.</summary>
    string Unit { get; }

    /// <summary>The tables that this stage alone writes.</summary>
    IReadOnlyList<Table> OwnTables { get; }

    /// <summary>The segments whose rows <see cref="Execute"/> reads of every block; without the first ones it cannot begin from the start.</summary>
    IReadOnlyList<PruneSegment> Needs => [];

    /// <summary>Whether the stage wants to run after each commit of the one before it, instead of once at its end.</summary>
    bool KeepsPace => false;

    /// <summary>Writes this stage's rows for block 0; the tables hold nothing yet.</summary>
    void WriteGenesis(IWriteTransaction tx, Genesis genesis);

    /// <summary>Waits, with no transaction open, until <see cref="Execute"/> has something to do.</summary>
    /// <exception cref="OperationCanceledException">A stop was asked.</exception>
    ValueTask PrepareAsync(ExecutionInput input, CancellationToken stop) => ValueTask.CompletedTask;

    /// <summary>Whether it has something to do although its checkpoint is its target: what it was told to do may have changed since, or it is midway.</summary>
    bool HasWorkLeft(IReadTransaction tx, BlockNumber checkpoint) => false;

    /// <summary>Refuses when rows are pruned that <see cref="Execute"/> needs for blocks from this one on.</summary>
    /// <exception cref="NodeException">They are; <see cref="NodeErrorCode.Pruned"/>.</exception>
    void RequireInput(IReadTransaction tx, BlockNumber first)
    {
        foreach (PruneSegment segment in Needs)
        {
            Retention.Require(tx, segment, first);
        }
    }

    /// <summary>Refuses when rows are pruned that <see cref="Unwind"/> needs to go back to this block, or <see cref="Execute"/> to go on from there.</summary>
    /// <exception cref="NodeException">They are; <see cref="NodeErrorCode.Pruned"/>.</exception>
    void RequireWayBack(IReadTransaction tx, BlockNumber to) { }

    /// <summary>Writes the rows of the next blocks, whole blocks, until <see cref="Meter.ShouldCommit"/> or the target.</summary>
    ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input);

    /// <summary>Takes back the rows of every block after <see cref="UnwindInput.UnwindTo"/>.</summary>
    UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input);
}
