using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Node.Tests;

/// <summary>Pruning from the command line: chosen, planned, done, shown, and told to whoever asks for what is gone.</summary>
public sealed class PruneCommandTests : IDisposable
{
    private const int Blocks = 300;
    private static readonly string[] Narrow =
    [
        "--prune",
        "minimal",
        "--prune.allow-shallow-unwind",
        .. new[] { "senders", "receipts", "bodies", "account-history", "storage-history", "transaction-lookup" }.SelectMany(segment =>
            new[] { $"--prune.{segment}", "last 100" }
        ),
    ];

    private readonly TestFolder _folder = new();

    public PruneCommandTests()
    {
        ChainGenerator generator = new(
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.London, 1337),
                Blocks = Blocks,
                TransactionsPerBlock = 5,
                Senders = 20,
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
    public async Task A_dry_run_deletes_nothing_and_a_real_one_frees_what_it_said()
    {
        await ImportAsync();
        string before = await ChecksumAsync();
        JsonElement plan = (await RunAsync(0, ["prune", "--dry-run", .. Narrow])).Json;
        Assert.True(plan.GetProperty("dryRun").GetBoolean());
        Assert.Equal(before, await ChecksumAsync());
        Assert.Equal("all", Segment(await ListAsync(), "retained", "receipts").GetProperty("mode").GetString()); // Not recorded either.
        JsonElement done = (await RunAsync(0, ["prune", .. Narrow])).Json;
        Assert.Equal(
            plan.GetProperty("bytes").GetDouble(),
            done.GetProperty("bytesFreed").GetDouble(),
            plan.GetProperty("bytes").GetDouble() / 10
        );
        Assert.Equal(201UL, Segment(done, "segments", "receipts").GetProperty("rows").GetUInt64()); // Blocks 0 to 200.
        Assert.Equal(1_000UL, Segment(done, "segments", "transaction-lookup").GetProperty("rows").GetUInt64()); // Of blocks 1 to 200.
        Assert.NotEqual(before, await ChecksumAsync(), StringComparer.Ordinal);
        JsonElement again = (await RunAsync(0, ["prune"])).Json;
        Assert.Equal(0UL, again.GetProperty("bytes").GetUInt64());
    }

    [Fact]
    public async Task Pruned_at_once_or_afterwards_the_checksum_is_the_same()
    {
        await ImportAsync(Narrow);
        string atOnce = await ChecksumAsync();
        await RunAsync(0, ["import", _folder["chain.rlp"], "--chain", _folder["genesis.json"]], "other");
        await RunAsync(0, ["prune", .. Narrow], "other");
        Assert.Equal(atOnce, await ChecksumAsync("other"));
    }

    [Fact]
    public async Task Modes_are_recorded_and_hold_without_options()
    {
        await RunAsync(0, ["init", "--chain", _folder["genesis.json"], "--prune.receipts", "last 70"]);
        await RunAsync(0, ["import", _folder["chain.rlp"]]);
        JsonElement receipts = Segment(await ListAsync(), "retained", "receipts");
        Assert.Equal("last 70", receipts.GetProperty("mode").GetString());
        Assert.Equal(231UL, receipts.GetProperty("firstBlock").GetUInt64());
        Assert.Equal(0UL, Segment(await ListAsync(), "retained", "bodies").GetProperty("firstBlock").GetUInt64());
    }

    [Fact]
    public async Task A_change_says_what_goes_and_what_does_not_come_back()
    {
        await ImportAsync();
        CommandRun narrower = await RunAsync(0, ["import", _folder["chain.rlp"], "--prune.receipts", "last 100"]);
        Assert.Contains(
            "prune: receipts keeps last 100 instead of all: blocks 0 to 200 go, about 201 rows and ",
            narrower.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(201UL, Segment(await ListAsync(), "retained", "receipts").GetProperty("firstBlock").GetUInt64()); // Though no block was new.
        CommandRun wider = await RunAsync(0, ["import", _folder["chain.rlp"], "--prune", "archive"]);
        Assert.Contains("receipts: blocks 0 to 200 were pruned before and do not come back", wider.Error, StringComparison.Ordinal);
        Assert.Contains("import the whole chain into a new --datadir", wider.Error, StringComparison.Ordinal);
        Assert.Equal("all", Segment(await ListAsync(), "retained", "receipts").GetProperty("mode").GetString());
        CommandRun same = await RunAsync(0, ["import", _folder["chain.rlp"], "--prune", "archive"]);
        Assert.DoesNotContain("prune:", same.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account-history", "last 10063", "at least 10064 blocks")]
    [InlineData("bodies", "last 63", "at least 64 blocks")]
    public async Task Too_few_blocks_are_refused(string segment, string mode, string reason)
    {
        CommandRun run = await RunAsync(2, ["init", "--chain", _folder["genesis.json"], $"--prune.{segment}", mode]);
        Assert.Equal("NP1701", run.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_changes_even_when_few_are_allowed_are_refused()
    {
        string[] line = ["init", "--chain", _folder["genesis.json"], "--prune.allow-shallow-unwind", "--prune.storage-history"];
        await RunAsync(2, [.. line, "last 63"]);
        await RunAsync(0, [.. line, "last 64"]);
    }

    [Fact]
    public async Task What_is_pruned_is_refused_by_segment_and_oldest_block()
    {
        await ImportAsync(Narrow);
        foreach (
            (string Line, string Segment) each in new[]
            {
                ("db get Bodies 5", "bodies"),
                ("db get Receipts 200", "receipts"),
                ("db list Senders --from 7", "senders"),
                ("db list AccountChanges --from 7", "account-history"),
                ("chain export --out $copy.rlp", "bodies"),
                ("chain export --out $copy.rlp --from 200", "bodies"),
                ("stage unwind --to 199", "bodies"),
                ("stage run execution --dry-run --from 150", "history"),
                ("stage reset execution", "bodies"),
                ("stage reset sender-recovery", "bodies"),
            }
        )
        {
            CommandRun run = await RunAsync(1, [.. each.Line.Replace("$", _folder["x"][..^1], StringComparison.Ordinal).Split(' ')]);
            JsonElement error = run.Json.GetProperty("error");
            Assert.True(error.GetProperty("code").GetString() == "NP3601", $"{each.Line}: {run.Out}");
            Assert.Contains($"{each.Segment} is kept from block 201 on", error.GetProperty("what").GetString(), StringComparison.Ordinal);
        }
        Assert.False(File.Exists(_folder["copy.rlp"]));
        await RunAsync(0, ["db", "get", "Bodies", "201"]);
        await RunAsync(0, ["chain", "export", "--from", "201", "--out", _folder["copy.rlp"]]);
        JsonElement rows = (await RunAsync(0, ["db", "list", "Receipts", "--limit", "1"])).Json;
        Assert.Equal(201UL, rows.GetProperty("retainedFrom").GetUInt64());
        await RunAsync(0, ["stage", "unwind", "--to", "207"]);
    }

    private async Task ImportAsync(params string[] options) =>
        await RunAsync(0, ["import", _folder["chain.rlp"], "--chain", _folder["genesis.json"], .. options]);

    private async Task<string> ChecksumAsync(string data = "data") =>
        (await RunAsync(0, ["db", "checksum"], data)).Json.GetProperty("checksum").GetString()!;

    private async Task<JsonElement> ListAsync() => (await RunAsync(0, ["stage", "list"])).Json;

    private static JsonElement Segment(JsonElement report, string array, string name) =>
        report.GetProperty(array).EnumerateArray().Single(each => each.GetProperty("segment").GetString() == name);

    private async Task<CommandRun> RunAsync(int exitCode, string[] args, string data = "data")
    {
        CommandRun run = await CommandRun.Of([.. args, "--datadir", _folder[data], "--json"]);
        Assert.True(run.ExitCode == exitCode, $"{string.Join(' ', args)}: {run.ExitCode} {run.Out} {run.Error}");
        return run;
    }
}
