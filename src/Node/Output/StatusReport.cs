using System.Text.Json;

namespace NodeProto.Node.Output;

/// <summary>What a running node said of itself.</summary>
/// <param name="Health">Its answer, the object of <c>/health</c>.</param>
/// <param name="Address">Where it answered.</param>
/// <param name="IsWell">Whether nothing is wrong with it.</param>
internal sealed record StatusReport(JsonElement Health, string Address, bool IsWell) : IReport
{
    /// <inheritdoc/>
    /// <remarks>A node that stands still is a failure to whoever asks, so that scripts need not read.</remarks>
    public int ExitCode => IsWell ? ExitCodes.Done : ExitCodes.Failure;

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json) => Health.WriteTo(json);

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        string text = Text(Health, "text");
        terminal.Out.WriteLine($"{Text(Health, "command")} at {Address}: {Text(Health, "status")}{(text.Length > 0 ? $", {text}" : "")}");
        if (!Health.TryGetProperty("stages", out JsonElement stages))
        {
            terminal.Out.WriteLine(Task() is { Length: > 0 } task ? task : "nothing runs yet");
            return;
        }
        terminal.Out.WriteLine(
            $"head {Count(Health, "head")}, {Count(Health, "blocksBehind")} behind; last commit {Duration(Health, "commitAgeSeconds")} ago,"
                + $" running for {Duration(Health, "uptimeSeconds")}"
        );
        if (Health.TryGetProperty("wayBack", out JsonElement back) && back.ValueKind == JsonValueKind.Object)
        {
            string left = Number(back, "secondsLeft") is { } seconds ? $", {Readable.Duration(seconds)} left" : "";
            terminal.Out.WriteLine(
                $"going back from block {Count(back, "from")} to {Count(back, "to")}: {Math.Floor((Number(back, "share") ?? 0) * 100):0} %{left}"
            );
        }
        if (Health.TryGetProperty("source", out JsonElement source))
        {
            string of = Text(source, "text");
            terminal.Out.WriteLine(
                $"source {Text(source, "state")} for {Duration(source, "forSeconds")}{(of.Length > 0 ? $": {of}" : "")}"
            );
        }
        if (Health.TryGetProperty("lastError", out JsonElement error) && error.ValueKind == JsonValueKind.Object)
        {
            terminal.Out.WriteLine($"last error in {Text(error, "stage")}, {Text(error, "time")}: {Text(error, "text")}");
        }
        TextTable table = new TextTable()
            .Words("stage")
            .Numbers("checkpoint")
            .Numbers("position")
            .Numbers("target")
            .Words("doing")
            .Numbers("left")
            .Numbers("units/s")
            .Words("");
        foreach (JsonElement stage in stages.EnumerateArray())
        {
            table.Row(
                Text(stage, "stage"),
                Count(stage, "checkpoint"),
                Count(stage, "position"),
                Count(stage, "target"),
                Text(stage, "doing"),
                Number(stage, "secondsLeft") is { } left ? Readable.Duration(left) : "",
                Number(stage, "unitsPerSecond") is > 0 and { } rate ? Readable.Rate(rate) : "",
                Text(stage, "unit")
            );
        }
        table.WriteTo(terminal);
        WriteRetained(terminal);
    }

    /// <summary>Work that is no stage: <c>generate: 40 of 100 blocks, 400 transactions</c>; empty when there is none.</summary>
    private string Task()
    {
        if (!Health.TryGetProperty("task", out JsonElement task) || task.ValueKind != JsonValueKind.Object)
        {
            return "";
        }
        IEnumerable<string> counts = task.GetProperty("counts")
            .EnumerateArray()
            .Select(static count =>
                $"{Count(count, "done")}{(Number(count, "target") is null ? "" : $" of {Count(count, "target")}")} {Text(count, "unit")}"
            );
        return $"{Text(task, "name")}: {string.Join(", ", counts)}";
    }

    /// <summary>The segments that are not kept as a whole.</summary>
    private void WriteRetained(Terminal terminal)
    {
        if (!Health.TryGetProperty("retained", out JsonElement retained) || retained.ValueKind != JsonValueKind.Array)
        {
            return;
        }
        foreach (JsonElement each in retained.EnumerateArray())
        {
            if (Number(each, "firstBlock") is > 0)
            {
                terminal.Out.WriteLine($"{Text(each, "segment")} kept from block {Count(each, "firstBlock")} on ({Text(each, "mode")})");
            }
        }
    }

    // Another version may say less: what it does not say is left empty.
    private static string Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static double? Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string Count(JsonElement of, string name) => Number(of, name) is { } number ? Readable.Count((ulong)number) : "";

    private static string Duration(JsonElement of, string name) =>
        Number(of, name) is { } seconds ? Readable.Duration(seconds) : "some time";
}
