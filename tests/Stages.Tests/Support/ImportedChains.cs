using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>Chains of other clients in memory, imported once for all tests that only read them, with the state root of every block checked.</summary>
public sealed class ImportedChains : IDisposable
{
    private readonly Dictionary<string, TestNode> _nodes = [];

    public void Dispose()
    {
        foreach (TestNode node in _nodes.Values)
        {
            node.Dispose();
        }
    }

    /// <summary>The chain at its head; nobody commits to it.</summary>
    internal async Task<TestNode> GetAsync(string chain, ulong head, string hash)
    {
        if (!_nodes.TryGetValue(chain, out TestNode? node))
        {
            Genesis genesis = GenesisFile.Read(Fixtures.Chain(chain, "genesis.json"));
            node = new TestNode(genesis, roots: new StateRootOptions { Checks = RootChecks.Every });
            _nodes.Add(chain, node);
            PipelineResult result = await node.ImportFilesAsync(PipelineTarget.Everything, default, Fixtures.Chain(chain, "chain.rlp"));
            Assert.Empty(result.Rejected);
            Assert.Null(result.SourceFailure);
            Assert.Equal(new BlockNumber(head), result.Head.Number);
            Assert.Equal(hash, result.Head.Hash.ToString());
        }
        return node;
    }

    internal Task<TestNode> GethAsync() =>
        GetAsync("geth-ethtest", 600, "0x44e3809c9a3cda717f00aea3a9da336d149612c8d5657fbc0028176ef8d94d2a");

    internal Task<TestNode> EthereumJsAsync() =>
        GetAsync("ejs-mixed", 300, "0x6136d03534ef54244384900fb3d422277b56c60936ea392e66a287048b902417");
}

/// <summary>The tests that share them run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ImportedChainsCollection : ICollectionFixture<ImportedChains>
{
    public const string Name = "imported chains";
}
