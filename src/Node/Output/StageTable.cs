using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>What each stage did in a run: blocks, units, time, rate, and the share of each phase in the time.</summary>
internal static class StageTable
{
    private static readonly StagePhase[] Phases =
    [
        StagePhase.Read,
        StagePhase.Decode,
        StagePhase.Compute,
        StagePhase.Write,
        StagePhase.Commit,
        StagePhase.Other,
    ];

    /// <summary>Prints the table.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<StageReport> stages)
    {
        TextTable table = new();
        table.Words("stage").Numbers("checkpoint").Numbers("blocks").Numbers("units").Words("").Numbers("time").Numbers("units/s");
        foreach (StagePhase phase in Phases)
        {
            table.Numbers(phase.ToString().ToLowerInvariant());
        }
        foreach (StageReport stage in stages)
        {
            List<string> cells =
            [
                stage.Stage.Name,
                Readable.Count(stage.Checkpoint.Value),
                Readable.Count(stage.Blocks),
                Readable.Count(stage.Units),
                stage.Unit,
                Readable.Duration(stage.Seconds),
                Readable.Rate(stage.UnitsPerSecond),
            ];
            foreach (StagePhase phase in Phases)
            {
                cells.Add(Readable.Share(stage.Phases.GetValueOrDefault(phase), stage.Seconds));
            }
            table.Row([.. cells]);
        }
        table.WriteTo(terminal);
    }
}
