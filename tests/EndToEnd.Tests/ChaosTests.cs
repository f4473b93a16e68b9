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
        Assert.Matches("^(NP1711|NP1712)$", run.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.True(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task A_command_that_fails_undisturbed_is_named()
    {
        using DataFolder folder = new(Chains.Short);
        ProgramRun run = await NodeProcess.Run(["chaos", "--json", "--", "stage", "unwind", "--to", "1", "--datadir", folder.Data]);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("NP1712", run.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.False(Directory.Exists(folder.Data));
        Assert.False(Directory.Exists(folder.Data + ".undisturbed"));
    }

    [Theory]
    [InlineData(".undisturbed")]
    [InlineData(".chaos-copy")]
    public async Task Folders_beside_the_data_directory_that_are_there_already_are_left_alone(string suffix)
    {
        using DataFolder folder = new(Chains.Short);
        string other = folder.Data + suffix;
        Directory.CreateDirectory(other);
        string[] import = ["import", folder.ChainFile, "--chain", folder.Genesis, "--datadir", folder.Data + "/"];
        (await NodeProcess.Run(["chaos", "--json", "--", .. import])).RefusedWith("NP1001", 2, "is there already", suffix);
        Assert.True(Directory.Exists(other));
    }

    [Fact]
    public async Task After_an_interruption_nothing_is_left_and_it_can_be_started_again()
    {
        using DataFolder folder = new(Chains.Short);
        using NodeProcess process = NodeProcess.Start(["chaos", "--kills", "100000", "--json", "--", .. folder.Import()]);
        await process.SeesAsync("chaos: ");
        process.Interrupt();
        (await process.EndAsync()).EndedWith(130);
        Assert.False(Path.Exists(folder.Data));
        Assert.False(Path.Exists(folder.Data + ".undisturbed"));
        Assert.False(Path.Exists(folder.Data + ".chaos-copy"));
    }

    [Theory]
    [InlineData("import chain.rlp", "names no data directory")]
    [InlineData("import chain.rlp --datadir a , stage unwind --to 1 --datadir b", "different data directories")]
    [InlineData("import chain.rlp --datadir a ,", "a command is empty")]
    [InlineData("import chain.rlp --datadir .", "is there already")]
    [InlineData("node --datadir a", "never ends")]
    [InlineData("import chain.rlp --datadir a --db=memory", "in memory")]
    [InlineData("import chain.rlp --datadir a --log-level error", "has --log-level")]
    [InlineData("--datadir a import chain.rlp", "does not begin with the name of a command")]
    public async Task What_cannot_be_repeated_is_refused(string command, string why)
    {
        ProgramRun run = await NodeProcess.Run(["chaos", "--json", "--", .. command.Split(' ')]);
        run.RefusedWith("NP1001", 2, why);
    }
}
