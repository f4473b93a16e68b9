using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>What each stage did in a run: blocks, units, time, rate, and the share of each phase in the time, as far as there is room.</summary>
internal static class StageTable
{
    private const int WidthWithPhases = 146;
    private const int WidthWithBlocks = 90;

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
        bool hasBlocks = terminal.Width >= WidthWithBlocks;
        StagePhase[] phases = terminal.Width >= WidthWithPhases ? Phases : [];
        table.Words("stage").Numbers("checkpoint");
        if (hasBlocks)
        {
            table.Numbers("blocks").Numbers("units").Words("");
        }
        table.Numbers("time").Numbers("units/s");
        foreach (StagePhase phase in phases)
        {
            table.Numbers(phase.ToString().ToLowerInvariant());
        }
        foreach (StageReport stage in stages)
        {
            List<string> cells =
            [
                stage.Stage.Name,
                Readable.Count(stage.Checkpoint.Value),
                .. hasBlocks ? [Readable.Count(stage.Blocks), Readable.Count(stage.Units), stage.Unit] : Array.Empty<string>(),
                Readable.Duration(stage.Seconds),
                Readable.Rate(stage.UnitsPerSecond),
            ];
            foreach (StagePhase phase in phases)
            {
                cells.Add(Readable.Share(stage.Phases.GetValueOrDefault(phase), stage.Seconds));
            }
            table.Row([.. cells]);
        }
        table.WriteTo(terminal);
    }
}
