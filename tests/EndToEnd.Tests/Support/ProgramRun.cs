using System.Text.Json;

namespace NodeProto.EndToEnd.Tests;

/// <summary>How a process of the program ended, and what it printed.</summary>
/// <param name="ExitCode">128 and the signal's number after a signal that the process did not handle.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Elapsed">From start to end.</param>
internal sealed record ProgramRun(int ExitCode, string Out, string Error, TimeSpan Elapsed)
{
    /// <summary>What stdout holds, when it is exactly one JSON object on one line.</summary>
    public JsonElement Json
    {
        get
        {
            string line = Assert.Single(Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            using JsonDocument document = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
            return document.RootElement.Clone();
        }
    }

    /// <summary>Number of the head that <c>import --json</c> names.</summary>
    public ulong Head => Json.GetProperty("head").GetProperty("number").GetUInt64();

    /// <summary>Checksum that <c>import --json --checksum</c> or <c>db checksum --json</c> names.</summary>
    public string Checksum => Json.GetProperty("checksum").GetString()!;

    /// <summary>Fails unless the program ended as it should; shows what it printed.</summary>
    public ProgramRun EndedWith(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"Exit code {ExitCode}, expected {exitCode}.\n{Out}\n{Error}");
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal); // A stack trace belongs to the debug log only.
        return this;
    }

    /// <summary>Fails unless the program refused with this code, as <c>--json</c> shows it, and exit code.</summary>
    public ProgramRun RefusedWith(string code, int exitCode, params string[] parts)
    {
        EndedWith(exitCode);
        JsonElement error = Json.GetProperty("error");
        Assert.True(error.GetProperty("code").GetString() == code, $"Expected {code}.\n{Out}\n{Error}");
        Assert.All(parts, part => Assert.Contains(part, Out, StringComparison.Ordinal));
        Assert.Contains($"{code}: ", Error, StringComparison.Ordinal);
        Assert.NotEmpty(error.GetProperty("whatToDo").GetString()!);
        return this;
    }
}
