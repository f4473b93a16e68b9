using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;
using static NodeProto.Stages.Tests.PrunedNodes;

namespace NodeProto.Stages.Tests;

/// <summary>Going back over pruned data: to any block that is kept, and no further, told before anything is written.</summary>
public sealed class PrunedWayBackTests
{
    private const ulong OldestBlock = 30; // Storage of the last 80 blocks: 31 is the first whose changes are kept.

    [Theory]
    [InlineData(OldestBlock)]
    [InlineData(37)]
    [InlineData(109)]
    public async Task Unwound_to_a_block_that_is_kept_and_imported_again_nothing_is_lost(ulong to)
    {
        using TestNode node = await ImportedAsync(Narrow);
        node.Create().Unwind(new BlockNumber(to), default);
        Assert.All(PruneSegment.All, segment => Assert.InRange(FirstBlock(node, segment), 0UL, to + 1));
        await node.ImportAsync(Chain);
        Assert.Equal(await NarrowRowsAsync(), node.Rows());
    }

    [Theory]
    [InlineData(OldestBlock - 1)]
    [InlineData(0)]
    public async Task An_unwind_to_before_what_is_kept_is_refused_and_writes_nothing(ulong to)
    {
        using TestNode node = await ImportedAsync(Narrow);
        Dictionary<string, string> before = node.Rows();
        NodeException e = Assert.Throws<NodeException>(() => node.Create().Unwind(new BlockNumber(to), default));
        Assert.Equal(NodeErrorCode.Pruned, e.Code);
        Assert.Contains($"cannot go back to block {to}", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, node.Rows());
    }

    [Fact]
    public async Task An_unwind_that_ommers_could_not_be_checked_after_is_refused()
    {
        using TestNode node = await ImportedAsync(
            new Dictionary<PruneSegment, PruneMode> { [PruneSegment.Bodies] = PruneMode.Last(64) } // From block 47 on.
        );
        NodeException e = Assert.Throws<NodeException>(() => node.Create().Unwind(new BlockNumber(52), default));
        Assert.Contains("segment bodies is kept from block 47 on", e.Message, StringComparison.Ordinal);
        Assert.Contains("ends at block 53", e.WhatToDo, StringComparison.Ordinal);
        e = Assert.Throws<NodeException>(() => node.Create().Unwind(BlockNumber.Genesis, default));
        Assert.Contains("ends at block 53", e.WhatToDo, StringComparison.Ordinal);
        node.Create().Unwind(new BlockNumber(53), default);
    }

    [Fact]
    public async Task A_better_branch_from_before_what_is_kept_is_refused_and_writes_nothing()
    {
        (TestChain light, TestChain heavy) = Branches();
        using TestNode node = await WithShortHistoryAsync(light);
        Dictionary<string, string> before = node.Rows(nameof(Tables.SideBlocks));
        NodeException e = await Assert.ThrowsAsync<NodeException>(() => node.ImportAsync(heavy));
        Assert.Equal(NodeErrorCode.Pruned, e.Code);
        Assert.Contains("cannot go back to block 10", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, node.Rows(nameof(Tables.SideBlocks)));
    }

    [Fact]
    public async Task A_branch_from_before_what_is_kept_does_not_hide_what_follows_it_and_is_better()
    {
        (TestChain light, TestChain heavy) = Branches();
        using TestNode node = await WithShortHistoryAsync(light);
        Dictionary<string, string> before = node.Rows(nameof(Tables.SideBlocks));
        node.Create().Unwind(new BlockNumber(40), default);
        PipelineResult result = await node.ImportAsync(heavy.Blocks.Take(60), light.Blocks);
        Assert.Equal(light.Head.Header.Hash, result.Head.Hash);
        Assert.Equal(before, node.Rows(nameof(Tables.SideBlocks)));
    }

    [Fact]
    public async Task A_reset_whose_stages_would_miss_pruned_rows_is_refused_and_writes_nothing()
    {
        using TestNode node = await ImportedAsync(Narrow);
        Dictionary<string, string> before = node.Rows();
        foreach (StageId stage in new[] { StageId.SenderRecovery, StageId.Execution })
        {
            NodeException e = Assert.Throws<NodeException>(() => node.Create().Reset(stage, Chain.Genesis));
            Assert.Equal(NodeErrorCode.Pruned, e.Code);
            Assert.Equal("Run `nodeproto stage reset bodies`, and then the import again.", e.WhatToDo);
            Assert.Equal(before, node.Rows());
        }
    }

