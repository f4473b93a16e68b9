using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>What a stage is asked to do.</summary>
/// <param name="Checkpoint">Last block whose rows are written; 0 means that genesis is written.</param>
/// <param name="Target">Last block to write; for the first stage the last one that is wanted, however many there are.</param>
/// <param name="Meter">Takes measurements, and says when to stop.</param>
public readonly record struct ExecutionInput(BlockNumber Checkpoint, BlockNumber Target, Meter Meter)
{
    /// <summary>The blocks to write; empty when the stage is at its target.</summary>
    public BlockRange NextBlocks => new(Checkpoint + 1, Target);
}
