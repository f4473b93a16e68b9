using System.CommandLine;
using System.Text.RegularExpressions;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.Tests;

/// <summary>What README.md says is what the code does.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Root = FindRoot();
    private static readonly string Readme = File.ReadAllText(Path.Combine(Root, "README.md"));

    [Theory]
    [InlineData("PrimitivesExample")]
    [InlineData("DbExample")]
    public void An_example_is_code_that_these_tests_compile(string name)
    {
        string source = File.ReadAllText(Path.Combine(Root, "tests/Node.Tests/Readme", name + ".cs"));
        string shown = source.Replace("output.WriteLine", "Console.WriteLine", StringComparison.Ordinal);
        shown = shown.Replace("// csharpier-ignore", "", StringComparison.Ordinal);
        Assert.Contains(Blocks("csharp"), block => Squeeze(shown).Contains(Squeeze(block), StringComparison.Ordinal));
    }

    [Fact]
    public void The_example_of_Primitives_signs_the_transaction_of_EIP_155_and_finds_its_sender()
    {
        using StringWriter output = new();
        PrimitivesExample.Run(output);
        string[] lines = output.ToString().Split('\n');
        // EIP-155, section Example.
        Assert.EndsWith(
            ": 0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a0"
                + "28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
                + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.Equal(Address.Parse("0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f").ToString(), lines[1]);
    }

    [Fact]
    public void The_example_of_Db_reads_what_it_wrote()
    {
        using StringWriter output = new();
        DbExample.Run(output);
        Assert.Equal($"2 {Keccak.Hash("two"u8)}\n", output.ToString());
    }

    [Fact]
    public void Its_table_lists_every_command_and_no_other()
    {
        RootCommand root = new NodeProgram(new Terminal(TextWriter.Null, TextWriter.Null, Width: 120)).CreateCommands();
        string[] commands =
        [
            .. Leaves(root).Select(command => CommandPath.Of(command)["nodeproto ".Length..]).Order(StringComparer.Ordinal),
        ];
        string[] listed =
        [
            .. CommandRow().Matches(Section("## Commands")).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal),
        ];
        Assert.Equal(commands, listed);
    }

    [Fact]
    public void Its_links_lead_somewhere()
    {
        IEnumerable<string> targets = Link().Matches(Readme).Select(match => match.Groups["target"].Value);
        Assert.All(targets, target => Assert.True(Path.Exists(Path.Combine(Root, target)), target));
    }

    private static string[] Blocks(string language) =>
        [.. Fence().Matches(Readme).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["text"].Value)];

    private static string Section(string title)
    {
        string rest = Readme[(Readme.IndexOf(title, StringComparison.Ordinal) + title.Length)..];
        return rest[..rest.IndexOf("\n## ", StringComparison.Ordinal)];
    }

    private static IEnumerable<Command> Leaves(Command parent) =>
        parent.Subcommands.SelectMany(sub => sub.Subcommands.Count == 0 ? [sub] : Leaves(sub));

    private static string Squeeze(string text) => Spaces().Replace(text, "");

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "NodeProto.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }

    [GeneratedRegex(
        @"^```(?<language>\w+)\n(?<text>.*?)^```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\| `(?<name>[a-z-]+( [a-z][a-z-]*)?)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CommandRow();

    [GeneratedRegex(@"\]\((?<target>[^)#]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\s+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Spaces();
}
