using System.Text;

namespace NodeProto.Node.Tests;

/// <summary>A configuration that is wrong is refused with exit code 2, before a command does anything, and says where and what is allowed.</summary>
public sealed class ConfigurationFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    // csharpier-ignore
    public static readonly TheoryData<string, string, string[]> Refused = new()
    {
        // text of the file                                code      what the message must name
        { "",                                              "NP1501", ["it is empty"] },
        { " \n\t",                                         "NP1502", ["it is empty"] },
        { "{\n  \"json\": tru\n}",                         "NP1502", ["'tru", "line 2, byte 14"] },
        { "{\n\n\"json\"",                                 "NP1502", ["line 3"] },
        { "{\"json\": true}}",                             "NP1502", ["'}'", "line 1, byte 15"] },
        { "[1]",                                           "NP1502", ["a list", "no object"] },
        { "\"json\"",                                      "NP1502", ["a text", "no object"] },
        { "// nothing",                                    "NP1502", [] },
        { "{\"json\": null}",                              "NP1502", ["\"json\"", "null", "line 1"] },
        { "{\n\"source\": [1]}",                           "NP1502", ["\"source\"", "a list with a number", "line 2"] },
        { "{\n\"source\": [\"a\", [\"b\"]]}",              "NP1502", ["\"source\"", "a list with a list", "line 2"] },
        { "{\"source\": []}",                             "NP1002", ["a list ()", "source", "file"] },
        { "{\n\"datadir\": [\"a\", \"b\"]}",              "NP1002", ["a list (a, b)", "datadir", "line 2"] },
        { "{\n\"db\": {\"sync\": \"none\"}}",              "NP1502", ["not nested", "\"db.sync\"", "line 2"] },
        { "{\"json\": true,\n// again\n\"json\": true}",   "NP1502", ["\"json\"", "on line 1 already", "line 3"] },
        { "{\"chain\": \"\\ud800\"}",                      "NP1502", ["line 1, byte 11"] },
        { "{\n\"comit-blocks\": 5}",                       "NP1503", ["\"comit-blocks\"", "line 2", "Did you mean commit-blocks?"] },
        { "{\"--json\": true}",                            "NP1503", ["Did you mean json?"] },
        { "{\"Json\": true}",                              "NP1503", ["Did you mean json?"] },
        { "{\"\": 1}",                                     "NP1503", ["\"\"", "config show"] },
        { "{\"config\": \"other.json\"}",                  "NP1504", ["cannot name another", "line 1"] },
        { "{\n\n\"db.sync\": \"always\"}",                 "NP1002", ["'always'", "db.sync", "commit|none", "line 3"] },
        { "{\"commit-blocks\": 0}",                        "NP1002", ["'0'", "commit-blocks", "1 or more"] },
        { "{\"commit-blocks\": 1e3}",                      "NP1002", ["'1e3'", "1 or more"] },
        { "{\"commit-blocks\": true}",                     "NP1002", ["'true'", "1 or more"] },
        { "{\"datadir\": false}",                          "NP1002", ["'false'", "datadir", "directory"] },
        { "{\"datadir\": \"\"}",                           "NP1002", ["''", "datadir", "directory"] },
        { "{\"json\": \"perhaps\"}",                       "NP1002", ["'perhaps'", "json", "true|false"] },
        { "{\n\"datadir\": \"a\\u0000b\"}",                "NP1502", ["\"datadir\"", "U+0000", "line 2"] },
        { "{\"source\": [\"a\", \"\\u0000\"]}",             "NP1502", ["\"source\"", "U+0000", "line 1"] },
        { "{\"seed\": \"one\"}",                           "NP1002", ["'one'", "seed", "0.."] },
    };

    public static readonly TheoryData<string, string> NotText = new()
    {
        { "FFFE7B00", "line 1, byte 1" }, // UTF-16
        { "7B0A2261FF", "line 2, byte 3" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_wrong_file_is_refused_before_anything_is_made(string text, string code, string[] parts)
    {
        string file = _folder.Write("c.json", Encoding.UTF8.GetBytes(text));
        CommandRun run = await CommandRun.With(TestVariables.None, "import", "none.rlp", "--datadir", _folder["data"], "--config", file);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"{code}: ", run.Error, StringComparison.Ordinal);
        Assert.All([file, .. parts], part => Assert.Contains(part, run.Error, StringComparison.Ordinal));
        Assert.Empty(run.Out);
        Assert.False(Directory.Exists(_folder["data"]));
    }

    [Fact]
    public async Task A_file_in_another_language_is_told_that_it_must_be_JSON()
    {
        string file = _folder.Write("c.toml", Encoding.UTF8.GetBytes("log-level = \"debug\"\n"));
        CommandRun run = await CommandRun.With(TestVariables.None, "config", "show", "--config", file, "--json");
        Assert.Equal((2, "NP1502"), (run.ExitCode, run.ErrorPart("code")));
        Assert.Contains("it must be JSON", run.ErrorPart("what"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NotText))]
    public async Task A_file_that_is_no_text_is_refused_at_its_first_wrong_byte(string hex, string place)
    {
        string file = _folder.Write("c.json", Convert.FromHexString(hex));
        CommandRun run = await CommandRun.With(TestVariables.None, "config", "show", "--config", file, "--json");
        Assert.Equal((2, "NP1502"), (run.ExitCode, run.ErrorPart("code")));
        Assert.Contains("UTF-8", run.ErrorPart("what"), StringComparison.Ordinal);
        Assert.Equal($"{file}, {place}", run.ErrorPart("where"));
    }

    [Fact]
    public async Task A_mark_of_UTF_8_comments_and_a_last_comma_are_allowed()
    {
        string file = _folder.Write("c.json", Encoding.UTF8.GetBytes("\uFEFF// a\r\n{\r\n/* b */ \"commit-blocks\": 5, // c\r\n}\r\n"));
        CommandRun run = await CommandRun.With(TestVariables.None, "config", "show", "--config", file, "--db", "memory");
        Assert.Contains("  commit-blocks ", run.Out, StringComparison.Ordinal);
        Assert.Contains($" file {file}:3\n", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.json", "there is no such file")]
    [InlineData("none/none.json", "there is no such file")]
    [InlineData("", "it is a folder")]
    [InlineData("/dev/zero", "no regular file")]
    public async Task A_file_that_cannot_be_read_says_why_and_who_named_it(string name, string reason)
    {
        CommandRun run = await CommandRun.With(TestVariables.None, "chain", "info", "--config", _folder[name], "--json");
        Assert.Equal((2, "NP1501"), (run.ExitCode, run.ErrorPart("code")));
        Assert.Contains(reason, run.ErrorPart("what"), StringComparison.Ordinal);
        Assert.Equal($"{_folder[name]}, which --config names", run.ErrorPart("where"));
        IReadOnlyDictionary<string, string> variables = TestVariables.Of(("NODEPROTO_CONFIG", _folder[name]));
        CommandRun byVariable = await CommandRun.With(variables, "chain", "info", "--json");
        Assert.Equal($"{_folder[name]}, which the variable NODEPROTO_CONFIG names", byVariable.ErrorPart("where"));
    }

    [Fact]
    public async Task A_file_that_is_far_too_large_is_not_read_to_its_end()
    {
        string file = _folder.Write("c.json", new byte[10_000_000]);
        CommandRun run = await CommandRun.With(TestVariables.None, "config", "show", "--config", file);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("NP1501: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("it has 10000000 bytes, and a configuration at most 1048576", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("datadir", "\"x\"")]
    [InlineData("chain", "\"mainnet\"")]
    [InlineData("db", "\"memory\"")]
    public async Task The_file_of_a_data_directory_cannot_choose_the_directory(string key, string value)
    {
        _folder.Write("nodeproto.json", Encoding.UTF8.GetBytes($"{{\n\"{key}\": {value}}}"));
        CommandRun run = await CommandRun.With(TestVariables.None, "config", "show", "--datadir", _folder.Path, "--json");
        Assert.Equal((2, "NP1504"), (run.ExitCode, run.ErrorPart("code")));
        Assert.Equal($"file {_folder["nodeproto.json"]}, line 2", run.ErrorPart("where"));
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(_folder["nodeproto.json"]);
        CommandRun run = await CommandRun.With(TestVariables.None, "config", "show", "--datadir", _folder.Path, "--json");
        Assert.Equal((2, "NP1501"), (run.ExitCode, run.ErrorPart("code")));
        Assert.EndsWith("which stands in the data directory", run.ErrorPart("where"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_two_commands_have_is_held_to_the_one_that_runs()
    {
        // `db list` begins at a key, `chain export` at a block.
        string file = _folder.Write("c.json", """{"from": "0xffffffffffffffffffffffffffffffffffffffff", "out": "x"}"""u8.ToArray());
        Assert.Equal(0, (await CommandRun.With(TestVariables.None, "config", "show", "--config", file)).ExitCode);
        CommandRun run = await CommandRun.With(
            TestVariables.None,
            "chain",
            "export",
            "--config",
            file,
            "--json",
            "--datadir",
            _folder["data"]
        );
        Assert.Equal((2, "NP1002"), (run.ExitCode, run.ErrorPart("code")));
        Assert.Equal($"file {file}, line 1", run.ErrorPart("where"));
    }

    [Fact]
    public async Task The_file_in_the_document_is_right()
    {
        string file = _folder.Write("c.json", Encoding.UTF8.GetBytes(ConfigurationDocument.Example));
        CommandRun run = await CommandRun.With(TestVariables.None, "config", "show", "--config", file);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($" /srv/nodeproto", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NODEPROTO_DATDIR", "NODEPROTO_DATADIR")]
    [InlineData("NODEPROTO_LOGLEVEL", "NODEPROTO_LOG_LEVEL")]
    public async Task An_unknown_variable_is_a_warning_with_the_nearest_name(string name, string nearest)
    {
        IReadOnlyDictionary<string, string> variables = TestVariables.Of(
            (name, "x"),
            ("NODEPROTO_FIXTURES", "x"),
            ("NODEPROTO_LIBGMP", "libgmp.so.10")
        );
        CommandRun run = await CommandRun.With(variables, "chain", "info", "--db", "memory", "--log-format", "json");
        Assert.Equal(0, run.ExitCode);
        using System.Text.Json.JsonDocument line = System.Text.Json.JsonDocument.Parse(run.Error); // One line, and no more.
        Assert.Equal("warning", line.RootElement.GetProperty("level").GetString());
        Assert.Equal(name, line.RootElement.GetProperty("variable").GetString());
        Assert.Contains($"Did you mean {nearest}?", line.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
