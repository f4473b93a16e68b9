using NodeProto.Execution;

namespace NodeProto.EndToEnd.Tests;

/// <summary>One chain gives one checksum, whatever the backend and however it was written.</summary>
public sealed class EqualChecksumTests
{
    [Fact]
    public async Task Backends_and_commits_of_1_7_and_1000_blocks_give_equal_checksums()
    {
        using TestFolder folder = new();
        GeneratedChain chain = GeneratedChain.Of(new ChainGeneratorOptions { Blocks = 60, Seed = 7 });
        string genesis = chain.WriteGenesis(folder);
        string blocks = chain.WriteBlocks(folder);
        HashSet<string> checksums = new(StringComparer.Ordinal);
        foreach (string size in (string[])["1", "7", "1000"])
        {
            string[] common = ["--chain", genesis, "--commit-blocks", size, "--checksum", "--json", blocks];
            ProgramRun disk = (await NodeProcess.Run(["import", "--datadir", folder[size], .. common])).EndedWith(0);
            ProgramRun memory = (await NodeProcess.Run(["import", "--db", "memory", .. common])).EndedWith(0);
            ProgramRun read = (await NodeProcess.Run("db", "checksum", "--datadir", folder[size], "--json")).EndedWith(0);
            Assert.Equal(60UL, disk.Head);
            Assert.Equal(60UL, memory.Head);
            checksums.UnionWith([disk.Checksum, memory.Checksum, read.Checksum]);
        }
        Assert.Single(checksums);
    }
}
