using NodeProto.Consensus;
using NodeProto.Db;

namespace NodeProto.Stages;

/// <summary>Marks the block up to which every stage is done: readers that ask for the head use its checkpoint.</summary>
/// <remarks>Writes no table; its checkpoint is all.</remarks>
public sealed class FinishStage : IStage
{
    /// <inheritdoc/>
    public StageId Id => StageId.Finish;

    /// <inheritdoc/>
    public string Unit => "blocks";

    /// <inheritdoc/>
    public IReadOnlyList<Table> OwnTables { get; } = [];

    /// <inheritdoc/>
    public void WriteGenesis(IWriteTransaction tx, Genesis genesis) { }

    /// <inheritdoc/>
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        input.Meter.Add((long)input.NextBlocks.Count);
        input.Meter.Reach(input.Target);
        return ExecutionOutput.At(input.Target, input.Target);
    }

    /// <inheritdoc/>
    public UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input) => new(input.UnwindTo);
}
