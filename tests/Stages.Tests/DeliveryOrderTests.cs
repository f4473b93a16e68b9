using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>Every delivered block is looked at once, wherever the canonical head stands among them.</summary>
public sealed class DeliveryOrderTests
{
    private const int Shared = 12;

    private static readonly ChainGeneratorOptions Options = new()
    {
        Spec = ChainSpec.AllFrom(Fork.Byzantium, 1337),
        Blocks = 25,
        TransactionsPerBlock = 1,
        Senders = 8,
        BranchFirst = Shared + 1,
    };

    private static readonly ChainGeneratorOptions Merged = Options with { Spec = ChainSpec.AllFrom(Fork.Shanghai, 1337) };

    [Theory]
    [InlineData(1000)]
    [InlineData(4)]
    public async Task A_heavier_branch_that_stands_before_the_head_in_the_source_is_taken(long blocksPerCommit)
    {
        (TestChain light, TestChain heavy) = Branches(Options);
        using TestNode alone = new(heavy.Genesis);
        await alone.ImportAsync(heavy);
        using TestNode node = new(heavy.Genesis, blocksPerCommit);
        await node.ImportAsync(light);
        Assert.Equal(heavy.Head.Header.Hash, (await node.ImportAsync(heavy.Blocks, light.Blocks)).Head.Hash);
        Assert.Equal(alone.Rows(nameof(Tables.SideBlocks)), node.Rows(nameof(Tables.SideBlocks)));
    }

    [Fact]
    public async Task A_heavier_branch_before_the_head_is_taken_after_a_refused_one()
    {
        (TestChain light, TestChain heavy) = Branches(Options with { Ommers = false }); // Relinked blocks are no kin of theirs.
        TestChain broken = light.RelinkedFrom(Shared + 4, header => header with { StateRoot = Keccak.OfEmpty });
        using TestNode node = new(heavy.Genesis);
        await node.ImportAsync(light.Blocks.Take(Shared + 3));
        PipelineResult result = await node.ImportAsync(heavy.Blocks.Take(Shared + 2), broken.Blocks, heavy.Blocks);
        Assert.Equal(heavy.Head.Header.Hash, result.Head.Hash);
    }

    [Fact]
    public async Task A_block_beyond_the_target_is_taken_when_the_target_lies_further()
    {
        (TestChain light, TestChain heavy) = Branches(Options);
        using TestNode node = new(heavy.Genesis);
        using ChainFileSource source = ChainFileSource.Open([node.Write(heavy.Blocks), node.Write(light.Blocks)], heavy.Genesis.Hash);
        Pipeline pipeline = node.Create(AllStages.Create(heavy.Genesis.Spec, source, source));
        foreach (ulong target in new ulong[] { 3, Shared + 2, 100 })
        {
            PipelineResult result = await pipeline.RunAsync(new PipelineTarget { ToBlock = new(target) }, default);
            Assert.Equal(Math.Min(target, 25), result.Head.Number.Value);
        }
        Assert.Equal(25UL, node.CheckpointOf(StageId.Finish));
    }

    [Fact]
    public async Task One_pipeline_delivers_again_what_was_unwound_or_reset()
    {
        (TestChain _, TestChain heavy) = Branches(Options);
        using TestNode node = new(heavy.Genesis);
        using ChainFileSource source = ChainFileSource.Open([node.Write(heavy.Blocks)], heavy.Genesis.Hash);
        Pipeline pipeline = node.Create(AllStages.Create(heavy.Genesis.Spec, source, source));
        await pipeline.RunAsync(PipelineTarget.Everything, default);
        Dictionary<string, string> expected = node.Rows();
        pipeline.Unwind(new(7), default);
        await pipeline.RunAsync(PipelineTarget.Everything, default);
        Assert.Equal(expected, node.Rows());
        pipeline.Reset(StageId.Headers, heavy.Genesis);
        await pipeline.RunAsync(PipelineTarget.Everything, default);
        Assert.Equal(expected, node.Rows());
    }

