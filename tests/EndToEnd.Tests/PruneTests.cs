namespace NodeProto.EndToEnd.Tests;

/// <summary>Pruning by the built program: killed in the middle, beside another process, and what comes of both.</summary>
public sealed class PruneTests
{
    private static readonly string[] Modes =
    [
        "--prune",
        "minimal",
        "--prune.allow-shallow-unwind",
        .. new[] { "senders", "receipts", "bodies", "account-history", "storage-history", "transaction-lookup" }.SelectMany(segment =>
            new[] { $"--prune.{segment}", "last 80" }
        ),
    ];

    [Fact]
    public async Task Killed_again_and_again_while_it_prunes_it_ends_with_the_checksum_of_a_straight_run()
    {
        using DataFolder folder = new(Chains.Long);
        (await NodeProcess.Run(folder.Import())).EndedWith(0);
        string[] line = ["prune", "--datadir", folder.Data, "--json", "--log-level", "debug", .. Modes];
        int kills = 0;
        for (bool isDone = false; !isDone; )
        {
            using NodeProcess process = NodeProcess.Start(line);
            await process.SeesAsync("prune: committed up to block ", 2);
            process.Kill();
            isDone = (await process.EndAsync()).ExitCode == 0;
            Assert.True(isDone || ++kills < 100, "A hundred starts do not bring it to its end.");
        }
        Assert.True(kills > 0);
        Assert.Equal(await folder.StraightAsync(Modes), await folder.ChecksumAsync());
        ProgramRun refused = await NodeProcess.Run("db", "get", "Bodies", "5", "--datadir", folder.Data);
        Assert.Contains(
            "NP3601: block 5 is pruned: segment bodies is kept from block 321 on",
            refused.EndedWith(1).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_dry_run_works_beside_an_import_and_a_real_one_does_not()
    {
        using DataFolder folder = new(Chains.Long);
        using NodeProcess import = NodeProcess.Start(folder.Import("--commit-blocks", "1", "--log-level", "debug"));
        await import.SeesAsync("bodies: committed up to block 5 ");
        string[] data = ["--datadir", folder.Data, "--json"];
        (await NodeProcess.Run(["prune", "--dry-run", "--prune", "minimal", .. data])).EndedWith(0);
        ProgramRun second = await NodeProcess.Run(["prune", .. data]);
        Assert.Equal("NP3101", second.EndedWith(4).Json.GetProperty("error").GetProperty("code").GetString());
        (await import.EndAsync()).EndedWith(0);
    }
}
