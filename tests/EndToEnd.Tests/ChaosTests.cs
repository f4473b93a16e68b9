using System.Text.Json;

namespace NodeProto.EndToEnd.Tests;

/// <summary><c>chaos</c> ends commands at random instants and finds nothing lost, but finds it when something is.</summary>
public sealed class ChaosTests
{
    [Fact]
    public async Task Nothing_is_lost_by_kills_of_imports_and_of_the_way_back()
    {
        using DataFolder folder = new(Chains.Short);
        string[] import = ["import", folder.ChainFile, "--chain", folder.Genesis, "--datadir", folder.Data, "--commit-blocks", "12"];
        string[] unwind = ["stage", "unwind", "--to", "4", "--datadir", folder.Data];
        ProgramRun run = await NodeProcess.Run(["chaos", "--kills", "3", "--tear-every", "1", "--json", "--", .. import, ",", .. unwind]);
        JsonElement report = run.EndedWith(0).Json;
        Assert.Equal(3, report.GetProperty("kills").GetInt32());
        Assert.Equal(0, report.GetProperty("loadsFinishedByOpening").GetInt32()); // The chain is too small for sorted files.
        Assert.InRange(report.GetProperty("rounds").GetInt32(), 1, 100);
        Assert.False(Directory.Exists(folder.Data));
        Assert.False(Directory.Exists(folder.Data + ".chaos-copy"));
    }

    [Fact]
    public async Task A_different_end_is_found_and_the_data_is_kept()
    {
        using DataFolder folder = new(Chains.Other);
        string[] import = ["import", folder.ChainFile, "--chain", folder.Genesis, "--datadir", folder.Data];
        using NodeProcess process = NodeProcess.Start(["chaos", "--kills", "1000", "--json", "--", .. import]);
        await process.SeesAsync("chaos: ");
        byte[] shorter = GeneratedChain.Encode(Chains.Other.Blocks.SkipLast(1)); // As if a block were lost.
        File.Move(folder.Write("shorter.rlp", shorter), folder.ChainFile, overwrite: true);
        ProgramRun run = await process.EndAsync();
        Assert.Matches("^(NP1711|NP1712)$", run.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.True(Directory.Exists(folder.Data));
    }

    [Fact]
    public async Task A_command_that_fails_undisturbed_is_named()
    {
        using DataFolder folder = new(Chains.Other);
        ProgramRun run = await NodeProcess.Run(["chaos", "--json", "--", "stage", "unwind", "--to", "1", "--datadir", folder.Data]);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("NP1712", run.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.False(Directory.Exists(folder.Data));
        Assert.False(Directory.Exists(folder.Data + ".undisturbed"));
    }

    [Fact]
    public async Task After_an_interruption_nothing_is_left_and_it_can_be_started_again()
    {
        using DataFolder folder = new(Chains.Other);
        using NodeProcess process = NodeProcess.Start(["chaos", "--kills", "100000", "--json", "--", .. folder.Import()]);
        await process.SeesAsync("chaos: ");
        process.Interrupt();
        (await process.EndAsync()).EndedWith(130);
        Assert.False(Path.Exists(folder.Data));
        Assert.False(Path.Exists(folder.Data + ".undisturbed"));
        Assert.False(Path.Exists(folder.Data + ".chaos-copy"));
    }
}
