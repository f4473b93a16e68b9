using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>Where the storage of many accounts changed, several threads update it: the rows do not tell.</summary>
public sealed class ParallelUpdateTests
{
    private const int Contracts = 150;

    [Fact]
    public Task In_memory_one_thread_or_three_write_the_same_rows() => CompareAsync(isOnDisk: false);

    [RocksDbFact]
    public Task On_disk_too() => CompareAsync(isOnDisk: true);

    private static async Task CompareAsync(bool isOnDisk)
    {
        WipeChain chain = new(Fork.Shanghai, slots: 10);
        chain.Add([.. Enumerable.Range(1, Contracts).Select(i => chain.Create(i))]);
        chain.Add([.. Enumerable.Range(1, Contracts).Select(i => chain.Store(1, (ulong)(1 + (i % 7)), 5, i))]);
        chain.Add([.. Enumerable.Range(1, Contracts).Where(i => i % 3 == 0).Select(i => chain.Destroy(i))]);
        foreach (RootChecks checks in new[] { RootChecks.Commit, RootChecks.Every })
        {
            using TestNode node = new(chain.Genesis, roots: new StateRootOptions { Threads = 3, Checks = checks }, isOnDisk: isOnDisk);
            Assert.Empty((await node.ImportAsync(chain.Blocks)).Rejected);
            Assert.Equal(PlainTries.Expected(node.Database), PlainTries.Stored(node.Database));
            node.Create().Unwind(new BlockNumber(1), default);
            Assert.Equal(PlainTries.Expected(node.Database), PlainTries.Stored(node.Database));
        }
    }
}