    [Fact]
    public async Task A_stored_branch_is_taken_when_the_chain_grows_back_to_where_it_hangs()
    {
        (TestChain light, TestChain heavy) = Branches(Options);
        using TestNode node = new(heavy.Genesis);
        await node.ImportAsync(light);
        await node.ImportAsync(heavy);
        node.Create().Unwind(new(5), default); // The blocks up to the fork are gone, both branches above it are still stored.
        Assert.Equal(heavy.Head.Header.Hash, (await node.ImportAsync(heavy.Blocks.Take(Shared + 1))).Head.Hash);
    }

    [Fact]
    public async Task An_invalid_block_does_not_hide_a_stored_branch_that_hangs_below_it()
    {
        (TestChain light, TestChain heavy) = Branches(Options);
        TestChain broken = heavy.Relinked(Shared + 2, header => header with { Timestamp = 1 });
        using TestNode node = new(heavy.Genesis, blocksPerCommit: 1);
        await node.ImportAsync(light);
        await node.ImportAsync(heavy);
        node.Create().Unwind(new(5), default);
        PipelineResult result = await node.ImportAsync(broken.Blocks.Take(Shared + 2));
        Assert.Equal(broken.Blocks[Shared + 1].Header.Hash, Assert.Single(result.Rejected).Block.Hash);
        Assert.Equal(heavy.Head.Header.Hash, result.Head.Hash);
    }

    [Fact]
    public async Task After_the_merge_a_tip_that_is_delivered_again_is_the_latest()
    {
        (TestChain first, TestChain second) = Branches(Merged);
        using TestNode together = new(first.Genesis);
        PipelineResult result = await together.ImportAsync(first.Blocks, second.Blocks, [first.Head]);
        Assert.Equal(first.Head.Header.Hash, result.Head.Hash);
        using TestNode apart = new(first.Genesis);
        await apart.ImportAsync(first.Blocks, second.Blocks);
        Assert.Equal(first.Head.Header.Hash, (await apart.ImportAsync([first.Head])).Head.Hash);
        Assert.Equal(together.Rows(nameof(Tables.SideBlocks)), apart.Rows(nameof(Tables.SideBlocks)));
    }

    [Fact]
    public async Task After_the_merge_a_block_that_is_delivered_again_makes_the_branch_beyond_it_the_latest()
    {
        (TestChain first, TestChain second) = Branches(Merged);
        using TestNode node = new(first.Genesis);
        PipelineResult result = await node.ImportAsync(first.Blocks, second.Blocks, [first.Blocks[Shared]]);
        Assert.Equal(first.Head.Header.Hash, result.Head.Hash); // It ends: the branches do not take turns.
        result = await node.ImportAsync(first.Blocks, second.Blocks, [first.Blocks[Shared]], [second.Blocks[Shared + 1]]);
        Assert.Equal(second.Head.Header.Hash, result.Head.Hash);
    }

    [Fact]
    public void A_position_is_that_of_the_last_delivery_before_the_source_failed()
    {
        TestChain chain = TestChain.Generate(Options with { Blocks = 15 });
        using TestNode node = new(chain.Genesis);
        string file = node.Write([.. chain.Blocks, .. chain.Blocks.Take(3), chain.Blocks[0]]);
        using ChainFileSource source = ChainFileSource.Open([file], chain.Genesis.Hash);
        Assert.Equal([19, 17, 18, 4, 0], Positions());
        source.Fail(17, new NodeException(NodeErrorCode.ChainFileMalformed, "", "", ""));
        Assert.Equal([16, 17, 3, 4, 0], Positions());
        source.Fail(2, new NodeException(NodeErrorCode.ChainFileMalformed, "", "", ""));
        Assert.Equal([1, 2, 0, 0, 0], Positions());

        long[] Positions() =>
            [.. chain.Blocks.Take(4).Select(block => source.PositionAfter(block.Header.Hash)), source.PositionAfter(Hash256.Zero)];
    }

