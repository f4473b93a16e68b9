using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Difficulty suites of ethereum/tests: DifficultyTests by fork, BasicTests by chain.</summary>
internal sealed class DifficultySuite : ISuite
{
    private const string Own = "currentDifficulty";
    private const string AlsoOwn = "parentTimestamp";

    private static readonly ForkSchedule Ropsten = new(
        null,
        new ForkStart(Fork.Homestead, 0),
        new ForkStart(Fork.TangerineWhistle, 0),
        new ForkStart(Fork.SpuriousDragon, 10),
        new ForkStart(Fork.Byzantium, 1_700_000),
        new ForkStart(Fork.Constantinople, 4_230_000)
    );

    /// <inheritdoc/>
    public bool IsOwn(JsonElement json) => json.HasCase(Own, AlsoOwn) || HasForks(json);

    /// <inheritdoc/>
    public void Run(SuiteFile file, JsonProperty test, SuiteSelection selection, List<CaseResult> results)
    {
        if (!IsForks(test.Value))
        {
            (string chain, ForkSchedule forks) = ChainOf(file);
            if (selection.TakesFork(chain) && selection.Takes(file, test.Name))
            {
                results.Add(CaseResult.Of(file, test.Name, chain, Check(test.Value, forks)));
            }
            return;
        }
        foreach (JsonProperty fork in test.Value.EnumerateObject())
        {
            if (fork.Name == "_info")
            {
                continue;
            }
            if (SuiteForks.Find(fork.Name) is { } known)
            {
                RunAll(file, test.Name, fork, ChainSpec.AllFrom(known).Forks, selection, results);
            }
            else
            {
                results.Add(new CaseResult(file, fork.Name, fork.Name, CaseOutcome.Skipped, $"unknown fork {fork.Name}"));
            }
        }
    }

    private static bool HasForks(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Any(static suite => IsForks(suite.Value));

    /// <summary>In the newer form one object holds an object for each fork.</summary>
    private static bool IsForks(JsonElement suite) =>
        suite.ValueKind == JsonValueKind.Object
        && suite.EnumerateObject().Any(static fork => fork.Name != "_info" && fork.Value.HasCase(Own, AlsoOwn));

    // These files do not say which chain they are about; their names do.
    private static (string Chain, ForkSchedule Forks) ChainOf(SuiteFile file) =>
        Path.GetFileNameWithoutExtension(file.Name) switch
        {
            "difficultyRopsten" => ("Ropsten", Ropsten),
            "difficultyCustomHomestead" => ("Homestead", ChainSpec.AllFrom(Fork.Homestead).Forks),
            _ => ("Mainnet", ChainSpec.Mainnet.Forks),
        };

    private static void RunAll(
        SuiteFile file,
        string suite,
        JsonProperty fork,
        ForkSchedule forks,
        SuiteSelection selection,
        List<CaseResult> results
    )
    {
        if (!selection.TakesFork(fork.Name))
        {
            return;
        }
        foreach (JsonProperty test in fork.Value.EnumerateObject())
        {
            if (!selection.Takes(file, test.Name))
            {
                continue;
            }
            try
            {
                results.Add(CaseResult.Of(file, test.Name, fork.Name, Check(test.Value, forks)));
            }
#pragma warning disable CA1031 // A failure in one case must not hide the results of the others.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                results.Add(CaseFailure.Of(file, suite, fork.Name, failure) with { Name = test.Name });
            }
        }
    }

    private static string? Check(JsonElement test, ForkSchedule forks)
    {
        BlockNumber number = new(test.Member("currentBlockNumber").AsUInt64());
        // Newer files say whether there are ommers with 0 or 1, older ones give the hash of their list.
        bool hasOmmers = test.Optional("parentUncles")?.GetString() is { } text && text != "0x00" && text != Keccak.OfEmptyList.ToString();
        UInt256 difficulty = Difficulty.Of(
            forks.AtBlock(number),
            Difficulty.BombDelayAt(forks, number),
            number,
            test.Member("currentTimestamp").AsUInt64(),
            test.Member("parentTimestamp").AsUInt64(),
            test.Member("parentDifficulty").AsUInt256(),
            hasOmmers
        );
        UInt256 expected = test.Member("currentDifficulty").AsUInt256();
        return difficulty == expected ? null : $"{difficulty}, expected {expected} at block {number}";
    }
}
