using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Chooses the command that mends a finding: one that what is pruned does not stand in the way of.</summary>
internal sealed class Remedies(Verification run)
{
    /// <summary>The command that has the rows of a stage written again.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="unwindTo">Last block whose rows may stay; null when all have to go.</param>
    public string Of(StageId stage, BlockNumber? unwindTo) =>
        unwindTo is { } to && CanGoBack(to)
            ? $"nodeproto stage unwind --to {to}"
            : $"nodeproto stage reset {ResetReach.FirstFor(run.Stages, stage, run.FirstKept, out _)}";

    private bool CanGoBack(BlockNumber to)
    {
        try
        {
            foreach (IStage stage in run.Stages.Stages)
            {
                if (run.CheckpointOf(stage.Id) > to)
                {
                    stage.RequireWayBack(run.Tx, to);
                }
            }
            return true;
        }
        catch (NodeException e) when (e.Code == NodeErrorCode.Pruned)
        {
            return false;
        }
        catch (DatabaseCorruptException)
        {
            return false; // How far it is pruned cannot be read.
        }
    }
}