    [Fact]
    public async Task A_source_is_read_once_from_its_begin_to_its_end()
    {
        (TestChain light, TestChain heavy) = Branches(Options);
        using TestNode node = new(heavy.Genesis, blocksPerCommit: 1);
        CountingSource counts = await ImportCountedAsync(node, heavy.Blocks, light.Blocks);
        // Each commit goes on where the one before it ended; what one commit stored beside the chain is compared once more.
        Assert.Equal([.. Enumerable.Range(0, 25), 25, 50, 25 + Shared, 50], counts.Reads);
        // The chain is passed over by its hashes; the branch beside it is compared, in one batch.
        Assert.Equal([0, 25, 50], (await ImportCountedAsync(node, heavy.Blocks, light.Blocks)).Reads);
        Assert.Equal([0, 25], (await ImportCountedAsync(node, heavy.Blocks)).Reads);
    }

    [Fact]
    public async Task Stored_branches_are_weighed_when_something_new_is_beside_the_chain_and_not_at_every_commit()
    {
        (TestChain light, TestChain heavy) = Branches(Options);
        using TestNode node = new(heavy.Genesis, blocksPerCommit: 1);
        await node.ImportAsync(heavy.Blocks.Take(Shared + 3), light.Blocks.Take(Shared + 2));
        CountingSource counts = await ImportCountedAsync(node, heavy.Blocks);
        Assert.Equal(6, counts.Lookups); // The two blocks of the branch and the head, at the begin and at the end.
    }

    [Fact]
    public async Task A_long_branch_is_laid_aside_in_several_commits()
    {
        (TestChain light, TestChain heavy) = Branches(Options);
        using TestNode alone = new(heavy.Genesis);
        await alone.ImportAsync(heavy);
        using TestNode node = new(heavy.Genesis);
        await node.ImportAsync(light);
        using ChainFileSource source = ChainFileSource.Open([node.Write(heavy.Blocks)], heavy.Genesis.Hash);
        PipelineOptions options = new() { Thresholds = new CommitThresholds { BytesPerCommit = 1 } };
        SideBlockCounter counter = new(node.Database);
        Pipeline pipeline = new(node.Database, AllStages.Create(heavy.Genesis.Spec, source, source), options, observer: counter);
        await pipeline.RunAsync(PipelineTarget.Everything, default);
        Assert.Equal(2 * (25 - Shared), counter.Count);
        Assert.Equal(1, counter.GrowthMax);
        Assert.Equal(alone.Rows(nameof(Tables.SideBlocks)), node.Rows(nameof(Tables.SideBlocks)));
    }

    private static async Task<CountingSource> ImportCountedAsync(TestNode node, params IEnumerable<Block>[] runs)
    {
        using ChainFileSource source = ChainFileSource.Open([.. runs.Select(node.Write)], node.Genesis.Hash);
        CountingSource counts = new(source);
        await node.Create(AllStages.Create(node.Genesis.Spec, counts, source)).RunAsync(PipelineTarget.Everything, default);
        return counts;
    }

    private static (TestChain Light, TestChain Heavy) Branches(ChainGeneratorOptions options) =>
        (
            TestChain.Generate(options with { BranchSalt = 1, BranchSecondsPerBlock = 20 }),
            TestChain.Generate(options with { BranchSalt = 2, BranchSecondsPerBlock = 5 })
        );

    private sealed class SideBlockCounter(IDatabase database) : IPipelineObserver
    {
        public int Count { get; private set; }

        public int GrowthMax { get; private set; }

        public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit)
        {
            using IReadTransaction tx = database.BeginRead();
            using Cursor<BlockKey, SideBlock> cursor = tx.OpenCursor(Tables.SideBlocks);
            int count = 0;
            for (bool more = cursor.First(); more; more = cursor.Next())
            {
                count++;
            }
            GrowthMax = Math.Max(GrowthMax, count - Count);
            Count = count;
        }
    }
}
