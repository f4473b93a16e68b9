using System.Text.Json;
using NodeProto.Consensus;

namespace NodeProto.Node.TestSuites;

/// <summary>Blockchain tests: a genesis and blocks, valid and invalid, on one branch or several, through all stages.</summary>
/// <remarks>
/// A case passes when exactly the blocks are refused that the suite says, the head is the suite's, and so is the state there.
/// Blocks up to the next invalid one are delivered together, so commits hold several. An invalid block beside the canonical chain
/// is never executed there; it is delivered once more to a node of its own, with its ancestors alone, and must be refused there.
/// </remarks>
/// <param name="ethash">Caches for the cases that verify proof of work.</param>
/// <param name="rocksDbEvery">Each how-many-th case runs on RocksDB as well; 0 for none.</param>
internal sealed class BlockchainSuite(EthashCaches ethash, long rocksDbEvery) : ISuite
{
    private long _cases;

    /// <inheritdoc/>
    public bool IsOwn(JsonElement json) => json.HasCase("blocks", "genesisBlockHeader");

    /// <inheritdoc/>
    public void Run(SuiteFile file, JsonProperty test, SuiteSelection selection, List<CaseResult> results)
    {
        if (!selection.Takes(file, test.Name))
        {
            return;
        }
        string network = test.Value.Member("network").GetString() ?? "";
        if (!selection.TakesFork(network))
        {
            return;
        }
        if (SuiteChains.Find(network, test.Value.Optional("config")) is not { } spec)
        {
            results.Add(new CaseResult(file, test.Name, network, CaseOutcome.Skipped, $"unknown network {network}"));
            return;
        }
        results.Add(RunCase(file, test, network, spec, isOnDisk: false));
        if (rocksDbEvery > 0 && _cases++ % rocksDbEvery == 0)
        {
            results.Add(RunCase(file, test, network, spec, isOnDisk: true));
        }
    }

    private CaseResult RunCase(SuiteFile file, JsonProperty test, string network, ChainSpec spec, bool isOnDisk)
    {
        string name = isOnDisk ? $"{test.Name} on RocksDB" : test.Name;
        try
        {
            BlockchainCase run = new(test.Value, network, spec, ethash, isOnDisk);
            string? difference = run.Run();
            return CaseResult.Of(file, name, network, difference) with { Rules = run.Rules };
        }
#pragma warning disable CA1031 // A failure in one case must not hide the results of the others: it is counted and shown.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return CaseFailure.Of(file, test.Name, network, failure) with { Name = name };
        }
    }
}
