using NodeProto.Node.CommandLine;
using NodeProto.Node.Live;
using NodeProto.Node.Output;

namespace NodeProto.Node.Tests.Live;

/// <summary>Which form of progress a command takes.</summary>
public sealed class ProgressModeTests : IDisposable
{
    private const string Escape = "\e[";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(true, "--progress", "live", "--json")]
    [InlineData(false, "--json")]
    [InlineData(false, "--log-format", "json")]
    [InlineData(false, "--progress", "lines")]
    [InlineData(false, "--progress", "none")]
    public async Task In_a_terminal_it_is_live_unless_a_program_reads_it_or_another_form_is_asked_for(bool isLive, params string[] options)
    {
        using StringWriter error = new();
        using Screen screen = new(error, () => new ScreenSize(80, 24), hasColors: true);
        Assert.Equal(isLive, (await GenerateAsync(screen, error, options)).Contains(Escape, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_terminal_it_is_never_live()
    {
        using StringWriter error = new();
        string text = await GenerateAsync(TextWriter.Synchronized(error), error, ["--progress", "live"]);
        Assert.DoesNotContain(Escape, text, StringComparison.Ordinal);
        Assert.Contains("progress is shown as lines: --progress live needs a terminal", text, StringComparison.Ordinal);
        using StringWriter again = new();
        text = await GenerateAsync(TextWriter.Synchronized(again), again, ["--force"]);
        Assert.DoesNotContain("needs a terminal", text, StringComparison.Ordinal);
    }

    private async Task<string> GenerateAsync(TextWriter writer, StringWriter error, string[] options)
    {
        using StringWriter output = new();
        string[] command =
        [
            "chain",
            "generate",
            "--blocks",
            "3",
            "--transactions",
            "3",
            "--senders",
            "3",
            "--out",
            _folder.Path,
            .. options,
        ];
        Assert.Equal(0, await new NodeProgram(new Terminal(output, writer, Width: 80)).RunAsync(command));
        return error.ToString();
    }
}
