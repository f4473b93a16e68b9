using NodeProto.Stages;

namespace NodeProto.Node.Demo;

/// <summary>Adds up what each stage did in several runs.</summary>
internal static class StageTotals
{
    /// <summary>One report for each stage, over all runs.</summary>
    /// <param name="runs">Runs of the same stages, in their order.</param>
    public static IReadOnlyList<StageReport> Of(IReadOnlyList<PipelineResult> runs)
    {
        List<StageReport> totals = [.. runs[0].Stages];
        foreach (PipelineResult run in runs.Skip(1))
        {
            for (int i = 0; i < totals.Count; i++)
            {
                totals[i] = Add(totals[i], run.Stages[i]);
            }
        }
        return totals;
    }

    private static StageReport Add(StageReport first, StageReport next) =>
        next with
        {
            From = first.From,
            Blocks = first.Blocks + next.Blocks,
            Units = first.Units + next.Units,
            Seconds = first.Seconds + next.Seconds,
            Commits = first.Commits + next.Commits,
            Phases = first
                .Phases.Keys.Union(next.Phases.Keys)
                .ToDictionary(phase => phase, phase => first.Phases.GetValueOrDefault(phase) + next.Phases.GetValueOrDefault(phase)),
            ReadBytes = first.ReadBytes + next.ReadBytes,
            WrittenBytes = first.WrittenBytes + next.WrittenBytes,
            AllocatedBytes = first.AllocatedBytes + next.AllocatedBytes,
            GcPauseSeconds = first.GcPauseSeconds + next.GcPauseSeconds,
            PeakMemoryBytes = Math.Max(first.PeakMemoryBytes, next.PeakMemoryBytes),
        };
}
