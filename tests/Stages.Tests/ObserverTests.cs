using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>What observers are told, and in which order.</summary>
public sealed class ObserverTests
{
    private static readonly TestChain Chain = TestChain.Generate(
        new ChainGeneratorOptions
        {
            Blocks = 4,
            TransactionsPerBlock = 2,
            Senders = 4,
        }
    );

    [Fact]
    public async Task Each_commit_is_prepared_executed_and_committed_between_start_and_end()
    {
        using TestNode node = new(Chain.Genesis, blocksPerCommit: 2);
        Steps steps = await Run(node, Chain, new PipelineTarget { ToStage = StageId.Bodies });
        Assert.Equal(
            "prepare headers, start headers, execute headers, commit headers, headers at 2, "
                + "prepare headers, execute headers, commit headers, headers at 4, prepare headers, execute headers, end headers, "
                + "prepare bodies, start bodies, execute bodies, commit bodies, bodies at 2, "
                + "prepare bodies, execute bodies, commit bodies, bodies at 4, end bodies, source ended",
            steps.ToString()
        );
    }

    [Fact]
    public async Task A_way_back_is_told_before_and_after()
    {
        using TestNode node = new(Chain.Genesis);
        await node.ImportAsync(Chain);
        Steps steps = new();
        new Pipeline(node.Database, AllStages.Create(Chain.Genesis.Spec), observer: new CompositeObserver(steps)).Unwind(new(3), default);
        Assert.StartsWith("unwind finish 4 to 3, finish back at 3, unwind prune 4 to 3", steps.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_told_with_its_stage_and_goes_on_to_the_caller()
    {
        using TestNode node = new(Chain.Genesis);
        await node.ImportAsync(Chain, new PipelineTarget { ToStage = StageId.Headers });
        Steps steps = new();
        Pipeline pipeline = new(node.Database, AllStages.Create(Chain.Genesis.Spec), observer: new CompositeObserver(steps));
        await Assert.ThrowsAsync<NodeException>(() => pipeline.RunStageAsync(StageId.Bodies, new(4), default));
        Assert.Equal("prepare bodies, start bodies, execute bodies, bodies failed BodyMissing", steps.ToString());
    }

    [Fact]
    public async Task A_refusal_is_told_before_the_way_back()
    {
        using TestNode node = new(Chain.Genesis);
        Steps steps = await Run(node, Chain.Relinked(4, header => header with { StateRoot = default }), PipelineTarget.Everything);
        Assert.Contains("state-root refused 4, unwind execution 4 to 3, execution back at 3", steps.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("source ended", steps.ToString(), StringComparison.Ordinal);
    }

    private static async Task<Steps> Run(TestNode node, TestChain chain, PipelineTarget target)
    {
        Steps first = new();
        Steps second = new();
        using ChainFileSource source = ChainFileSource.Open([node.Write(chain.Blocks)], chain.Genesis.Hash);
        PipelineOptions options = new() { Thresholds = new CommitThresholds { BlocksPerCommit = 2 } };
        StageSet stages = AllStages.Create(chain.Genesis.Spec, source, source);
        await new Pipeline(node.Database, stages, options, observer: new CompositeObserver(first, second)).RunAsync(target, default);
        Assert.Equal(first.ToString(), second.ToString());
        return first;
    }

    /// <summary>One word or two for each call.</summary>
    private sealed class Steps : IPipelineObserver
    {
        private readonly List<string> _steps = [];

        public override string ToString() => string.Join(", ", _steps);

        public void Preparing(IStageProgress progress) => _steps.Add($"prepare {progress.Stage}");

        public void StageStarted(IStageProgress progress) => _steps.Add($"start {progress.Stage}");

        public void Executing(IStageProgress progress) => _steps.Add($"execute {progress.Stage}");

        public void Committing(StageId stage, BlockNumber checkpoint) => _steps.Add($"commit {stage}");

        public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit) => _steps.Add($"{stage} at {checkpoint.Number}");

        public void StageEnded(StageReport report) => _steps.Add($"end {report.Stage}");

        public void Unwinding(IStageProgress progress) => _steps.Add($"unwind {progress.Stage} {progress.Position} to {progress.Target}");

        public void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint) =>
            _steps.Add($"{stage} back at {checkpoint.Number}");

        public void Rejected(StageId stage, InvalidBlock invalid) => _steps.Add($"{stage} refused {invalid.Number}");

        public void Failed(StageId stage, Exception error) => _steps.Add($"{stage} failed {(error as NodeException)?.Code}");

        public void SourceEnded(NodeException? failure) => _steps.Add("source ended");
    }
}
