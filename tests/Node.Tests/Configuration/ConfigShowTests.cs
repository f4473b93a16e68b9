using System.Text.Json;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;
using NodeProto.Node.Settings;

namespace NodeProto.Node.Tests;

/// <summary><c>nodeproto config show</c> prints every setting, its value and its source; <c>docs/configuration.md</c> lists the same.</summary>
public sealed class ConfigShowTests
{
    private static readonly Setting<long> Count = Setting.Count("--count", "Some.", 5);
    private static readonly Setting<bool?> Switch = Setting.Switch("--a-switch", "Some.", "as the chain has it");

    private static readonly ConfigurationReport Report = new(
        "node.json",
        "data",
        [
            new(new(Setting.Flag("--json", "Some."), []), true, "true", new(SettingOrigin.Flag)),
            new(new(Count, ["one", "two"]), 7L, "7", new(SettingOrigin.File, "node.json", 3)),
            new(new(Switch, ["one", "two"]), null, Switch.DefaultText, default),
            new(new(Setting.Text("--name", "Some.", "text"), ["two"]), "x", "x", new(SettingOrigin.Variable, "NODEPROTO_NAME")),
            new(new(Setting.Block("--to", "Some."), ["two"]), null, "", default),
        ]
    );

    [Fact]
    public void As_text_settings_stand_below_the_commands_that_have_them() =>
        Assert.Equal(
            """
            configuration file node.json

            every command
              json      true                   flag

            one, two
              count     7                      file node.json:3
              a-switch  (as the chain has it)  default

            two
              name      x                      variable NODEPROTO_NAME
              to        -                      default

            """,
            Text(Report)
        );

    [Fact]
    public void Without_a_file_the_first_line_says_where_one_was_looked_for()
    {
        Assert.StartsWith(
            "no configuration file: no nodeproto.json in data\n",
            Text(Report with { File = null }),
            StringComparison.Ordinal
        );
        Assert.StartsWith("no configuration file\n", Text(Report with { File = null, DataDirectory = null }), StringComparison.Ordinal);
    }

    [Fact]
    public void As_JSON_a_value_has_its_type_and_a_line_of_the_file_its_number()
    {
        using JsonDocument json = JsonDocument.Parse(JsonText.Of(Report.WriteJson));
        Assert.Equal("node.json", json.RootElement.GetProperty("file").GetString());
        string[] settings = [.. json.RootElement.GetProperty("settings").EnumerateArray().Select(setting => setting.GetRawText())];
        Assert.Equal(
            [
                """{"name":"json","value":true,"source":"flag","variable":"NODEPROTO_JSON","file":null,"line":null,"default":null,"commands":[]}""",
                """{"name":"count","value":7,"source":"file","variable":"NODEPROTO_COUNT","file":"node.json","line":3,"default":"5","commands":["one","two"]}""",
                """{"name":"a-switch","value":null,"source":"default","variable":"NODEPROTO_A_SWITCH","file":null,"line":null,"default":"as the chain has it","commands":["one","two"]}""",
                """{"name":"name","value":"x","source":"variable","variable":"NODEPROTO_NAME","file":null,"line":null,"default":null,"commands":["two"]}""",
                """{"name":"to","value":null,"source":"default","variable":"NODEPROTO_TO","file":null,"line":null,"default":null,"commands":["two"]}""",
            ],
            settings
        );
    }

    [Fact]
    public async Task It_shows_the_default_data_directory_of_the_chain()
    {
        CommandRun run = await CommandRun.With(TestVariables.None, "config", "show", "--json");
        JsonElement directory = run.Json.GetProperty("settings")[0];
        Assert.Equal("datadir", directory.GetProperty("name").GetString());
        Assert.EndsWith(Path.Combine("nodeproto", "mainnet"), directory.GetProperty("value").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--commit-blocks", "0", "1 or more")]
    [InlineData("--from", "", "a block number or key")]
    [InlineData("--db.sync", "always", "commit|none")]
    [InlineData("--verify-pow", "perhaps", "true|false")]
    public async Task It_refuses_the_flags_of_other_commands_as_they_do(string flag, string value, string allowed)
    {
        CommandRun run = await CommandRun.With(TestVariables.None, "config", "show", $"{flag}={value}", "--json");
        Assert.Equal((2, "NP1002"), (run.ExitCode, run.ErrorPart("code")));
        Assert.Contains(allowed, run.ErrorPart("what"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task It_refuses_a_variable_that_any_command_would_refuse()
    {
        IReadOnlyDictionary<string, string> variables = TestVariables.Of(("NODEPROTO_LIMIT", "none"));
        CommandRun run = await CommandRun.With(variables, "config", "show", "--json");
        Assert.Equal((2, "NP1002"), (run.ExitCode, run.ErrorPart("code")));
        Assert.Equal("environment variable NODEPROTO_LIMIT", run.ErrorPart("where"));
    }

    [Fact]
    public void The_document_of_the_configuration_is_made_from_the_settings()
    {
        NodeProgram program = new(new Terminal(TextWriter.Null, TextWriter.Null, Width: 120));
        GeneratedDocument.Check("configuration.md", ConfigurationDocument.Of(SettingCatalogue.Of(program.CreateCommands())));
    }

    private static string Text(ConfigurationReport report)
    {
        using StringWriter output = new();
        report.WriteText(new Terminal(output, TextWriter.Null, Width: 120));
        return output.ToString();
    }
}
