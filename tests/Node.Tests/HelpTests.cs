using System.CommandLine;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;

namespace NodeProto.Node.Tests;

/// <summary>Help, examples and <c>docs/cli.md</c> come from one definition.</summary>
public sealed class HelpTests
{
    /// <summary>The words of a line as a shell sees them: what stands in double quotes is one.</summary>
    private static string[] Words(string line) =>
        [.. line.Split('"').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    private static readonly RootCommand Root = new NodeProgram(new Terminal(TextWriter.Null, TextWriter.Null, Width: 120)).CreateCommands();

    /// <summary>Every command without the root, as one types it after the program's name.</summary>
    public static TheoryData<string> Commands() => [.. All(Root).Select(command => CommandPath.Of(command)["nodeproto ".Length..])];

    /// <summary>Every command that runs something, with each line of its examples.</summary>
    public static TheoryData<string> Examples() =>
        [
            .. All(Root)
                .OfType<DocumentedCommand>()
                .SelectMany(command => command.Examples)
                .Select(example => example.Line)
                .Distinct(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_shows_usage_options_and_examples(string path)
    {
        CommandRun run = await CommandRun.Of([.. path.Split(' '), "--help"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Error);
        Assert.Contains($"Usage:\n  nodeproto {path} ", run.Out, StringComparison.Ordinal);
        Assert.Contains("--datadir <directory>", run.Out, StringComparison.Ordinal);
        Assert.Contains("\nExamples:\n", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("  \n", run.Out, StringComparison.Ordinal); // Nothing is left without a description.
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_a_right_command_line(string line)
    {
        Assert.StartsWith("nodeproto ", line, StringComparison.Ordinal);
        ParserConfiguration asInTheProgram = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
        ParseResult parsed = Root.Parse(Words(line)[1..], asInTheProgram);
        Assert.Null(UsageErrors.Find(parsed));
        Assert.Empty(parsed.CommandResult.Command.Subcommands);
    }

    [Fact]
    public async Task Help_is_shown_whatever_else_is_wrong()
    {
        CommandRun run = await CommandRun.Of("import", "--commit-blocks", "0", "--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("--commit-blocks <number>", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_has_a_description_and_a_variable_of_its_own()
    {
        List<Option> options = [.. CommonOptions.All, .. All(Root).SelectMany(HelpText.OwnOptions)];
        Assert.All(options, option => Assert.False(string.IsNullOrEmpty(option.Description), option.Name));
        Assert.All(
            options.GroupBy(option => ((ISetting)option).Variable, StringComparer.Ordinal),
            group => Assert.Single(group.Select(option => option.Name).Distinct(StringComparer.Ordinal))
        );
    }

    [Fact]
    public void The_document_of_the_command_line_is_made_from_the_commands() => GeneratedDocument.Check("cli.md", CliDocument.Of(Root));

    private static IEnumerable<Command> All(Command parent) => parent.Subcommands.SelectMany(sub => (Command[])[sub, .. All(sub)]);
}
