using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests;

/// <summary>What stages say at the end of a run in which they did nothing.</summary>
internal static class Reports
{
    public static StageReport Of(StageId stage, BlockNumber checkpoint = default) =>
        new()
        {
            Stage = stage,
            Unit = "units",
            From = checkpoint,
            Checkpoint = checkpoint,
            Blocks = 0,
            Units = 0,
            Seconds = 0,
            Commits = 0,
            Phases = new Dictionary<StagePhase, double>(),
            ReadBytes = 0,
            WrittenBytes = 0,
            AllocatedBytes = 0,
            GcPauseSeconds = 0,
            PeakMemoryBytes = 0,
        };
}
