using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

public sealed class ForkChoiceTests
{
    private const int Shared = 12;

    private static readonly ChainGeneratorOptions Options = new()
    {
        Spec = ChainSpec.AllFrom(Fork.Byzantium, 1337),
        Blocks = 25,
        TransactionsPerBlock = 2,
        Senders = 8,
        BranchFirst = Shared + 1,
    };

    [Fact]
    public async Task Two_branches_end_at_the_heavier_head_in_either_order()
    {
        (TestChain light, TestChain heavy) = Branches(Options);
        using TestNode alone = new(heavy.Genesis);
        await alone.ImportAsync(heavy);
        Dictionary<string, string> expected = alone.Rows(nameof(Tables.SideBlocks));
        foreach (long blocksPerCommit in new long[] { 1000, 4 })
        {
            using TestNode lightFirst = new(heavy.Genesis, blocksPerCommit);
            await lightFirst.ImportAsync(light.Blocks, heavy.Blocks);
            Assert.Equal(expected, lightFirst.Rows(nameof(Tables.SideBlocks)));
            using TestNode heavyFirst = new(heavy.Genesis, blocksPerCommit);
            await heavyFirst.ImportAsync(heavy.Blocks, light.Blocks);
            Assert.Equal(expected, heavyFirst.Rows(nameof(Tables.SideBlocks)));
            using TestNode apart = new(heavy.Genesis, blocksPerCommit);
            await apart.ImportAsync(light);
            Assert.Equal(light.Head.Header.Hash, (await apart.ImportAsync(light)).Head.Hash);
            await apart.ImportAsync(heavy);
            Assert.Equal(expected, apart.Rows(nameof(Tables.SideBlocks)));
            await apart.ImportAsync(light);
            Assert.Equal(expected, apart.Rows(nameof(Tables.SideBlocks)));
        }
    }

    [Fact]
    public async Task A_heavier_branch_with_an_invalid_block_gives_way_to_the_old_one()
    {
        (TestChain light, TestChain heavy) = Branches(Options with { Ommers = false }); // Relinked blocks are no kin of theirs.
        using TestNode alone = new(light.Genesis);
        await alone.ImportAsync(light);
        TestChain broken = heavy.RelinkedFrom(Shared + 2, header => header with { StateRoot = Keccak.OfEmpty });
        using TestNode together = new(light.Genesis);
        PipelineResult result = await together.ImportAsync(light.Blocks, broken.Blocks);
        Assert.Equal((ulong)Shared + 2, Assert.Single(result.Rejected).Block.Number.Value);
        Assert.Equal(light.Head.Header.Hash, result.Head.Hash);
        Assert.Equal(alone.Rows(nameof(Tables.SideBlocks)), together.Rows(nameof(Tables.SideBlocks)));
        using TestNode apart = new(light.Genesis);
        await apart.ImportAsync(light);
        Assert.Equal(light.Head.Header.Hash, (await apart.ImportAsync(broken)).Head.Hash);
        Assert.Equal(alone.Rows(nameof(Tables.SideBlocks)), apart.Rows(nameof(Tables.SideBlocks)));
    }

    [Fact]
    public async Task A_block_beside_the_head_that_came_with_a_body_of_another_one_is_good_when_it_comes_with_its_own()
    {
        (TestChain light, TestChain heavy) = Branches(Options);
        TestChain wrong = WithBodyOfAnotherBlock(heavy);
        using TestNode alone = new(heavy.Genesis);
        await alone.ImportAsync(heavy);
        using TestNode node = new(light.Genesis);
        await node.ImportAsync(light);
        PipelineResult result = await node.ImportAsync(wrong);
        RejectedBlock rejected = Assert.Single(result.Rejected);
        Assert.Equal(StageId.Headers, rejected.Stage);
        Assert.Equal(heavy.Blocks[Shared + 1].Header.Hash, rejected.Block.Hash);
        Assert.Equal(InvalidBlockReason.TransactionsRootWrong, rejected.Block.Reason);
        Assert.Contains("offset", rejected.Block.Found, StringComparison.Ordinal);
        Assert.Equal(light.Head.Header.Hash, result.Head.Hash);
        Assert.Equal(heavy.Head.Header.Hash, (await node.ImportAsync(heavy)).Head.Hash);
        Assert.Equal(alone.Rows(nameof(Tables.SideBlocks)), node.Rows(nameof(Tables.SideBlocks)));
    }

    [Fact]
    public async Task A_block_that_comes_with_a_body_of_another_one_first_is_taken_with_its_own()
    {
        (TestChain light, TestChain heavy) = Branches(Options);
        TestChain wrong = WithBodyOfAnotherBlock(heavy);
        using TestNode alone = new(heavy.Genesis);
        await alone.ImportAsync(heavy);
        using TestNode first = new(light.Genesis);
        PipelineResult result = await first.ImportAsync(wrong.Blocks, heavy.Blocks);
        Assert.Empty(result.Rejected);
        Assert.Equal(alone.Rows(), first.Rows());
        using TestNode beside = new(light.Genesis);
        result = await beside.ImportAsync(light.Blocks, wrong.Blocks, heavy.Blocks);
        Assert.Empty(result.Rejected);
        Assert.Equal(alone.Rows(nameof(Tables.SideBlocks)), beside.Rows(nameof(Tables.SideBlocks)));
    }

