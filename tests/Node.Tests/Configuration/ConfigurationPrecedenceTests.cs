using System.Text.Json;

namespace NodeProto.Node.Tests;

/// <summary>A flag comes before the variable, the variable before the file, the file before the default.</summary>
public sealed class ConfigurationPrecedenceTests : IDisposable
{
    private readonly TestFolder _folder = new();

    // csharpier-ignore
    public static readonly TheoryData<string, string, string, string, string> Kinds = new()
    {
        // name            default    file            variable      flag        (each as JSON)
        { "commit-blocks",  "500000",    "7",            "8",          "9"        },
        { "limit",          "20",        "\"21\"",       "22",         "23"       },
        { "seed",           "1",         "2",            "3",          "4"        },
        { "log-level",      "\"info\"",  "\"error\"",    "\"warning\"", "\"debug\"" },
        { "db.sync",        "\"commit\"", "\"none\"",    "\"commit\"", "\"none\"" },
        { "to-block",       "null",      "10",           "11",         "12"       },
        { "to-stage",       "null",      "\"bodies\"",   "\"headers\"", "\"finish\"" },
        { "dry-run",        "false",     "true",         "false",      "true"     },
        { "verify-pow",     "null",      "false",        "true",       "false"    },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_kind_of_value_comes_from_the_strongest_source(
        string name,
        string @default,
        string inFile,
        string variable,
        string flag
    )
    {
        string file = Write($"{{\"{name}\": {inFile}}}");
        IReadOnlyDictionary<string, string> variables = TestVariables.Of((VariableOf(name), variable.Trim('"')));
        string[] show = ["config", "show", "--db", "memory", "--json"];
        string[] withFile = [.. show, "--config", file];
        Expect(await CommandRun.With(TestVariables.None, show), name, @default, "default");
        Expect(await CommandRun.With(TestVariables.None, withFile), name, Plain(inFile), "file");
        Expect(await CommandRun.With(variables, withFile), name, variable, "variable");
        Expect(await CommandRun.With(variables, [.. withFile, $"--{name}", flag.Trim('"')]), name, flag, "flag");
        Expect(await CommandRun.With(variables, show), name, variable, "variable");

        static string Plain(string json) => json == "\"21\"" ? "21" : json; // A number may be written as a text.
    }

    [Fact]
    public async Task A_list_has_colons_in_the_variable_and_brackets_in_the_file()
    {
        string[] show = ["config", "show", "--db", "memory", "--json"];
        string[] withFile = [.. show, "--config", Write("""{"source": ["a:b", "c"]}""")];
        IReadOnlyDictionary<string, string> variables = TestVariables.Of(("NODEPROTO_SOURCE", "d:e"));
        Expect(await CommandRun.With(TestVariables.None, show), "source", "null", "default");
        Expect(await CommandRun.With(TestVariables.None, withFile), "source", """["a:b","c"]""", "file");
        Expect(await CommandRun.With(variables, withFile), "source", """["d","e"]""", "variable");
        Expect(await CommandRun.With(variables, [.. withFile, "--source", "f:g", "h"]), "source", """["f:g","h"]""", "flag");
    }

    [Fact]
    public async Task The_file_decides_what_a_command_does()
    {
        string file = Write("""{"db": "memory", "chain": "mainnet", "json": true}""");
        CommandRun run = await CommandRun.With(TestVariables.None, "chain", "info", "--config", file);
        Assert.Equal(1UL, run.Json.GetProperty("chainId").GetUInt64());
        CommandRun named = await CommandRun.With(TestVariables.Of(("NODEPROTO_CONFIG", file)), "chain", "info");
        Assert.Equal(run.Out, named.Out);
        CommandRun text = await CommandRun.With(TestVariables.None, "chain", "info", "--config", file, "--json=false");
        Assert.StartsWith("chain", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_asks_for_JSON_in_refusals_too()
    {
        IReadOnlyDictionary<string, string> variables = TestVariables.Of(("NODEPROTO_CONFIG", Write("""{"json": true, "db": "memory"}""")));
        Assert.Equal("NP1001", (await CommandRun.With(variables, "chain", "inf")).ErrorPart("code"));
        Assert.Equal("NP1003", (await CommandRun.With(variables, "stage", "list")).ErrorPart("code"));
    }

    [Fact]
    public async Task A_data_directory_has_a_file_of_its_own_and_a_named_one_replaces_it()
    {
        string own = Write("""{"commit-blocks": 5, "commit-gas": 6}""");
        File.Move(own, _folder["nodeproto.json"]);
        string[] show = ["config", "show", "--json", "--datadir", _folder.Path];
        CommandRun run = await CommandRun.With(TestVariables.None, show);
        Assert.Equal(_folder["nodeproto.json"], run.Json.GetProperty("file").GetString());
        Expect(run, "commit-blocks", "5", "file");
        string named = Write("""{"commit-blocks": 7}""");
        run = await CommandRun.With(TestVariables.None, [.. show, "--config", named]);
        Assert.Equal(named, run.Json.GetProperty("file").GetString());
        Expect(run, "commit-blocks", "7", "file");
        Expect(run, "commit-gas", "30000000000", "default");
        run = await CommandRun.With(TestVariables.None, [.. show, "--db", "memory"]);
        Assert.Equal(JsonValueKind.Null, run.Json.GetProperty("file").ValueKind); // Memory is no directory.
    }

    [Fact]
    public async Task A_named_file_chooses_the_data_directory_whose_own_file_is_then_not_read()
    {
        _folder.Write("nodeproto.json", "not even JSON"u8.ToArray());
        string named = Write($$"""{"datadir": "{{_folder.Path}}"}""");
        CommandRun run = await CommandRun.With(TestVariables.None, "config", "show", "--json", "--config", named);
        Assert.Equal(0, run.ExitCode);
        Expect(run, "datadir", $"\"{_folder.Path}\"", "file");
    }

    private string Write(string text) => _folder.Write("named.json", System.Text.Encoding.UTF8.GetBytes(text));

    private static string VariableOf(string name) => "NODEPROTO_" + name.Replace('-', '_').Replace('.', '_').ToUpperInvariant();

    private static void Expect(CommandRun run, string name, string value, string source)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement setting = run.Json.GetProperty("settings").EnumerateArray().First(each => each.GetProperty("name").GetString() == name);
        Assert.Equal((name, value, source), (name, setting.GetProperty("value").GetRawText(), setting.GetProperty("source").GetString()));
    }
}
