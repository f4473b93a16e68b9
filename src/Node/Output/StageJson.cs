using System.Text.Json;
using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>A stage's report as JSON.</summary>
internal static class StageJson
{
    /// <summary>The short form, as in <c>import --json</c>: checkpoint, units, seconds, phases.</summary>
    public static void WriteShort(Utf8JsonWriter json, StageReport stage)
    {
        json.WriteStartObject();
        json.WriteString("stage", stage.Stage.Name);
        json.WriteNumber("checkpoint", stage.Checkpoint.Value);
        json.WriteNumber("units", stage.Units);
        json.WriteNumber("seconds", Round(stage.Seconds));
        WritePhases(json, stage);
        json.WriteEndObject();
    }

    /// <summary>Everything that was measured, as in <c>stage run --json</c>, into an object that is open.</summary>
    public static void WriteAll(Utf8JsonWriter json, StageReport stage)
    {
        json.WriteString("stage", stage.Stage.Name);
        WriteRange(json, stage);
        json.WriteNumber("checkpoint", stage.Checkpoint.Value);
        json.WriteNumber("blocks", stage.Blocks);
        json.WriteNumber("units", stage.Units);
        json.WriteString("unit", stage.Unit);
        json.WriteNumber("seconds", Round(stage.Seconds));
        json.WriteNumber("unitsPerSecond", Round(stage.UnitsPerSecond));
        WritePhases(json, stage);
        json.WriteNumber("commits", stage.Commits);
        json.WriteNumber("readBytes", stage.ReadBytes);
        json.WriteNumber("writtenBytes", stage.WrittenBytes);
        json.WriteNumber("allocatedBytes", stage.AllocatedBytes);
        json.WriteNumber("gcPauseSeconds", Round(stage.GcPauseSeconds));
        json.WriteNumber("peakMemoryBytes", stage.PeakMemoryBytes);
    }

    /// <summary>First and last block that the run did; null when there was nothing to do.</summary>
    private static void WriteRange(Utf8JsonWriter json, StageReport stage)
    {
        if (stage.Checkpoint <= stage.From)
        {
            json.WriteNull("range");
            return;
        }
        json.WriteStartObject("range");
        json.WriteNumber("first", stage.From.Value + 1);
        json.WriteNumber("last", stage.Checkpoint.Value);
        json.WriteEndObject();
    }

    private static void WritePhases(Utf8JsonWriter json, StageReport stage)
    {
        json.WriteStartObject("phases");
        foreach ((StagePhase phase, double seconds) in stage.Phases)
        {
            json.WriteNumber(phase.ToString().ToLowerInvariant(), Round(seconds));
        }
        json.WriteEndObject();
    }

    private static double Round(double value) => Math.Round(value, 6);
}
