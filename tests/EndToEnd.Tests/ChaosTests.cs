using System.Text.Json;

namespace NodeProto.EndToEnd.Tests;

/// <summary><c>chaos</c> ends commands at random instants and finds nothing lost, but finds it when something is.</summary>
public sealed class ChaosTests
{
    [Fact]
    public async Task Nothing_is_lost_by_kills_of_imports_and_of_the_way_back()
    {
        using DataFolder folder = new(Chains.Short);
        string[] import = ["import", folder.ChainFile, "--chain", folder.Genesis, "--datadir", folder.Data, "--commit-blocks", "3"];
        string[] unwind = ["stage", "unwind", "--to", "4", "--datadir", folder.Data];
        ProgramRun run = await NodeProcess.Run([
            "chaos",
            "--kills",
            "6",
            "--tear-every",
            "1",
            "--json",
            "--",
            .. import,
            ",",
            .. unwind,
            ",",
            .. import,
        ]);
        JsonElement report = run.EndedWith(0).Json;
        Assert.Equal(6, report.GetProperty("kills").GetInt32());
        Assert.InRange(report.GetProperty("rounds").GetInt32(), 1, 100);
        Assert.False(Directory.Exists(folder.Data));
        Assert.False(Directory.Exists(folder.Data + ".chaos-copy"));
    }

    [Fact]
    public async Task A_different_end_is_found_and_the_data_is_kept()
    {
        using DataFolder folder = new(Chains.Short);
        string[] import = ["import", folder.ChainFile, "--chain", folder.Genesis, "--datadir", folder.Data];
        using NodeProcess process = NodeProcess.Start(["chaos", "--kills", "1000", "--json", "--", .. import]);
        await process.SeesAsync("chaos: ");
        File.Move(folder.Write("shorter.rlp", File.ReadAllBytes(folder.ChainFile)[..^2000]), folder.ChainFile, overwrite: true); // As if blocks were lost.
        ProgramRun run = await process.EndAsync();
        Assert.Matches("^NP171[12]$", run.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.True(Directory.Exists(folder.Data));
    }

    [Theory]
    [InlineData("import chain.rlp", "names no data directory")]
    [InlineData("import chain.rlp --datadir a , stage unwind --to 1 --datadir b", "different data directories")]
    [InlineData("import chain.rlp --datadir a ,", "a command is empty")]
    [InlineData("import chain.rlp --datadir .", "is there already")]
    public async Task What_cannot_be_repeated_is_refused(string command, string why)
    {
        ProgramRun run = await NodeProcess.Run(["chaos", "--json", "--", .. command.Split(' ')]);
        run.RefusedWith("NP1001", 2, why);
    }
}
