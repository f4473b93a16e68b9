using System.Text;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;

namespace NodeProto.Node.Tests;

/// <summary>Standard output that cannot be written, as on a full disk.</summary>
public sealed class LostResultTests
{
    [Theory]
    [InlineData(1, "config", "show")]
    [InlineData(1, "config", "show", "--json")]
    [InlineData(1, "chain", "info", "--chain", "mainnet")]
    [InlineData(1, "chain", "info", "--chain", "mainnet", "--json")]
    [InlineData(1, "evm", "run", "--code", "0x6001600101", "--trace")]
    [InlineData(1, "--help")]
    [InlineData(1, "import", "--help")]
    [InlineData(1, "--version")]
    public async Task A_result_that_is_lost_is_an_error_and_no_bug(int exitCode, params string[] command)
    {
        (int code, string error) = await RunAsync(command);
        Assert.Equal(exitCode, code);
        Assert.StartsWith(
            "NP1203: the result cannot be written to standard output: No space left on device.\n        Make room",
            error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_error_that_is_lost_as_JSON_is_told_on_standard_error_and_keeps_its_exit_code()
    {
        (int code, string error) = await RunAsync(["import", "--no-such-option", "--json"]);
        Assert.Equal(2, code);
        Assert.StartsWith("NP1001: ", error, StringComparison.Ordinal);
        Assert.Contains("\nNP1203: ", error, StringComparison.Ordinal);
        (code, error) = await RunAsync(["import", "--no-such-option"]);
        Assert.Equal(2, code);
        Assert.DoesNotContain("NP1203", error, StringComparison.Ordinal); // It had nothing to say there.
    }

    [Fact]
    public async Task With_a_log_of_JSON_the_loss_is_one_of_its_lines()
    {
        (int code, string error) = await RunAsync(["config", "show", "--json", "--log-format", "json"]);
        Assert.Equal(1, code);
        Assert.Contains("\"code\":\"NP1203\"", error, StringComparison.Ordinal);
        Assert.All(error.TrimEnd('\n').Split('\n'), line => System.Text.Json.JsonDocument.Parse(line).Dispose());
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string[] command)
    {
        using StringWriter error = new();
        Terminal terminal = new(new ResultWriter(new FullDisk()), TextWriter.Synchronized(error), Width: 120);
        int exitCode = await new NodeProgram(terminal, new Dictionary<string, string>(StringComparer.Ordinal)).RunAsync(command);
        return (exitCode, error.ToString());
    }

    private sealed class FullDisk : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");
    }
}
