using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodeProto.Consensus;
using NodeProto.Primitives;
using Xunit.Abstractions;

namespace NodeProto.Spec.Tests;

/// <summary>Genesis blocks of ethereum/tests and of the chains of other clients.</summary>
public sealed class GenesisSuite(ITestOutputHelper output)
{
    [FixtureFact(Fixtures.Basic)]
    public void Genesis_blocks_have_the_published_bytes()
    {
        CaseTally tally = new();
        JsonObject cases = JsonNode.Parse(Fixtures.ReadFile(Fixtures.Basic, "GenesisTests/basic_genesis_tests.json"))!.AsObject();
        foreach ((string name, JsonNode? test) in cases)
        {
            string expected = test!["result"]!.GetValue<string>();
            test.AsObject().Remove("result");
            test["config"] = new JsonObject { ["chainId"] = 1 };
            Genesis genesis = GenesisFile.Parse(Encoding.UTF8.GetBytes(test.ToJsonString()), name);
            RlpWriter writer = new();
            BodyCodec.EncodeBlock(writer, genesis.Block);
            string found = HexText.Encode(writer.Written)[2..];
            tally.Add(name, found == expected ? null : $"{found}, expected {expected}");
        }
        tally.AssertAllPassed(output, casesMin: 3);
    }

    [FixtureFact(Fixtures.Basic)]
    public void Mainnets_genesis_has_the_published_bytes_root_and_hash()
    {
        using JsonDocument test = JsonDocument.Parse(Fixtures.ReadFile(Fixtures.Basic, "BasicTests/genesishashestest.json"));
        RlpWriter writer = new();
        BodyCodec.EncodeBlock(writer, BuiltInChains.Mainnet.Block);

        Assert.Equal(test.RootElement.GetProperty("genesis_rlp_hex").GetString(), HexText.Encode(writer.Written)[2..]);
        Assert.Equal(Hash256.Parse(test.RootElement.GetProperty("genesis_state_root").GetString()), BuiltInChains.Mainnet.Header.StateRoot);
        Assert.Equal(Hash256.Parse(test.RootElement.GetProperty("genesis_hash").GetString()), BuiltInChains.Mainnet.Hash);
    }

    [FixtureTheory("chains")]
    [InlineData("mainnet-first-1000", "0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3")]
    [InlineData("geth-ethtest", "0xbd6a252af394d80904c5993b859574bd4669642cea00a116970ec7887db67533")]
    [InlineData("rpc-compat", null)]
    [InlineData("ejs-mixed", null)]
    public void The_genesis_of_a_chain_is_the_parent_of_its_block_1(string chain, string? hash)
    {
        List<string> warnings = [];
        Genesis genesis = GenesisFile.Read(Fixtures.PathOf($"chains/{chain}/genesis.json"), warnings);
        Header first = ChainRulesTests.ReadHeadersAfterGenesis(chain)[0];

        Assert.Equal(first.ParentHash, genesis.Hash);
        Assert.Equal(hash is null ? genesis.Hash : Hash256.Parse(hash), genesis.Hash);
        Assert.Empty(warnings);
    }

    [FixtureTheory("chains")]
    [InlineData("mainnet-first-1000")]
    [InlineData("geth-ethtest")]
    [InlineData("rpc-compat")]
    [InlineData("ejs-mixed")]
    public void A_genesis_file_written_and_read_again_is_the_same(string chain)
    {
        Genesis genesis = GenesisFile.Read(Fixtures.PathOf($"chains/{chain}/genesis.json"));
        byte[] written = GenesisFile.Write(genesis);
        Genesis again = GenesisFile.Parse(written, "written.json");

        Assert.Equal(genesis.Hash, again.Hash);
        Assert.Equal(genesis.Spec.Name, again.Spec.Name);
        Assert.Equal(genesis.Accounts.Count, again.Accounts.Count);
        Assert.Equal(written, GenesisFile.Write(again));
    }

    [FixtureFact("chains/mainnet-first-1000/genesis.json")]
    public void The_built_in_mainnet_is_that_of_its_genesis_file()
    {
        Genesis file = GenesisFile.Read(Fixtures.PathOf("chains/mainnet-first-1000/genesis.json"));
        string written = Encoding.UTF8.GetString(GenesisFile.Write(file)).Replace("\"name\":\"genesis\"", "\"name\":\"mainnet\"");

        Assert.Equal(written, Encoding.UTF8.GetString(GenesisFile.Write(BuiltInChains.Mainnet)));
    }
}
