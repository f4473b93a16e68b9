using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

public sealed class StateRootTests
{
    private static readonly ChainGeneratorOptions Options = new()
    {
        Blocks = 30,
        TransactionsPerBlock = 3,
        Senders = 10,
    };

    [Theory]
    [InlineData(RootChecks.Commit, 400_000)]
    [InlineData(RootChecks.Commit, 1)]
    [InlineData(RootChecks.Commit, 200)]
    [InlineData(RootChecks.Every, 400_000)]
    public async Task Every_way_to_the_root_writes_the_same_rows(RootChecks checks, long changesForRebuild)
    {
        TestChain chain = TestChain.Generate(Options);
        using TestNode expected = new(chain.Genesis);
        await expected.ImportAsync(chain);
        foreach (long blocksPerCommit in new long[] { 1, 7, 1000 })
        {
            using TestNode node = new(
                chain.Genesis,
                blocksPerCommit,
                new StateRootOptions { Checks = checks, ChangesForRebuild = changesForRebuild }
            );
            PipelineResult result = await node.ImportAsync(chain);
            Assert.Empty(result.Rejected);
            Assert.Equal(expected.Rows(), node.Rows());
        }
    }

    [Fact]
    public async Task A_root_may_be_computed_below_the_head_of_execution()
    {
        TestChain chain = TestChain.Generate(Options);
        foreach (long changesForRebuild in new long[] { 1, 400_000 })
        {
            using TestNode whole = new(chain.Genesis, blocksPerCommit: 4, new StateRootOptions { ChangesForRebuild = changesForRebuild });
            await whole.ImportAsync(chain, new PipelineTarget { ToStage = StageId.Execution });
            PipelineResult part = await whole.Create().RunStageAsync(StageId.StateRoot, new BlockNumber(11), default);
            Assert.Empty(part.Rejected);
            Assert.Equal(11UL, whole.CheckpointOf(StageId.StateRoot));

            await whole.Create().RunAsync(PipelineTarget.Everything, default);
            using TestNode straight = new(chain.Genesis);
            await straight.ImportAsync(chain);
            Assert.Equal(straight.Rows(), whole.Rows());
        }
    }

    [Fact]
    public async Task With_every_root_compared_it_keeps_pace_with_the_commits_of_execution()
    {
        TestChain chain = TestChain.Generate(Options);
        using TestNode node = new(chain.Genesis, blocksPerCommit: 10, new StateRootOptions { Checks = RootChecks.Every });
        await node.ImportAsync(chain);
        string[] commits =
        [
            .. node.Events.Lines.Where(line =>
                line.StartsWith("execution", StringComparison.Ordinal) || line.StartsWith("state-root", StringComparison.Ordinal)
            ),
        ];
        Assert.Equal(["execution 10", "state-root 10", "execution 20", "state-root 20", "execution 30", "state-root 30"], commits);
    }

    [Fact]
    public async Task A_deep_unwind_goes_in_pieces_and_leaves_what_a_shorter_import_leaves()
    {
        TestChain chain = TestChain.Generate(Options with { Blocks = 2_300, TransactionsPerBlock = 1, Senders = 2 });
        using TestNode whole = new(chain.Genesis);
        await whole.ImportAsync(chain);
        whole.Create().Unwind(new BlockNumber(100), default);
        using TestNode part = new(chain.Genesis);
        await part.ImportAsync(chain with { Blocks = [.. chain.Blocks.Take(100)] });
        Assert.Equal(part.Rows(), whole.Rows());
        string[] back =
        [
            .. whole.Events.Lines.Where(line =>
                line.StartsWith("execution", StringComparison.Ordinal) && line.Contains("back", StringComparison.Ordinal)
            ),
        ];
        Assert.StartsWith("execution 2300 back to ", back[0], StringComparison.Ordinal);
        Assert.EndsWith("back to 100", back[^1], StringComparison.Ordinal);
        Assert.True(back.Length > 2, string.Join(", ", back));
    }
}
