using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>A contract with many slots is destroyed and made again: each block, each commit size, each unwind.</summary>
public sealed class WipeTests
{
    private const int Slots = 10_000;

    private static readonly Lazy<WipeChain> Chain = new(Make);

    private static readonly Lazy<Dictionary<string, string>>[] Straight =
    [
        .. Enumerable.Range(0, 10).Select(to => new Lazy<Dictionary<string, string>>(() => Import(to))),
    ];

    [Theory]
    [InlineData(1, RootChecks.Commit)]
    [InlineData(3, RootChecks.Commit)]
    [InlineData(1000, RootChecks.Commit)]
    [InlineData(1000, RootChecks.Every)]
    public Task In_memory_every_unwind_leaves_what_a_shorter_import_leaves(long blocksPerCommit, RootChecks checks) =>
        UnwindToEachAsync(blocksPerCommit, checks, isOnDisk: false);

    [RocksDbFact]
    public Task On_disk_with_a_commit_a_block_too() => UnwindToEachAsync(1, RootChecks.Commit, isOnDisk: true);

    [RocksDbFact]
    public Task On_disk_with_one_commit_too() => UnwindToEachAsync(1000, RootChecks.Commit, isOnDisk: true);

    [Fact]
    public async Task What_vanished_is_listed_slot_by_slot_in_pieces()
    {
        using TestNode node = new(Chain.Value.Genesis);
        await node.ImportAsync(Chain.Value.Blocks);
        using IReadTransaction tx = node.Database.BeginRead();
        using StorageChangesReader changes = new(tx, new BlockRange(new(2), new(2)));
        int count = 0;
        while (changes.MoveNext())
        {
            count++;
        }
        Assert.Equal(Slots + 200, count); // Those of genesis and those that block 1 wrote beside them.
    }

    private static async Task UnwindToEachAsync(long blocksPerCommit, RootChecks checks, bool isOnDisk)
    {
        WipeChain chain = Chain.Value;
        StateRootOptions options = new() { Checks = checks };
        using TestNode node = new(chain.Genesis, blocksPerCommit, options, isOnDisk);
        Assert.Empty((await node.ImportAsync(chain.Blocks)).Rejected);
        for (int to = chain.Blocks.Count; to >= 0; to--)
        {
            node.Create().Unwind(new BlockNumber((ulong)to), default);
            Assert.Equal(Straight[to].Value, node.Rows());
        }
        Assert.Empty((await node.ImportAsync(chain.Blocks)).Rejected); // And forward again over what was unwound.
        Assert.Equal(Straight[^1].Value, node.Rows());
    }

    /// <summary>The rows of a fresh import up to a block.</summary>
    private static Dictionary<string, string> Import(int to)
    {
        using TestNode node = new(Chain.Value.Genesis);
        if (to > 0)
        {
            Assert.Empty(node.ImportAsync(Chain.Value.Blocks.Take(to)).GetAwaiter().GetResult().Rejected);
        }
        return node.Rows();
    }

    private static WipeChain Make()
    {
        WipeChain chain = new(Fork.Shanghai, Slots);
        chain.Add(chain.Store(Slots + 1, Slots + 201, 5), chain.Store(1, 101, 7)); // 1: new slots, and old ones with other values.
        Assert.Equal(Slots + 200, chain.CountSlots());
        chain.Add(chain.Destroy()); // 2: gone, and stays away for a block.
        Assert.Equal(0, chain.CountSlots());
        chain.Add();
        chain.Add(chain.Create(), chain.Store(50, 150, 7), chain.Store(200_000, 200_300, 1)); // 4: some slots get their old value back.
        Assert.Equal(400, chain.CountSlots());
        chain.Add(chain.Destroy(), chain.Create(), chain.Store(60, 70, 9)); // 5: in one block.
        Assert.Equal(10, chain.CountSlots());
        chain.Add(chain.Store(70, 80, 9), chain.Destroy(), chain.Create(), chain.Store(60, 62, 9), chain.Destroy()); // 6: twice in one block.
        Assert.Equal(0, chain.CountSlots());
        chain.Add(chain.Create(), chain.Store(1, 2_001, 3)); // 7
        chain.Add(chain.Store(1, 1_001, 4)); // 8
        chain.Add(chain.Destroy(), chain.Create(), chain.Store(500, 600, 4)); // 9: what is stored is partly what was there.
        Assert.Equal(100, chain.CountSlots());
        return chain;
    }
}
