using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests;

/// <summary>With <c>--json</c> stdout holds exactly one object, whatever happens; without it, text and the same exit code.</summary>
public sealed class JsonTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public JsonTests()
    {
        ChainGenerator generator = new(
            new ChainGeneratorOptions
            {
                Blocks = 12,
                TransactionsPerBlock = 2,
                Contracts = true,
            }
        );
        RlpWriter blocks = new();
        foreach (Block block in generator.Generate())
        {
            BodyCodec.EncodeBlock(blocks, block);
        }
        _folder.Write("genesis.json", GenesisFile.Write(generator.Genesis));
        _folder.Write("chain.rlp", blocks.Written.ToArray());
        _folder.Write("broken.rlp", blocks.Written[..^1].ToArray());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_command_prints_one_object_and_text_with_the_same_exit_code()
    {
        // csharpier-ignore
        (string Line, int ExitCode, string Property)[] lines =
        [
            ("init --chain $genesis.json",                                 0, "genesisHash"),
            ("init --chain $genesis.json",                                 0, "created"),
            ("import $chain.rlp --to-stage bodies",                        0, "head"),
            ("stage list",                                                 0, "stages"),
            ("stage run sender-recovery --dry-run",                        0, "unitsPerSecond"),
            ("stage run sender-recovery",                                  0, "phases"),
            ("stage run execution --from 5",                               2, "error"),
            ("import $chain.rlp --checksum",                               0, "checksum"),
            ("import $broken.rlp",                                         3, "error"),
            ("import $missing.rlp",                                        2, "error"),
            ("stage run headers --file $missing.rlp",                      2, "error"),
            ("stage run headers --dry-run",                                2, "error"),
            ("stage run bodies",                                           2, "error"),
            ("stage unwind --to 99",                                       3, "error"),
            ("stage unwind --to 5",                                        0, "stages"),
            ("stage reset execution",                                      0, "stages"),
            ("prune --dry-run --prune full",                               0, "segments"),
            ("prune --prune.receipts none",                                2, "error"),
            ("prune",                                                      0, "bytesFreed"),
            ("db stats",                                                   0, "tables"),
            ("db get Headers 3",                                           0, "decoded"),
            ("db get headers 99",                                          1, "error"),
            ("db get Headers zero",                                        2, "error"),
            ("db list CanonicalHashes --limit 2",                          0, "rows"),
            ("db state 0x000f3df6d732807ef1319fb7b8bb8522d0beac02",        0, "balance"),
            ("db state 0x000f3df6d732807ef1319fb7b8bb8522d0beac02 --block 0 --slots --code --slot 1 2", 0, "storage"),
            ("db state 0x000f3df6d732807ef1319fb7b8bb8522d0beac02 --block 99", 1, "error"),
            ("db state 0x00",                                              2, "error"),
            ("db state 0x000f3df6d732807ef1319fb7b8bb8522d0beac02 --slot one", 2, "error"),
            ("db verify",                                                  0, "sound"),
            ("db verify --deep",                                           0, "findings"),
            ("db checksum",                                                0, "checksum"),
            ("db checksum --tables",                                       0, "tables"),
            ("db stats --db memory",                                       2, "error"),
            ("chain info",                                                 0, "genesisHash"),
            ("chain info --chain mainnet",                                 4, "error"),
        ];
        foreach ((string line, int exitCode, string property) in lines)
        {
            string[] args = [.. line.Replace("$", _folder.Path + "/", StringComparison.Ordinal).Split(' '), "--datadir", _folder["data"]];
            CommandRun json = await CommandRun.Of([.. args, "--json"]);
            Assert.True(json.ExitCode == exitCode, $"{line}: exit code {json.ExitCode}\n{json.Out}\n{json.Error}");
            Assert.True(json.Json.TryGetProperty(property, out _), $"{line}: {json.Out}");
            CommandRun text = await CommandRun.Of(args);
            Assert.True(text.ExitCode == exitCode, $"{line}: exit code {text.ExitCode} as text\n{text.Out}\n{text.Error}");
            Assert.Equal(property == "error", text.Error.Contains("NP", StringComparison.Ordinal));
            Assert.True(exitCode != 0 || text.Out.Length > 0, line);
            Assert.DoesNotContain("   at ", text.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_row_that_is_missing_has_a_code_and_names_table_and_key()
    {
        string[] data = ["--datadir", _folder["data"]];
        Assert.Equal(0, (await CommandRun.Of(["init", "--chain", _folder["genesis.json"], .. data])).ExitCode);
        CommandRun run = await CommandRun.Of(["db", "get", "headers", "99", "--json", .. data]);
        Assert.Equal((1, "NP1005"), (run.ExitCode, run.ErrorPart("code")));
        Assert.Equal("there is no row with this key", run.ErrorPart("what"));
        Assert.Equal("table Headers, key 0x0000000000000063", run.ErrorPart("where"));
    }

    [Theory]
    [InlineData("missing.rlp")]
    [InlineData("")] // The folder itself.
    public async Task A_chain_file_that_cannot_be_opened_is_wrong_usage_and_makes_no_directory(string name)
    {
        string[] import = ["import", _folder[name], "--chain", _folder["genesis.json"], "--datadir", _folder["data"], "--json"];
        CommandRun run = await CommandRun.Of(import);
        Assert.Equal((2, "NP1401"), (run.ExitCode, run.ErrorPart("code")));
        Assert.Equal(_folder[name], run.ErrorPart("where"));
        Assert.False(Directory.Exists(_folder["data"]));
    }

    [Fact]
    public async Task A_state_root_is_named_only_when_the_stage_that_computes_it_reached_the_head()
    {
        string[] import = ["import", _folder["chain.rlp"], "--chain", _folder["genesis.json"], "--datadir", _folder["data"]];
        foreach (string stage in (string[])["sender-recovery", "execution"])
        {
            CommandRun part = await CommandRun.Of([.. import, "--to-stage", stage, "--json"]);
            Assert.Equal(12UL, part.Json.GetProperty("head").GetProperty("number").GetUInt64());
            Assert.Equal(System.Text.Json.JsonValueKind.Null, part.Json.GetProperty("stateRoot").ValueKind);
            CommandRun text = await CommandRun.Of([.. import, "--to-stage", stage]);
            Assert.Contains("\nstate root not computed: the stage state-root stands at block 0\n", text.Out, StringComparison.Ordinal);
            Assert.DoesNotContain("state root 0x", text.Out, StringComparison.Ordinal);
            string[] export = ["chain", "export", "--datadir", _folder["data"], "--to", "12", "--out", _folder[stage], "--force"];
            CommandRun exported = await CommandRun.Of([.. export, "--json"]);
            Assert.Equal(System.Text.Json.JsonValueKind.Null, exported.Json.GetProperty("stateRoot").ValueKind);
        }
        CommandRun roots = await CommandRun.Of([.. import, "--to-stage", "state-root", "--json"]);
        string root = roots.Json.GetProperty("stateRoot").GetString()!;
        Assert.Equal(66, root.Length);
        Assert.Contains($"\nstate root {root}\n", (await CommandRun.Of(import)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_as_JSON_is_one_object_a_line_on_stderr()
    {
        CommandRun run = await CommandRun.Of([
            "import",
            _folder["chain.rlp"],
            "--chain",
            _folder["genesis.json"],
            "--db",
            "memory",
            "--log-format",
            "json",
            "--json",
        ]);
        Assert.Equal(12UL, run.Json.GetProperty("head").GetProperty("number").GetUInt64());
        string[] lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(
            lines,
            line =>
            {
                using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(line);
                Assert.Equal("info", document.RootElement.GetProperty("level").GetString());
            }
        );
    }

    [Theory]
    [InlineData("import $missing.rlp --chain $genesis.json", "NP1401")]
    [InlineData("stage list --db memory", "NP1003")]
    [InlineData("stage lits", "NP1001")]
    [InlineData("import $broken.rlp --chain $genesis.json", "NP2601")]
    public async Task With_a_log_of_JSON_an_error_is_a_line_of_it(string line, string code)
    {
        string[] args = [.. line.Replace("$", _folder.Path + "/", StringComparison.Ordinal).Split(' '), "--datadir", _folder["data"]];
        foreach (
            string[] form in (string[][])
                [
                    [],
                    ["--json"],
                ]
        )
        {
            CommandRun run = await CommandRun.Of([.. args, "--log-format", "json", .. form]);
            string last = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
            using System.Text.Json.JsonDocument error = System.Text.Json.JsonDocument.Parse(last);
            Assert.Equal("error", error.RootElement.GetProperty("level").GetString());
            Assert.Equal(code, error.RootElement.GetProperty("code").GetString());
            Assert.All(["message", "where", "whatToDo"], name => Assert.NotEmpty(error.RootElement.GetProperty(name).GetString()!));
        }
    }

    [Fact]
    public async Task A_report_of_an_import_names_head_state_root_stages_units_seconds_and_phases()
    {
        CommandRun run = await CommandRun.Of([
            "import",
            _folder["chain.rlp"],
            "--chain",
            _folder["genesis.json"],
            "--db",
            "memory",
            "--json",
        ]);
        Assert.Equal(66, run.Json.GetProperty("stateRoot").GetString()!.Length);
        Assert.Equal(
            string.Join(", ", AllStages.Order),
            string.Join(", ", run.Json.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("stage").GetString()))
        );
        Assert.All(
            run.Json.GetProperty("stages").EnumerateArray(),
            stage =>
            {
                Assert.Equal(12UL, stage.GetProperty("checkpoint").GetUInt64());
                bool isPrune = stage.GetProperty("stage").GetString() == StageId.Prune.Name; // Has nothing to do: all is kept.
                Assert.True(stage.GetProperty("units").GetInt64() > 0 || isPrune);
                Assert.True(stage.GetProperty("seconds").GetDouble() >= 0);
                Assert.True(stage.GetProperty("phases").TryGetProperty("commit", out _));
            }
        );
    }
}
