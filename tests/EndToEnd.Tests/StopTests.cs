using System.Text.Json;
using Xunit.Abstractions;

namespace NodeProto.EndToEnd.Tests;

/// <summary>An import that is killed or interrupted again and again ends where an undisturbed one ends.</summary>
public sealed class StopTests(ITestOutputHelper output)
{
    private const int CommitsMax = 700; // Of 2,400 that an import with a commit for each block makes: about seven disturbances, fewer on a fast machine.

    [Fact]
    public async Task Killed_at_any_commit_it_continues_to_the_same_checksum()
    {
        using DataFolder folder = new(Chains.Long);
        int kills = await DisturbAsync(folder, seed: 1, process => process.Kill(), run => Assert.Equal(137, run.ExitCode));
        Assert.InRange(kills, 1, 100);
        Assert.Equal(await Chains.LongChecksumAsync(), await folder.ChecksumAsync());
    }

    [Fact]
    public async Task Interrupted_at_any_commit_it_ends_with_130_and_one_object_and_continues_to_the_same_checksum()
    {
        using DataFolder folder = new(Chains.Long);
        int stops = await DisturbAsync(folder, seed: 2, process => process.Interrupt(), CheckStopped);
        Assert.InRange(stops, 1, 100);
        Assert.Equal(await Chains.LongChecksumAsync(), await folder.ChecksumAsync());
    }

    [Fact]
    public async Task Terminated_it_ends_with_130_too()
    {
        using DataFolder folder = new(Chains.Long);
        using NodeProcess process = Start(folder);
        await process.SeesAsync("headers: committed up to block 1 "); // Some 2,400 commits are left, also on a busy machine.
        process.Terminate();
        CheckStopped(await process.EndAsync());
    }

    [Fact]
    public async Task Interrupted_it_names_the_unfinished_stage_and_the_next_run_says_that_it_goes_on_there()
    {
        using DataFolder folder = new(Chains.Long);
        using NodeProcess process = Start(folder);
        await process.SeesAsync("sender-recovery: committed up to block 5 ");
        process.Interrupt();
        ProgramRun run = await process.EndAsync();
        CheckStopped(run);
        ulong block = run.Json.GetProperty("stages")[2].GetProperty("checkpoint").GetUInt64();
        Assert.InRange(block, 5UL, Chains.Long.Head);
        string stop = $"stopped in sender-recovery, whose last commit is at block {block}. The same command goes on from there\n";
        Assert.Contains(stop, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("goes on: ", run.Error, StringComparison.Ordinal);
        ProgramRun next = await NodeProcess.Run(folder.Import());
        string places = $"headers at block 400, bodies at 400, sender-recovery at {block}, execution at 0, ";
        Assert.Contains($" goes on: {places}", next.EndedWith(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_that_read_work_beside_an_import()
    {
        using DataFolder folder = new(Chains.Long);
        using NodeProcess import = Start(folder);
        await import.SeesAsync("bodies: committed up to block 5 ");
        string[] data = ["--datadir", folder.Data, "--json"];
        (await NodeProcess.Run(["stage", "list", .. data])).EndedWith(0);
        (await NodeProcess.Run(["db", "stats", .. data])).EndedWith(0);
        (await NodeProcess.Run(["db", "get", "Headers", "5", .. data])).EndedWith(0);
        (await NodeProcess.Run(["chain", "info", .. data])).EndedWith(0);
        (await import.EndAsync()).EndedWith(0);
    }

    private static NodeProcess Start(DataFolder folder) => NodeProcess.Start(folder.Import("--commit-blocks", "1", "--log-level", "debug"));

    /// <summary>Runs an import until it ends by itself, and disturbs it each time after some more commits.</summary>
    private async Task<int> DisturbAsync(DataFolder folder, int seed, Action<NodeProcess> disturb, Action<ProgramRun> check)
    {
        Random random = new(seed);
        int count = 0;
        while (true)
        {
            int commits = random.Next(1, CommitsMax);
            using NodeProcess process = Start(folder);
            bool isSeen = await process.SeesAsync(": committed up to block ", commits);
            disturb(process);
            ProgramRun run = await process.EndAsync();
            if (run.ExitCode == 0)
            {
                Assert.Equal(Chains.Long.Head, run.Head);
                output.WriteLine($"seed {seed}: disturbed {count} times");
                return count;
            }
            Assert.True(isSeen, run.Error);
            check(run);
            Assert.True(++count < 100, "A hundred starts do not bring the import to its end.");
        }
    }

    private static void CheckStopped(ProgramRun run)
    {
        run.EndedWith(130);
        Assert.True(run.Json.GetProperty("interrupted").GetBoolean());
        Assert.InRange(run.Head, 0UL, Chains.Long.Head);
        JsonElement stages = run.Json.GetProperty("stages");
        Assert.Equal("finish", stages[stages.GetArrayLength() - 1].GetProperty("stage").GetString());
    }
}
