using System.Text.Json;
using NodeProto.Consensus;
using NodeProto.Primitives;
using Xunit.Abstractions;

namespace NodeProto.Spec.Tests;

/// <summary>Difficulty suites of ethereum/tests: DifficultyTests by fork, BasicTests by chain.</summary>
public sealed class DifficultySuite(ITestOutputHelper output)
{
    private static readonly ForkSchedule Ropsten = new(
        null,
        new ForkStart(Fork.Homestead, 0),
        new ForkStart(Fork.TangerineWhistle, 0),
        new ForkStart(Fork.SpuriousDragon, 10),
        new ForkStart(Fork.Byzantium, 1_700_000),
        new ForkStart(Fork.Constantinople, 4_230_000)
    );

    [FixtureFact(Fixtures.Basic)]
    public void Difficulties_by_fork_are_right()
    {
        CaseTally tally = new();
        foreach ((string name, byte[] content) in Fixtures.ReadArchive(Fixtures.Basic, "DifficultyTests/"))
        {
            using JsonDocument document = JsonDocument.Parse(content);
            foreach (JsonProperty suite in document.RootElement.EnumerateObject())
            {
                foreach (JsonProperty fork in suite.Value.EnumerateObject().Where(member => member.Name != "_info"))
                {
                    ForkSchedule forks = ChainSpec.AllFrom(ForkNames.Parse(fork.Name)).Forks;
                    foreach (JsonProperty test in fork.Value.EnumerateObject())
                    {
                        tally.Add($"{name} {test.Name}", Check(test.Value, forks));
                    }
                }
            }
        }
        tally.AssertAllPassed(output, casesMin: 18_598);
    }

    public static TheoryData<string, int> Chains =>
        new()
        {
            { "difficulty.json", 14 },
            { "difficultyMainNetwork.json", 2_254 },
            { "difficultyCustomMainNetwork.json", 360 },
            { "difficultyCustomHomestead.json", 120 },
            { "difficultyRopsten.json", 2_254 },
        };

    [FixtureTheory(Fixtures.Basic)]
    [MemberData(nameof(Chains))]
    public void Difficulties_by_chain_are_right(string file, int casesMin)
    {
        ForkSchedule forks = file switch
        {
            "difficultyRopsten.json" => Ropsten,
            "difficultyCustomHomestead.json" => ChainSpec.AllFrom(Fork.Homestead).Forks,
            _ => ChainSpec.Mainnet.Forks,
        };
        CaseTally tally = new();
        using JsonDocument document = JsonDocument.Parse(Fixtures.ReadFile(Fixtures.Basic, $"BasicTests/{file}"));
        foreach (JsonProperty test in document.RootElement.EnumerateObject())
        {
            tally.Add($"{file} {test.Name}", Check(test.Value, forks));
        }
        tally.AssertAllPassed(output, casesMin);
    }

    private static string? Check(JsonElement test, ForkSchedule forks)
    {
        BlockNumber number = new((ulong)Number("currentBlockNumber"));
        // Newer files say whether there are ommers with 0 or 1, older ones give the hash of their list.
        bool hasOmmers =
            test.TryGetProperty("parentUncles", out JsonElement ommers)
            && ommers.GetString() is { } text
            && text != "0x00"
            && text != Keccak.OfEmptyList.ToString();
        UInt256 difficulty = Difficulty.Of(
            forks.AtBlock(number),
            Difficulty.BombDelayAt(forks, number),
            number,
            (ulong)Number("currentTimestamp"),
            (ulong)Number("parentTimestamp"),
            Number("parentDifficulty"),
            hasOmmers
        );
        UInt256 expected = Number("currentDifficulty");
        return difficulty == expected ? null : $"{difficulty}, expected {expected} at block {number}";

        UInt256 Number(string name) => UInt256.Parse(test.GetProperty(name).GetString());
    }
}
