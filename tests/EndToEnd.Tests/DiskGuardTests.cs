using System.Text.Json;

namespace NodeProto.EndToEnd.Tests;

/// <summary>A disk that gets full: work pauses before it is, says so everywhere, and goes on by itself.</summary>
public sealed class DiskGuardTests
{
    [MountFact]
    public async Task An_import_pauses_below_the_limit_and_goes_on_by_itself_to_the_right_checksum()
    {
        using DataFolder folder = new(Chains.Short);
        Directory.CreateDirectory(folder.Data);
        using MountedFolder mounted = new(folder.Data, "64m");
        string[] options = ["--checksum", "--disk.min-free", "100", "--metrics", "127.0.0.1:0", "--commit-blocks", "7"];
        using NodeProcess import = NodeProcess.Start(folder.Import(options));
        Assert.True(await import.SeesAsync(" reason=low-disk "));
        mounted.Remount("size=512m");
        Assert.True(await import.SeesAsync("going on, the disk has "));
        ProgramRun run = (await import.EndAsync()).EndedWith(0);
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), run.Checksum);
    }

    [MountFact]
    public async Task A_node_that_pauses_says_so_in_status_and_health_and_stops_when_asked()
    {
        using DataFolder folder = new(Chains.Short);
        Directory.CreateDirectory(folder.Data);
        using MountedFolder mounted = new(folder.Data, "64m");
        string[] command = ["node", "--source", folder.ChainFile, "--chain", folder.Genesis, "--datadir", folder.Data];
        using NodeProcess node = NodeProcess.Start([.. command, "--disk.min-free", "100", "--metrics", "127.0.0.1:0"]);
        Assert.True(await node.SeesAsync(" reason=low-disk "));
        ProgramRun status = (await NodeProcess.Run("status", "--datadir", folder.Data, "--json")).EndedWith(1);
        using JsonDocument health = JsonDocument.Parse(status.Out);
        Assert.Equal("stalled", health.RootElement.GetProperty("status").GetString());
        Assert.Equal("low-disk", health.RootElement.GetProperty("reason").GetString());
        Assert.Contains("100.0 MiB are to stay free", health.RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);
        mounted.Remount("size=512m");
        Assert.True(await node.SeesAsync("waiting for more blocks"));
        mounted.Remount("size=64m");
        node.Interrupt();
        (await node.EndAsync()).EndedWith(0);
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), await folder.ChecksumAsync());
    }

    [MountFact]
    public async Task A_pause_can_be_stopped_and_keeps_what_was_committed()
    {
        using DataFolder folder = new(Chains.Short);
        Directory.CreateDirectory(folder.Data);
        using MountedFolder mounted = new(folder.Data, "64m");
        (await NodeProcess.Run(folder.Import("--to-block", "20"))).EndedWith(0);
        using NodeProcess import = NodeProcess.Start(folder.Import("--disk.min-free", "100"));
        Assert.True(await import.SeesAsync(" reason=low-disk "));
        import.Interrupt();
        (await import.EndAsync()).EndedWith(130);
        Assert.Equal(await Chains.ShortChecksumAsync(20), await folder.ChecksumAsync());
        (await NodeProcess.Run(folder.Import("--disk.min-free", "0"))).EndedWith(0);
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), await folder.ChecksumAsync());
    }
}
