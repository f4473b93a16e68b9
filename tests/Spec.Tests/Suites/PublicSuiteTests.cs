using NodeProto.Consensus;
using NodeProto.Node.TestSuites;
using Xunit.Abstractions;

namespace NodeProto.Spec.Tests;

/// <summary>
/// The public suites through the runner of <c>nodeproto test-suite</c>: a fixed sample of each archive's files, and with
/// NODEPROTO_SPEC=all every case.
/// </summary>
public sealed class PublicSuiteTests(ITestOutputHelper output)
{
    private static readonly bool IsComplete = Environment.GetEnvironmentVariable("NODEPROTO_SPEC") == "all";

    public static TheoryData<string, string, int, int> Archives =>
        new()
        {
            // Kind, archive, cases of the sample at least, cases of the archive.
            { "state", "eest-v5.4.0-state-tests", 100, 25_982 },
            { "state", "legacy-cancun-state-tests", 100, 79_668 },
            { "state", "legacy-constantinople-state-tests", 20, 25_888 },
            { "blockchain", "eest-v5.4.0-blockchain-tests", 20, 17_535 },
            { "blockchain", "legacy-constantinople-blockchain-tests", 20, 25_659 },
            { "blockchain", "ethereum-tests-blockchain", 5, 466 },
        };

    public static TheoryData<string, int, int> Basic =>
        new()
        {
            // Kind, cases that pass, cases that are skipped.
            { "transaction", 2_665, 0 },
            { "difficulty", 23_600, 0 },
            { "rlp", 55, 0 },
            { "trie", 25, 1 }, // trietestnextprev.json: see TrieSuite.
        };

    [FixtureTheory("fixtures/eest-v5.4.0-state-tests.tar.gz")]
    [MemberData(nameof(Archives))]
    public async Task Cases_of_an_archive_pass(string kind, string archive, int sample, int all)
    {
        SuiteReport report = await RunAsync(kind, archive, IsComplete ? int.MaxValue : 6);
        Assert.True(report.Passed >= (IsComplete ? all : sample), $"only {report.Passed} cases ran");
        Assert.Equal(0, report.Skipped);
        Assert.Equal(report.Eest.Refusals, report.Eest.Agreements);
    }

    [FixtureTheory(Fixtures.Basic)]
    [MemberData(nameof(Basic))]
    public async Task Basic_cases_pass(string kind, int passed, int skipped)
    {
        SuiteReport report = await RunAsync(kind, "ethereum-tests-basic", int.MaxValue);
        Assert.Equal(passed, report.Passed);
        Assert.Equal(skipped, report.Skipped);
    }

    [FixtureFact("fixtures/ethereum-tests-blockchain.tar.gz")]
    public async Task A_sample_of_blockchain_tests_passes_on_RocksDB()
    {
        SuiteReport report = new();
        BlockchainSuite suite = new(new EthashCaches(), rocksDbEvery: 1);
        await new SuiteRunner(() => suite, SuiteSelection.All, report.Add).RunAsync(
            SuiteFiles.ReadArchive(Fixtures.PathOf("fixtures/ethereum-tests-blockchain.tar.gz")).Take(4),
            workers: 1,
            CancellationToken.None
        );
        Assert.Empty(report.Failed);
        Assert.True(report.Passed >= 8);
    }

    private async Task<SuiteReport> RunAsync(string kind, string archive, int files)
    {
        EthashCaches ethash = new();
        SuiteReport report = new();
        Func<ISuite> createSuite = () =>
            kind switch
            {
                "state" => new StateSuite(),
                "blockchain" => new BlockchainSuite(ethash, IsComplete ? 500 : 0),
                "transaction" => new TransactionSuite(),
                "difficulty" => new DifficultySuite(),
                "rlp" => new RlpSuite(),
                _ => new TrieSuite(),
            };
        await new SuiteRunner(createSuite, SuiteSelection.All, report.Add).RunAsync(
            SuiteFiles
                .ReadArchive(Fixtures.PathOf($"fixtures/{archive}.tar.gz"))
                .Where((_, index) => files == int.MaxValue || index % 40 == 0)
                .Take(files),
            Environment.ProcessorCount,
            CancellationToken.None
        );
        output.WriteLine($"{report.Passed} passed, {report.Failed.Count} failed, {report.Skipped} skipped");
        Assert.True(
            report.Failed.Count == 0,
            string.Join('\n', report.Failed.Take(20).Select(failed => $"{failed.File.Name} {failed.Name}: {failed.Detail}"))
        );
        return report;
    }
}
