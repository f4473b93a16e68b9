using System.Text.Json;
using NodeProto.Db;
using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>Where every stage stands.</summary>
/// <param name="Stages">The stages.</param>
/// <param name="Retained">What is kept of the segments that are pruned.</param>
internal sealed record CheckpointsReport(
    IReadOnlyList<(StageId Stage, StageCheckpoint Checkpoint)> Stages,
    IReadOnlyList<RetainedSegment> Retained
) : IReport
{
    /// <inheritdoc/>
    public int ExitCode { get; init; } = ExitCodes.Done;

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("stages");
        foreach ((StageId stage, StageCheckpoint checkpoint) in Stages)
        {
            json.WriteStartObject();
            json.WriteString("stage", stage.Name);
            json.WriteNumber("checkpoint", checkpoint.Number.Value);
            json.WriteString("hash", checkpoint.Hash.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        RetainedSegment.WriteAll(json, Retained);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        TextTable table = new TextTable().Words("stage").Numbers("checkpoint").Words("hash");
        foreach ((StageId stage, StageCheckpoint checkpoint) in Stages)
        {
            table.Row(stage.Name, Readable.Count(checkpoint.Number.Value), checkpoint.Hash.ToString());
        }
        table.WriteTo(terminal);
        TextTable segments = new TextTable().Words("segment").Words("keeps").Numbers("from block");
        foreach (RetainedSegment each in Retained)
        {
            segments.Row(each.Segment.Name, each.Mode.ToString(), Readable.Count(each.FirstBlock.Value));
        }
        segments.WriteTo(terminal);
    }
}
