using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

public sealed class StageMemoryTests
{
    private static readonly TestChain Chain = TestChain.Generate(
        new ChainGeneratorOptions
        {
            Spec = ChainSpec.AllFrom(Fork.London, 1337),
            Blocks = 30,
            TransactionsPerBlock = 20,
            Senders = 50,
        }
    );

    [Fact]
    public void Every_stage_that_collects_has_a_ceiling() =>
        Assert.Equal(
            AllStages.Order.Where(stage => stage != StageId.Prune && stage != StageId.Finish),
            StageMemory.Defaults.Select(each => each.Stage)
        );

    [RocksDbFact]
    public async Task With_little_memory_stages_commit_more_often_and_write_the_same()
    {
        using TestNode plenty = new(Chain.Genesis, isOnDisk: true);
        using TestNode little = new(Chain.Genesis, isOnDisk: true);
        PipelineResult once = await ImportAsync(plenty, StageMemory.Default);
        StageMemory memory = StageMemory.Default;
        foreach ((StageId stage, _) in StageMemory.Defaults)
        {
            memory = memory.With(stage, 1);
        }
        PipelineResult often = await ImportAsync(little, memory);
        Assert.Equal(plenty.Rows(), little.Rows());
        foreach ((StageReport few, StageReport many) in once.Stages.Zip(often.Stages))
        {
            Assert.Equal(1, few.Commits);
            bool isCertain = few.Stage == StageId.Headers || few.Stage == StageId.Bodies || few.Stage == StageId.Execution;
            Assert.True(many.Commits > 1 || !isCertain, $"{few.Stage}");
        }
    }

    private static async Task<PipelineResult> ImportAsync(TestNode node, StageMemory memory)
    {
        using ChainFileSource source = ChainFileSource.Open([node.Write(Chain.Blocks)], Chain.Genesis.Hash);
        StageSet set = AllStages.Create(Chain.Genesis.Spec, source, source, memory: memory);
        return await new Pipeline(node.Database, set, new PipelineOptions { Memory = memory }).RunAsync(PipelineTarget.Everything, default);
    }
}
