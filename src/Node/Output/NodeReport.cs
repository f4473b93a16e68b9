using System.Text.Json;
using NodeProto.Db;

namespace NodeProto.Node.Output;

/// <summary>How a node that was asked to stop has ended.</summary>
/// <param name="Before">Head when it started.</param>
/// <param name="Head">Head when it stopped.</param>
/// <param name="Uptime">From start to stop.</param>
internal sealed record NodeReport(StageCheckpoint Before, StageCheckpoint Head, TimeSpan Uptime) : IReport
{
    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        Write(json, "head", Head);
        Write(json, "headAtStart", Before);
        json.WriteNumber("seconds", Uptime.TotalSeconds);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal) =>
        terminal.Out.WriteLine(
            $"stopped after {Readable.Duration(Uptime.TotalSeconds)} with head {Head.Number} {Head.Hash}; the next start goes on from there"
        );

    private static void Write(Utf8JsonWriter json, string name, StageCheckpoint checkpoint)
    {
        json.WriteStartObject(name);
        json.WriteNumber("number", checkpoint.Number.Value);
        json.WriteString("hash", checkpoint.Hash.ToString());
        json.WriteEndObject();
    }
}
