using System.IO.Compression;
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
        await Chains.WriteImportedAsync(folder, 20);
        using NodeProcess import = NodeProcess.Start(folder.Import("--disk.min-free", "100"));
        Assert.True(await import.SeesAsync(" reason=low-disk "));
        import.Interrupt();
        (await import.EndAsync()).EndedWith(130);
        Assert.Equal(await Chains.ShortChecksumAsync(20), await folder.ChecksumAsync());
        ProgramRun run = (await NodeProcess.Run(folder.Import("--disk.min-free", "0", "--checksum"))).EndedWith(0);
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), run.Checksum);
    }

    [MountFact]
    public async Task What_cannot_fit_is_refused_before_it_begins()
    {
        using DataFolder folder = new(Chains.Long);
        Directory.CreateDirectory(folder.Data);
        using MountedFolder mounted = new(folder.Data, "300k");
        (await NodeProcess.Run(folder.Import())).RefusedWith("NP3111", 1, "the blocks will take about", "--disk.min-free 0", folder.Data);
        mounted.Remount("size=64m");
        (await NodeProcess.Run(folder.Import())).EndedWith(0);
    }

    /// <summary>A few sizes out of those that <c>scripts/full-disk.sh</c> goes through: nothing can be opened, the log begins, stages stand anywhere.</summary>
    [MountFact]
    public async Task A_disk_of_any_size_ends_an_import_with_one_error_and_loses_nothing()
    {
        string checksum = await Chains.ShortChecksumAsync(Chains.Short.Head);
        foreach (int kilobytes in (int[])[4, 100, 200])
        {
            using DataFolder folder = new(Chains.Short);
            Directory.CreateDirectory(folder.Data);
            using MountedFolder mounted = new(folder.Data, $"{kilobytes}k");
            string[] import = folder.Import("--disk.min-free", "0", "--commit-blocks", "20", "--checksum");
            (await NodeProcess.Run(import)).RefusedWith("NP3102", 1, folder.Data);
            mounted.Remount("size=64m");
            Assert.Equal(checksum, (await NodeProcess.Run(import)).EndedWith(0).Checksum);
        }
    }

    [MountFact]
    public async Task A_full_temporary_folder_is_named()
    {
        using DataFolder folder = await Chains.ImportedAsync(20);
        string temporary = folder["temporary"];
        Directory.CreateDirectory(temporary);
        using MountedFolder mounted = new(temporary, "4k");
        await File.WriteAllBytesAsync(Path.Combine(temporary, "filler"), new byte[4096]);
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["TMPDIR"] = temporary };
        string[] read = ["db", "checksum", "--datadir", folder.Data, "--json"];
        (await NodeProcess.Run(read, environment)).EndedWith(0);

        string packed = folder["chain.rlp.gz"];
        await using (FileStream file = File.Create(packed))
        await using (GZipStream gzip = new(file, CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(await File.ReadAllBytesAsync(folder.ChainFile));
        }
        (await NodeProcess.Run(folder.ImportOf(packed), environment)).RefusedWith(
            "NP3102",
            1,
            "there is no place to unpack the file",
            temporary
        );
        ProgramRun run = (await NodeProcess.Run(folder.ImportOf(packed, "--checksum"))).EndedWith(0);
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), run.Checksum);
    }
}
