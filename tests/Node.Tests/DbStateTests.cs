using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Node.Tests;

/// <summary><c>db state</c>: accounts and slots at the head and after older blocks.</summary>
public sealed class DbStateTests : IAsyncLifetime, IDisposable
{
    private const int Blocks = 6;
    private const int TransactionsPerBlock = 2;

    private readonly TestFolder _folder = new();
    private readonly ChainGenerator _generator = new(
        new ChainGeneratorOptions
        {
            Blocks = Blocks,
            TransactionsPerBlock = TransactionsPerBlock,
            Senders = 2,
        }
    );

    public async Task InitializeAsync()
    {
        RlpWriter blocks = new();
        foreach (Block block in _generator.Generate())
        {
            BodyCodec.EncodeBlock(blocks, block);
        }
        _folder.Write("genesis.json", GenesisFile.Write(_generator.Genesis));
        _folder.Write("chain.rlp", blocks.Written.ToArray());
        CommandRun run = await RunAsync("import", "--chain", _folder["genesis.json"], _folder["chain.rlp"]);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_block_has_the_nonces_of_its_time()
    {
        for (ulong block = 0; block <= Blocks; block++)
        {
            long nonces = 0;
            foreach (GenesisAccount sender in _generator.Genesis.Accounts)
            {
                JsonElement json = (await RunAsync("db", "state", $"{sender.Address}", "--block", $"{block}", "--json")).Json;
                Assert.Equal(block, json.GetProperty("block").GetProperty("number").GetUInt64());
                nonces += json.GetProperty("nonce").GetInt64();
            }
            Assert.Equal((long)block * TransactionsPerBlock, nonces);
        }
    }

    [Fact]
    public async Task Without_a_block_it_is_that_of_the_head()
    {
        string address = $"{_generator.Genesis.Accounts[0].Address}";
        CommandRun head = await RunAsync("db", "state", address);
        Assert.Equal(head, await RunAsync("db", "state", address, "--block", $"{Blocks}"));
        Assert.NotEqual(head, await RunAsync("db", "state", address, "--block", "0"));
    }

    [Fact]
    public async Task A_block_may_be_named_by_hash_and_in_hexadecimal_digits()
    {
        string address = $"{_generator.Genesis.Accounts[0].Address}";
        CommandRun genesis = await RunAsync("db", "state", address, "--block", "0");
        Assert.Equal(0, genesis.ExitCode);
        Assert.Equal(genesis, await RunAsync("db", "state", address, "--block", "0x0"));
        Assert.Equal(genesis, await RunAsync("db", "state", address, "--block", $"{_generator.Genesis.Hash}"));
        CommandRun unknown = await RunAsync("db", "state", address, "--block", $"{Keccak.OfEmpty}", "--json");
        Assert.Contains("no block of the canonical chain", unknown.ErrorPart("what"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--limit", "5")]
    [InlineData("--from", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    public async Task Which_slots_is_refused_where_no_slots_are_asked_for(string option, string value)
    {
        CommandRun run = await RunAsync("db", "state", $"{_generator.Genesis.Accounts[0].Address}", option, value, "--json");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--slots", run.ErrorPart("whatToDo"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_begins_with_the_root_of_its_block()
    {
        string address = $"{_generator.Genesis.Accounts[0].Address}";
        HashSet<string> roots = [];
        foreach (int block in new[] { 0, 3, Blocks })
        {
            JsonElement json = (await RunAsync("db", "state", address, "--block", $"{block}", "--slot", "5", "--proof", "--json")).Json;
            string root = json.GetProperty("accountProof")[0].GetString()!;
            Assert.True(roots.Add(root));
            if (block == 0)
            {
                Assert.Equal(_generator.Genesis.Header.StateRoot, Keccak.Hash(HexText.Decode(root)));
            }
            Assert.Equal($"{Keccak.OfEmptyTrie}", json.GetProperty("storageHash").GetString());
            JsonElement slot = Assert.Single(json.GetProperty("storageProof").EnumerateArray());
            Assert.Equal(
                ("0x5", "0x0", 0),
                (slot.GetProperty("key").GetString(), slot.GetProperty("value").GetString(), slot.GetProperty("proof").GetArrayLength())
            );
        }
        CommandRun text = await RunAsync("db", "state", address, "--slot", "5", "--proof");
        Assert.Contains("proof of slot 0x5: 0 nodes", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_shows_what_was_asked_for()
    {
        GenesisAccount sender = _generator.Genesis.Accounts[0];
        CommandRun run = await RunAsync("db", "state", $"{sender.Address}", "--block", "0", "--slot", "0x10", "3", "--code", "--slots");
        Assert.Equal(
            [
                $"account    {sender.Address}",
                $"block      0 {_generator.Genesis.Hash}",
                $"balance    {sender.Balance} wei",
                "nonce      0",
                "code hash  no code",
                "slot       0x10  0x0",
                "slot       0x3  0x0",
                "no slot from there on that is not zero",
                "",
            ],
            run.Out.Split('\n')
        );
        CommandRun nobody = await RunAsync("db", "state", $"{Address.Zero}", "--block", "0");
        Assert.StartsWith($"account    {Address.Zero}  does not exist\n", nobody.Out, StringComparison.Ordinal);
        Assert.Equal(0, nobody.ExitCode);
    }

    [Fact]
    public async Task A_walk_goes_on_where_the_limit_ended_it()
    {
        using TestFolder folder = new();
        Address contract = Address.Parse("0x00000000000000000000000000000000000000c0");
        GenesisSlot[] slots = [.. Enumerable.Range(1, 5).Select(i => new GenesisSlot((ulong)i, (ulong)i * 16))];
        Genesis genesis = Genesis.Create(
            ChainSpec.AllFrom(Fork.London, 1337),
            new GenesisFields { Difficulty = 131_072, GasLimit = 30_000_000 },
            [
                new GenesisAccount(contract, UInt256.One)
                {
                    Nonce = 1,
                    Code = new byte[] { 0 },
                    Storage = slots,
                },
            ]
        );
        folder.Write("genesis.json", GenesisFile.Write(genesis));
        string[] data = ["--datadir", folder["data"], "--json"];
        Assert.Equal(0, (await CommandRun.Of(["init", "--chain", folder["genesis.json"], .. data])).ExitCode);
        List<string> values = [];
        string? next = "0x" + new string('0', 64);
        while (next is not null)
        {
            JsonElement json = (
                await CommandRun.Of(["db", "state", $"{contract}", "--slots", "--limit", "2", "--from", next, "--code", .. data])
            ).Json;
            Assert.Equal("0x00", json.GetProperty("code").GetString());
            JsonElement brief = (await CommandRun.Of(["db", "state", $"{contract}", .. data])).Json;
            Assert.False(brief.TryGetProperty("code", out _));
            Assert.False(brief.TryGetProperty("storage", out _));
            values.AddRange(json.GetProperty("storage").EnumerateArray().Select(slot => slot.GetProperty("value").GetString()!));
            next = json.GetProperty("next").GetString();
        }
        Assert.Equal("0x10 0x20 0x30 0x40 0x50", string.Join(' ', values.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("0x12", "--block 1", "NP1002", "ADDRESS")]
    [InlineData("0x00000000000000000000000000000000000000c0", "--slot five", "NP1002", "--slot")]
    [InlineData("0x00000000000000000000000000000000000000c0", "--slots --from 0x1", "NP1002", "--from")]
    [InlineData("0x00000000000000000000000000000000000000c0", "--block 7", "NP1009", "block 7")]
    public async Task What_cannot_be_asked_is_refused(string address, string options, string code, string where)
    {
        CommandRun run = await RunAsync(["db", "state", address, .. options.Split(' '), "--json"]);
        Assert.Equal((code, where), (run.ErrorPart("code"), run.ErrorPart("where")));
    }

    private Task<CommandRun> RunAsync(params string[] args) => CommandRun.Of([.. args, "--datadir", _folder["data"]]);
}
