using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Difficulty suites of ethereum/tests: DifficultyTests by fork, BasicTests by chain.</summary>
internal sealed class DifficultySuite : ISuite
{
    private static readonly ForkSchedule Ropsten = new(
        null,
        new ForkStart(Fork.Homestead, 0),
        new ForkStart(Fork.TangerineWhistle, 0),
        new ForkStart(Fork.SpuriousDragon, 10),
        new ForkStart(Fork.Byzantium, 1_700_000),
        new ForkStart(Fork.Constantinople, 4_230_000)
    );

    /// <inheritdoc/>
    public bool IsOwn(JsonElement json) => IsByChain(json) || FindForks(json) is not null;

    /// <inheritdoc/>
    public void Run(SuiteFile file, JsonElement json, SuiteSelection selection, List<CaseResult> results)
    {
        if (IsByChain(json))
        {
            (string chain, ForkSchedule forks) = ChainOf(file);
            RunAll(file, json, chain, forks, selection, results);
            return;
        }
        foreach (JsonProperty fork in FindForks(json)!.Value.EnumerateObject())
        {
            if (fork.Name == "_info")
            {
                continue;
            }
            if (SuiteForks.Find(fork.Name) is { } known)
            {
                RunAll(file, fork.Value, fork.Name, ChainSpec.AllFrom(known).Forks, selection, results);
            }
            else
            {
                results.Add(new CaseResult(file, fork.Name, fork.Name, CaseOutcome.Skipped, $"unknown fork {fork.Name}"));
            }
        }
    }

    private static bool IsByChain(JsonElement json) => json.HasCase("currentDifficulty", "parentTimestamp");

    /// <summary>In the newer form one object holds an object for each fork.</summary>
    private static JsonElement? FindForks(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        foreach (JsonProperty suite in json.EnumerateObject())
        {
            if (suite.Value.ValueKind != JsonValueKind.Object)
            {
                continue;
            }
            foreach (JsonProperty fork in suite.Value.EnumerateObject())
            {
                if (fork.Name != "_info" && IsByChain(fork.Value))
                {
                    return suite.Value;
                }
            }
        }
        return null;
    }

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
        JsonElement tests,
        string fork,
        ForkSchedule forks,
        SuiteSelection selection,
        List<CaseResult> results
    )
    {
        if (!selection.TakesFork(fork))
        {
            return;
        }
        foreach (JsonProperty test in tests.EnumerateObject())
        {
            if (selection.Takes(file, test.Name))
            {
                results.Add(CaseResult.Of(file, test.Name, fork, Check(test.Value, forks)));
            }
        }
    }

    private static string? Check(JsonElement test, ForkSchedule forks)
    {
        BlockNumber number = new(test.GetProperty("currentBlockNumber").AsUInt64());
        // Newer files say whether there are ommers with 0 or 1, older ones give the hash of their list.
        bool hasOmmers = test.Optional("parentUncles")?.GetString() is { } text && text != "0x00" && text != Keccak.OfEmptyList.ToString();
        UInt256 difficulty = Difficulty.Of(
            forks.AtBlock(number),
            Difficulty.BombDelayAt(forks, number),
            number,
            test.GetProperty("currentTimestamp").AsUInt64(),
            test.GetProperty("parentTimestamp").AsUInt64(),
            test.GetProperty("parentDifficulty").AsUInt256(),
            hasOmmers
        );
        UInt256 expected = test.GetProperty("currentDifficulty").AsUInt256();
        return difficulty == expected ? null : $"{difficulty}, expected {expected} at block {number}";
    }
}
