namespace NodeProto.EndToEnd.Tests;

/// <summary>One chain gives one checksum, whatever the backend and however it was written.</summary>
public sealed class EqualChecksumTests
{
    [Fact]
    public async Task Backends_and_commits_of_1_7_and_1000_blocks_give_equal_checksums()
    {
        using DataFolder folder = new(Chains.Short);
        HashSet<string> checksums = new(StringComparer.Ordinal);
        foreach (string blocks in (string[])["1", "7", "1000"])
        {
            folder.Data = folder[blocks];
            ProgramRun disk = (await NodeProcess.Run(folder.Import("--commit-blocks", blocks, "--checksum"))).EndedWith(0);
            Assert.Equal(Chains.Short.Head, disk.Head);
            checksums.Add(disk.Checksum);
        }
        checksums.UnionWith([
            await folder.ChecksumAsync(),
            await Chains.ShortChecksumAsync(Chains.Short.Head),
            await folder.StraightAsync("--commit-blocks", "7", "--check-roots", "every"),
        ]);
        Assert.Single(checksums);
    }

    [Fact]
    public async Task An_unwind_leaves_what_an_import_up_to_there_leaves_and_the_import_goes_on()
    {
        using DataFolder folder = new(Chains.Short);
        (await NodeProcess.Run(folder.Import("--commit-blocks", "11"))).EndedWith(0);
        (await NodeProcess.Run("stage", "unwind", "--to", "23", "--datadir", folder.Data, "--json")).EndedWith(0);
        Assert.Equal(await Chains.ShortChecksumAsync(23), await folder.ChecksumAsync());
        ProgramRun again = (await NodeProcess.Run(folder.Import("--checksum"))).EndedWith(0);
        Assert.Equal(Chains.Short.Head, again.Head);
        Assert.Equal(await Chains.ShortChecksumAsync(Chains.Short.Head), again.Checksum);
    }

    [Fact]
    public async Task A_reset_of_a_stage_and_an_import_leave_what_was_there()
    {
        using DataFolder folder = await Chains.ImportedAsync(Chains.Short.Head);
        string whole = await Chains.ShortChecksumAsync(Chains.Short.Head);
        Assert.Equal(whole, await folder.ChecksumAsync());
        (await NodeProcess.Run("stage", "reset", "execution", "--datadir", folder.Data, "--json")).EndedWith(0);
        Assert.False(whole == await folder.ChecksumAsync());
        Assert.Equal(whole, (await NodeProcess.Run(folder.Import("--checksum"))).EndedWith(0).Checksum);
    }

    [Fact]
    public async Task Two_branches_end_at_the_heavier_head_in_either_order()
    {
        using DataFolder heavy = new(Chains.Heavy);
        string light = heavy.Write("light.rlp", GeneratedChain.Encode(Chains.Light.Blocks));
        string expected = await heavy.StraightAsync();
        string head = Chains.Heavy.Blocks[^1].Header.Hash.ToString();
        foreach ((string first, string[] second) in new[] { (heavy.ChainFile, [light]), (light, new[] { heavy.ChainFile, light }) })
        {
            heavy.Data = heavy[$"after-{Path.GetFileNameWithoutExtension(first)}"];
            (await NodeProcess.Run(heavy.ImportOf(first, "--commit-blocks", "4"))).EndedWith(0);
            string[] rest = [.. second[1..], "--commit-blocks", "4", "--checksum"];
            ProgramRun last = (await NodeProcess.Run(heavy.ImportOf(second[0], rest))).EndedWith(0);
            Assert.Equal(head, last.Json.GetProperty("head").GetProperty("hash").GetString());
            Assert.Equal(expected, last.Checksum);
        }
    }
}