    [Fact]
    public async Task Where_bodies_are_whole_senders_and_all_after_them_are_made_again()
    {
        Dictionary<PruneSegment, PruneMode> modes = new(Narrow) { [PruneSegment.Bodies] = PruneMode.All };
        using TestNode straight = await ImportedAsync(modes);
        using TestNode node = await ImportedAsync(modes);
        NodeException e = Assert.Throws<NodeException>(() => node.Create().Reset(StageId.Execution, Chain.Genesis));
        Assert.Contains("segment senders", e.Message, StringComparison.Ordinal);
        Assert.Contains("stage reset sender-recovery", e.WhatToDo, StringComparison.Ordinal);
        node.Create().Reset(StageId.SenderRecovery, Chain.Genesis);
        Assert.Equal(0UL, FirstBlock(node, PruneSegment.Receipts));
        await node.ImportAsync(Chain);
        Assert.Equal(straight.Rows(), node.Rows());
    }

    [Fact]
    public async Task Stages_that_need_no_old_rows_are_reset_and_write_the_same_again()
    {
        using TestNode node = await ImportedAsync(Narrow);
        foreach (StageId stage in AllStages.Order.SkipWhile(stage => stage != StageId.StateRoot))
        {
            node.Create().Reset(stage, Chain.Genesis);
            await node.ImportAsync(Chain);
            Assert.Equal(await NarrowRowsAsync(), node.Rows());
        }
    }

    [Fact]
    public async Task Stopped_in_the_middle_and_reset_what_was_begun_is_finished()
    {
        for (int commits = 1; commits < 8; commits += 2)
        {
            using TestNode node = await ImportedAsync(null);
            Choose(node, Narrow);
            using CancellationTokenSource stop = new();
            int left = commits;
            node.Events.OnCommit = () =>
            {
                if (--left == 0)
                {
                    stop.Cancel();
                }
            };
            await PruneAsync(node, stop.Token);
            node.Events.OnCommit = null;
            node.Create().Reset(AllStages.Order[AllStages.Order.ToList().IndexOf(StageId.StateRoot) + (commits / 2)], Chain.Genesis);
            await node.ImportAsync(Chain);
            Assert.Equal(await NarrowRowsAsync(), node.Rows());
        }
    }

    [Fact]
    public async Task Everything_is_fetched_again_after_a_reset_of_the_bodies()
    {
        using TestNode node = await ImportedAsync(Narrow);
        node.Create().Reset(StageId.Bodies, Chain.Genesis);
        Assert.All(PruneSegment.All, segment => Assert.Equal(0UL, FirstBlock(node, segment)));
        await node.ImportAsync(Chain);
        Assert.Equal(await NarrowRowsAsync(), node.Rows());
    }

    [Fact]
    public async Task A_dry_run_from_before_what_is_kept_is_refused()
    {
        using TestNode node = await ImportedAsync(Narrow);
        Pipeline pipeline = node.Create();
        foreach (
            StageId stage in new[]
            {
                StageId.SenderRecovery,
                StageId.Execution,
                StageId.StateRoot,
                StageId.AccountHistory,
                StageId.StorageHistory,
            }
        )
        {
            NodeException e = await Assert.ThrowsAsync<NodeException>(() =>
                pipeline.DryRunAsync(stage, new BlockNumber(15), new BlockNumber(ulong.MaxValue), default)
            );
            Assert.Equal(NodeErrorCode.Pruned, e.Code);
        }
        PipelineResult result = await pipeline.DryRunAsync(
            StageId.SenderRecovery,
            new BlockNumber(50),
            new BlockNumber(ulong.MaxValue),
            default
        );
        Assert.Equal(61UL, result.Stages[0].Blocks);
    }

    [Fact]
    public async Task Stopped_in_the_middle_and_unwound_no_new_row_is_deleted_later()
    {
        for (int commits = 1; commits < 8; commits += 2)
        {
            using TestNode node = await ImportedAsync(null);
            Choose(node, Narrow);
            using CancellationTokenSource stop = new();
            int left = commits;
            node.Events.OnCommit = () =>
            {
                if (--left == 0)
                {
                    stop.Cancel();
                }
            };
            await PruneAsync(node, stop.Token);
            node.Events.OnCommit = null;
            node.Create().Unwind(new BlockNumber(35), default);
            await node.ImportAsync(Chain);
            Assert.Equal(await NarrowRowsAsync(), node.Rows());
        }
    }

    /// <summary>Two chains of 90 and 95 blocks that part after block 10.</summary>
    private static (TestChain Light, TestChain Heavy) Branches()
    {
        ChainGeneratorOptions options = new()
        {
            Spec = ChainSpec.AllFrom(Fork.Byzantium, 1337),
            Blocks = 90,
            TransactionsPerBlock = 1,
            Senders = 4,
            Ommers = false,
        };
        return (TestChain.Generate(options), TestChain.Generate(options with { BranchFirst = 11, BranchSalt = 1, Blocks = 95 }));
    }

    /// <summary>A node at the head of a chain that can go back 70 blocks.</summary>
    private static async Task<TestNode> WithShortHistoryAsync(TestChain chain)
    {
        TestNode node = new(chain.Genesis);
        Choose(node, new Dictionary<PruneSegment, PruneMode> { [PruneSegment.AccountHistory] = PruneMode.Last(70) });
        await node.ImportAsync(chain);
        return node;
    }
}
