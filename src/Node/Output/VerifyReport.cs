using System.Text.Json;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>What <c>db verify</c> found.</summary>
/// <param name="Result">The findings.</param>
/// <param name="Place">The data directory.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record VerifyReport(VerificationReport Result, string Place, TimeSpan Elapsed) : IReport
{
    private const int ValueDigitsMax = 160;

    /// <inheritdoc/>
    public int ExitCode => Error?.ExitCode ?? ExitCodes.Done;

    /// <inheritdoc/>
    public ErrorReport? Error =>
        Result.IsSound
            ? null
            : new ErrorReport(
                NodeErrorCode.VerificationFailed,
                Result.FindingCount == 1 ? "one row contradicts the others" : $"{Result.FindingCount} rows contradict others",
                Place,
                Result.Remedy is { } command
                    ? $"`{command}` and then `nodeproto import` of the chain files mends all of it; check the disk first"
                    : "Keep the directory for a report, check the disk, and import again into a new --datadir"
            );

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("sound", Result.IsSound);
        json.WriteNumber("rows", Result.Rows);
        json.WriteNumber("seconds", Elapsed.TotalSeconds);
        json.WriteNumber("findingCount", Result.FindingCount);
        json.WriteStartArray("findings");
        foreach (Finding finding in Result.Findings)
        {
            json.WriteStartObject();
            json.WriteString("table", finding.Table.Name);
            json.WriteString("key", finding.Key);
            json.WriteString("owner", finding.Owner);
            json.WriteString("expected", finding.Expected);
            json.WriteString("found", finding.Found);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("remedy", Result.Remedy);
        json.WriteStartArray("notChecked");
        foreach (string reason in Result.NotChecked)
        {
            json.WriteStringValue(reason);
        }
        json.WriteEndArray();
        Error?.WriteMembers(json);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        foreach (Finding finding in Result.Findings)
        {
            terminal.Out.WriteLine($"{finding.Table.Name} {finding.Key} ({finding.Owner})");
            terminal.Out.WriteLine($"    expected  {Short(finding.Expected)}");
            terminal.Out.WriteLine($"    found     {Short(finding.Found)}");
            terminal.Out.WriteLine($"    mended by {finding.Remedy}");
        }
        if (Result.FindingCount > Result.Findings.Count)
        {
            terminal.Out.WriteLine($"and {Readable.Count(Result.FindingCount - Result.Findings.Count)} more");
        }
        foreach (string reason in Result.NotChecked)
        {
            terminal.Out.WriteLine($"not checked: {reason}");
        }
        if (Result.IsSound)
        {
            string limits = Result.NotChecked.Count > 0 ? " but for what was not checked" : "";
            terminal.Out.WriteLine($"sound{limits}: {Readable.Count(Result.Rows)} rows in {Readable.Duration(Elapsed.TotalSeconds)}");
        }
        Error?.WriteText(terminal);
    }

    private static string Short(string text) => text.Length > ValueDigitsMax ? text[..ValueDigitsMax] + "…" : text;
}