    [Fact]
    public async Task After_the_merge_the_branch_that_is_delivered_last_wins()
    {
        (TestChain first, TestChain second) = Branches(Options with { Spec = ChainSpec.AllFrom(Fork.Shanghai, 1337) });
        foreach ((TestChain early, TestChain late) in new[] { (first, second), (second, first) })
        {
            using TestNode alone = new(early.Genesis);
            await alone.ImportAsync(late);
            using TestNode node = new(early.Genesis);
            await node.ImportAsync(early.Blocks, late.Blocks);
            Assert.Equal(alone.Rows(nameof(Tables.SideBlocks)), node.Rows(nameof(Tables.SideBlocks)));
        }
    }

    [Fact]
    public async Task After_the_merge_the_good_part_of_the_last_branch_stays_and_nothing_good_means_the_old_one()
    {
        (TestChain first, TestChain second) = Branches(Options with { Spec = ChainSpec.AllFrom(Fork.Shanghai, 1337) });
        foreach (bool isApart in new[] { false, true })
        {
            TestChain partly = second.RelinkedFrom(Shared + 3, header => header with { StateRoot = Keccak.OfEmpty });
            Assert.Equal(partly.Blocks[Shared + 1].Header.Hash, (await ImportBothAsync(first, partly, isApart)).Hash);
            TestChain wholly = second.RelinkedFrom(Shared + 1, header => header with { StateRoot = Keccak.OfEmpty });
            Assert.Equal(first.Head.Header.Hash, (await ImportBothAsync(first, wholly, isApart)).Hash);
        }
    }

    [Fact]
    public async Task A_reorganisation_reaches_across_the_merge()
    {
        ChainSpec merging = Merging(Shared + 6);
        (TestChain first, TestChain second) = Branches(Options with { Spec = merging });
        Assert.Contains(first.Blocks.Skip(Shared), block => !block.Header.Difficulty.IsZero);
        Assert.True(first.Head.Header.Difficulty.IsZero);
        Assert.True(second.Head.Header.Difficulty.IsZero);
        using TestNode alone = new(first.Genesis);
        await alone.ImportAsync(second);
        using TestNode node = new(first.Genesis, blocksPerCommit: 5);
        await node.ImportAsync(first.Blocks, second.Blocks);
        Assert.Equal(alone.Rows(nameof(Tables.SideBlocks)), node.Rows(nameof(Tables.SideBlocks)));
    }

    [Fact]
    public async Task A_reorganisation_that_is_stopped_at_any_commit_ends_at_the_same_head()
    {
        (TestChain light, TestChain heavy) = Branches(Options);
        using TestNode alone = new(heavy.Genesis);
        await alone.ImportAsync(heavy);
        using TestNode node = new(heavy.Genesis, blocksPerCommit: 5);
        string[] files = [node.Write(light.Blocks), node.Write(heavy.Blocks)];
        bool isStopped = true;
        for (int runs = 0; isStopped; runs++)
        {
            Assert.True(runs < 200);
            using CancellationTokenSource stop = new();
            using ChainFileSource source = ChainFileSource.Open(files, heavy.Genesis.Hash);
            StageSet set = AllStages.Create(heavy.Genesis.Spec, source, source);
            PipelineOptions options = new() { Thresholds = new CommitThresholds { BlocksPerCommit = 5 } };
            Pipeline pipeline = new(node.Database, set, options, observer: new StopAtNextCommit(stop));
            isStopped = (await pipeline.RunAsync(PipelineTarget.Everything, stop.Token)).IsStopped;
        }
        Assert.Equal(alone.Rows(nameof(Tables.SideBlocks)), node.Rows(nameof(Tables.SideBlocks)));
    }

    private static TestChain WithBodyOfAnotherBlock(TestChain chain)
    {
        List<Block> blocks = [.. chain.Blocks];
        blocks[Shared + 1] = blocks[Shared + 1] with { Body = blocks[Shared].Body };
        return chain with { Blocks = blocks };
    }

    private static async Task<StageCheckpoint> ImportBothAsync(TestChain first, TestChain second, bool isApart)
    {
        using TestNode node = new(first.Genesis);
        if (isApart)
        {
            await node.ImportAsync(first);
            return (await node.ImportAsync(second)).Head;
        }
        return (await node.ImportAsync(first.Blocks, second.Blocks)).Head;
    }

    private static (TestChain Light, TestChain Heavy) Branches(ChainGeneratorOptions options) =>
        (
            TestChain.Generate(options with { BranchSalt = 1, BranchSecondsPerBlock = 20 }),
            TestChain.Generate(options with { BranchSalt = 2, BranchSecondsPerBlock = 5 })
        );

    /// <summary>Byzantium until about this many blocks have been made, then Paris.</summary>
    private static ChainSpec Merging(ulong blocks)
    {
        ChainSpec spec = ChainSpec.AllFrom(Fork.London, 1337);
        List<ForkStart> starts = [];
        for (Fork fork = Fork.Frontier; fork <= Fork.London; fork++)
        {
            starts.Add(new ForkStart(fork, 0));
        }
        return spec with { Forks = new ForkSchedule(new UInt256(131_072 * blocks), [.. starts]) };
    }

    private sealed class StopAtNextCommit(CancellationTokenSource stop) : IPipelineObserver
    {
        public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit) => stop.Cancel();
    }
}
