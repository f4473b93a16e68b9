using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests;

/// <summary><c>stage run</c> measures, and with <c>--dry-run</c> leaves everything as it was.</summary>
public sealed class StageRunTests : IDisposable
{
    private const int Blocks = 30;
    private const int Transactions = 4;

    private readonly TestFolder _folder = new();

    public StageRunTests()
    {
        ChainGenerator generator = new(
            new ChainGeneratorOptions
            {
                Blocks = Blocks,
                TransactionsPerBlock = Transactions,
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
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_stage_says_what_it_did_and_what_it_took()
    {
        await RunAsync("import", "--chain", _folder["genesis.json"], _folder["chain.rlp"], "--to-block", "10");
        foreach (StageId stage in AllStages.Order)
        {
            JsonElement report = await RunAsync("stage", "run", stage.Name, "--file", _folder["chain.rlp"]);
            Check(stage, report, first: 11);
            Assert.False(report.GetProperty("dryRun").GetBoolean());
            Assert.False(report.TryGetProperty("unwindSeconds", out _));
            Assert.Equal(1, report.GetProperty("commits").GetInt32());
            JsonElement again = await RunAsync("stage", "run", stage.Name, "--file", _folder["chain.rlp"]);
            Assert.Equal(JsonValueKind.Null, again.GetProperty("range").ValueKind);
            Assert.Equal(0, again.GetProperty("units").GetInt64());
        }
    }

    [Fact]
    public async Task A_dry_run_of_any_stage_from_any_block_measures_the_same_work_and_leaves_the_checksum()
    {
        await RunAsync("import", "--chain", _folder["genesis.json"], _folder["chain.rlp"]);
        string before = (await RunAsync("db", "checksum")).GetProperty("checksum").GetString()!;
        foreach (StageId stage in AllStages.Order)
        {
            foreach (ulong first in (ulong[])[1, 11, Blocks])
            {
                JsonElement report = await RunAsync([
                    "stage",
                    "run",
                    stage.Name,
                    "--file",
                    _folder["chain.rlp"],
                    "--dry-run",
                    "--from",
                    $"{first}",
                ]);
                Check(stage, report, first);
                Assert.True(report.GetProperty("dryRun").GetBoolean());
                Assert.False(report.GetProperty("endsAtCommit").GetBoolean());
                Assert.Equal(0, report.GetProperty("commits").GetInt32());
                Assert.True(report.GetProperty("unwindSeconds").GetDouble() > 0);
            }
            Assert.Equal(before, (await RunAsync("db", "checksum")).GetProperty("checksum").GetString());
        }
    }

    [Fact]
    public async Task A_dry_run_ends_where_a_commit_would_come_and_says_so()
    {
        await RunAsync("import", "--chain", _folder["genesis.json"], _folder["chain.rlp"]);
        string[] line = ["stage", "run", "execution", "--dry-run", "--from", "11", "--commit-blocks", "5"];
        JsonElement report = await RunAsync(line);
        Assert.Equal(15UL, report.GetProperty("range").GetProperty("last").GetUInt64());
        Assert.True(report.GetProperty("endsAtCommit").GetBoolean());
        CommandRun text = await CommandRun.Of([.. line, "--datadir", _folder["data"]]);
        Assert.Contains("It ends at block 15 of 30, where a commit would come.", text.Out, StringComparison.Ordinal);
        Assert.Contains("nothing was written; going back to block 10 first took", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_writes_as_many_bytes_as_the_commit_would()
    {
        await RunAsync("import", "--chain", _folder["genesis.json"], _folder["chain.rlp"], "--to-block", "10");
        await RunAsync("import", _folder["chain.rlp"], "--to-stage", "bodies");
        foreach (StageId stage in AllStages.Order.Skip(2).SkipLast(1))
        {
            JsonElement dry = await RunAsync("stage", "run", stage.Name, "--dry-run");
            JsonElement real = await RunAsync("stage", "run", stage.Name);
            // The commit adds the rows of the stage's checkpoint.
            long more = real.GetProperty("writtenBytes").GetInt64() - dry.GetProperty("writtenBytes").GetInt64();
            Assert.InRange(more, 1, 200);
            Assert.Equal(dry.GetProperty("units").GetInt64(), real.GetProperty("units").GetInt64());
        }
    }

    private static void Check(StageId stage, JsonElement report, ulong first)
    {
        ulong blocks = Blocks - first + 1;
        Assert.Equal(stage.Name, report.GetProperty("stage").GetString());
        Assert.Equal(first, report.GetProperty("range").GetProperty("first").GetUInt64());
        Assert.Equal((ulong)Blocks, report.GetProperty("range").GetProperty("last").GetUInt64());
        Assert.Equal(blocks, report.GetProperty("blocks").GetUInt64());
        long units = report.GetProperty("units").GetInt64();
        string unit = report.GetProperty("unit").GetString()!;
        Assert.True(
            unit switch
            {
                _ when stage == StageId.Prune => units == 0, // Everything is kept.
                "headers" or "blocks" => (ulong)units == blocks,
                "transactions" or "signatures" => (ulong)units == blocks * Transactions,
                _ => units > 0,
            },
            $"{stage}: {units} {unit}"
        );
        double seconds = report.GetProperty("seconds").GetDouble();
        Assert.True(seconds > 0);
        Assert.Equal(units, report.GetProperty("unitsPerSecond").GetDouble() * seconds, units / 10.0);
        double sum = 0;
        foreach (string phase in (string[])["read", "decode", "compute", "write", "commit", "other"])
        {
            double part = report.GetProperty("phases").GetProperty(phase).GetDouble();
            Assert.InRange(part, 0, seconds);
            sum += part;
        }
        Assert.InRange(sum, seconds * 0.9, seconds * 1.1);
        bool hasRows = stage != StageId.Prune && stage != StageId.Finish;
        Assert.True(!hasRows || report.GetProperty("readBytes").GetInt64() > 0, $"{stage} read nothing");
        Assert.True(!hasRows || report.GetProperty("writtenBytes").GetInt64() > 0, $"{stage} wrote nothing");
        Assert.True(report.GetProperty("allocatedBytes").GetInt64() >= 0);
        Assert.True(report.GetProperty("gcPauseSeconds").GetDouble() >= 0);
        Assert.True(report.GetProperty("peakMemoryBytes").GetInt64() > 1 << 20);
    }

    private async Task<JsonElement> RunAsync(params string[] args)
    {
        CommandRun run = await CommandRun.Of([.. args, "--datadir", _folder["data"], "--json"]);
        Assert.True(run.ExitCode == 0, $"{string.Join(' ', args)}: {run.Out} {run.Error}");
        return run.Json;
    }
}
