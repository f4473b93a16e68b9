using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

[Collection(ImportedChainsCollection.Name)]
public sealed class RealChainTests(ImportedChains chains)
{
    [FixtureFact]
    public async Task The_first_thousand_blocks_of_mainnet_import_with_every_root_checked() =>
        await ImportMainnetAsync(new StateRootOptions { Checks = RootChecks.Every });

    [FixtureFact]
    public async Task The_first_thousand_blocks_of_mainnet_import_with_roots_checked_per_commit() =>
        await ImportMainnetAsync(StateRootOptions.Default);

    [FixtureFact]
    public async Task A_rebuild_gives_the_rows_that_updates_give()
    {
        using TestNode updated = new(Genesis("mainnet-first-1000"));
        using TestNode rebuilt = new(Genesis("mainnet-first-1000"), roots: new StateRootOptions { ChangesForRebuild = 1 });
        string file = Fixtures.Chain("mainnet-first-1000", "blocks.rlp");
        await updated.ImportFilesAsync(PipelineTarget.Everything, default, file);
        await rebuilt.ImportFilesAsync(PipelineTarget.Everything, default, file);
        Assert.Equal(updated.Rows(), rebuilt.Rows());
    }

    [FixtureFact]
    public async Task Going_back_to_500_equals_stopping_at_500()
    {
        using TestNode whole = new(Genesis("mainnet-first-1000"));
        using TestNode half = new(Genesis("mainnet-first-1000"));
        string file = Fixtures.Chain("mainnet-first-1000", "blocks.rlp");
        await whole.ImportFilesAsync(PipelineTarget.Everything, default, file);
        whole.Create().Unwind(new(500), default);
        await half.ImportFilesAsync(new PipelineTarget { ToBlock = new(500) }, default, file);
        Assert.Equal(half.Rows(), whole.Rows());
        Assert.Equal(500UL, half.CheckpointOf(StageId.Finish));
    }

    [FixtureFact]
    public async Task The_chain_of_geth_ends_in_its_head_state()
    {
        TestNode node = await chains.GethAsync();
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Fixtures.Chain("geth-ethtest", "headstate.json")));
        using IReadTransaction tx = node.Database.BeginRead();
        using DatabaseState state = new(tx);
        int accounts = 0;
        foreach (JsonProperty account in expected.RootElement.GetProperty("accounts").EnumerateObject())
        {
            AssertAccount(state, tx, account);
            accounts++;
        }
        Assert.Equal(accounts, Count(tx.OpenCursor(Tables.Accounts)));
    }

    [FixtureFact]
    public async Task The_chain_of_every_fork_imports_with_every_root_checked() =>
        (await ImportAsync("rpc-compat", 54, "0xd226371d0b1551adb03fb52b71f08e3e11247fe9b1af994768af8cdaa8e7dcd7")).Dispose();

    [FixtureFact]
    public async Task The_chain_of_ethereumjs_imports_with_every_root_checked() =>
        Assert.Equal(300UL, (await chains.EthereumJsAsync()).CheckpointOf(StageId.Finish));

    [FixtureFact]
    public async Task The_chain_of_every_fork_unwinds_to_its_genesis()
    {
        using TestNode node = await ImportAsync("rpc-compat", 54, "0xd226371d0b1551adb03fb52b71f08e3e11247fe9b1af994768af8cdaa8e7dcd7");
        using TestNode empty = new(Genesis("rpc-compat"));
        node.Create().Unwind(BlockNumber.Genesis, default);
        Assert.Equal(empty.Rows(), node.Rows());
    }

    /// <summary>Compares balance, nonce, code and every slot; slots that are zero are in neither.</summary>
    private static void AssertAccount(DatabaseState state, IReadTransaction tx, JsonProperty expected)
    {
        Hash256 hash = Keccak.Hash(Address.Parse(expected.Name).Bytes);
        Assert.True(state.TryGetAccount(hash, out Account account), $"account {expected.Name} is missing");
        Assert.Equal(UInt256.Parse(expected.Value.GetProperty("balance").GetString()), account.Balance);
        Assert.Equal(expected.Value.GetProperty("nonce").GetUInt64(), account.Nonce);
        Assert.Equal(Hash256.Parse(expected.Value.GetProperty("codeHash").GetString()), account.CodeHash);
        if (expected.Value.TryGetProperty("code", out JsonElement code))
        {
            Assert.Equal(code.GetString(), HexText.Encode(state.GetCode(account.CodeHash).Span));
        }
        int slots = 0;
        if (expected.Value.TryGetProperty("storage", out JsonElement storage))
        {
            foreach (JsonProperty slot in storage.EnumerateObject())
            {
                Hash256 slotHash = Keccak.Hash(HexText.Decode(slot.Name));
                Assert.Equal(UInt256.Parse("0x" + slot.Value.GetString()), state.GetStorage(hash, slotHash));
                slots++;
            }
        }
        int found = 0;
        using Cursor<StorageKey, UInt256> cursor = tx.OpenCursor(Tables.Storage);
        for (bool more = cursor.Seek(new StorageKey(hash, Hash256.Zero)); more && cursor.Key.AddressHash == hash; more = cursor.Next())
        {
            found++;
        }
        Assert.Equal(slots, found);
    }

    private static int Count(Cursor<Hash256, Account> cursor)
    {
        using (cursor)
        {
            int rows = 0;
            for (bool more = cursor.First(); more; more = cursor.Next())
            {
                rows++;
            }
            return rows;
        }
    }

    private static async Task ImportMainnetAsync(StateRootOptions roots)
    {
        using TestNode node = new(Genesis("mainnet-first-1000"), roots: roots);
        PipelineResult result = await node.ImportFilesAsync(
            PipelineTarget.Everything,
            default,
            Fixtures.Chain("mainnet-first-1000", "blocks.rlp")
        );
        Assert.Empty(result.Rejected);
        Assert.Null(result.SourceFailure);
        Assert.Equal(999UL, result.Head.Number.Value);
        Assert.Equal("0xc31b362e591aa07faa977dbc492ae43cd47eef291920435153bbbf3acaf2fc2f", result.Head.Hash.ToString());
    }

    /// <summary>Imports a chain to its head, with the state root of every block checked.</summary>
    private static async Task<TestNode> ImportAsync(string chain, ulong head, string hash)
    {
        TestNode node = new(Genesis(chain), roots: new StateRootOptions { Checks = RootChecks.Every });
        PipelineResult result = await node.ImportFilesAsync(PipelineTarget.Everything, default, Fixtures.Chain(chain, "chain.rlp"));
        Assert.Empty(result.Rejected);
        Assert.Null(result.SourceFailure);
        Assert.Equal(head, result.Head.Number.Value);
        Assert.Equal(hash, result.Head.Hash.ToString());
        return node;
    }

    private static Genesis Genesis(string chain) => GenesisFile.Read(Fixtures.Chain(chain, "genesis.json"));
}
