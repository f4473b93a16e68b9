using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>What a stage has to take back.</summary>
/// <param name="Checkpoint">Last block whose rows are written.</param>
/// <param name="UnwindTo">Last block whose rows stay.</param>
/// <param name="Meter">Takes measurements, and is told how far the way back has come: by block, unit or step.</param>
public readonly record struct UnwindInput(BlockNumber Checkpoint, BlockNumber UnwindTo, Meter Meter)
{
    /// <summary>The blocks whose rows go.</summary>
    public BlockRange Blocks => new(UnwindTo + 1, Checkpoint);
}

/// <summary>Where a stage stands after an unwind.</summary>
/// <param name="Checkpoint">
/// The block that was asked; or the checkpoint that it had, when that takes more than one commit: what was written is committed, and
/// the stage is called again.
/// </param>
public readonly record struct UnwindOutput(BlockNumber Checkpoint);
