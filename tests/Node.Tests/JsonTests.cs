using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Node.Tests;

/// <summary>With <c>--json</c> stdout holds exactly one object, whatever happens; without it, text and the same exit code.</summary>
public sealed class JsonTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public JsonTests()
    {
        ChainGenerator generator = new(new ChainGeneratorOptions { Blocks = 12, TransactionsPerBlock = 2 });
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
            ("import $missing.rlp",                                        3, "error"),
            ("stage unwind --to 99",                                       3, "error"),
            ("stage unwind --to 5",                                        0, "stages"),
            ("stage reset execution",                                      0, "stages"),
            ("db stats",                                                   0, "tables"),
            ("db get Headers 3",                                           0, "decoded"),
            ("db get headers 99",                                          1, "value"),
            ("db get Headers zero",                                        2, "error"),
            ("db list CanonicalHashes --limit 2",                          0, "rows"),
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
            "headers, bodies, sender-recovery, execution, state-root, finish",
            string.Join(", ", run.Json.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("stage").GetString()))
        );
        Assert.All(
            run.Json.GetProperty("stages").EnumerateArray(),
            stage =>
            {
                Assert.Equal(12UL, stage.GetProperty("checkpoint").GetUInt64());
                Assert.True(stage.GetProperty("units").GetInt64() > 0);
                Assert.True(stage.GetProperty("seconds").GetDouble() >= 0);
                Assert.True(stage.GetProperty("phases").TryGetProperty("commit", out _));
            }
        );
    }
}
