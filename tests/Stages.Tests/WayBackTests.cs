using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>What is told of a way back while it goes on, and of a state root while it is computed.</summary>
public sealed class WayBackTests
{
    private static readonly TestChain Chain = TestChain.Generate(
        new ChainGeneratorOptions
        {
            Blocks = 9,
            TransactionsPerBlock = 2,
            Senders = 4,
        }
    );

    [Fact]
    public async Task The_whole_way_is_announced_before_its_first_piece()
    {
        using TestNode node = new(Chain.Genesis);
        await node.ImportAsync(Chain);
        Watcher watcher = new();
        Create(node, watcher).Unwind(new(2), default);
        Assert.Equal($"{string.Join(' ', AllStages.Order)} to 2", watcher.Announced);
        Watcher reset = new();
        Create(node, reset).Reset(StageId.StateRoot, Chain.Genesis);
        Assert.StartsWith("state-root ", reset.Announced, StringComparison.Ordinal);
        Assert.EndsWith(" to 0", reset.Announced, StringComparison.Ordinal);
        Watcher none = new();
        Create(node, none).Unwind(new(2), default);
        Assert.Equal("", none.Announced);
    }

    [Fact]
    public async Task Execution_goes_back_block_by_block()
    {
        using TestNode node = new(Chain.Genesis);
        await node.ImportAsync(Chain);
        Watcher watcher = new();
        Create(node, watcher).Unwind(new(2), default);
        Assert.Equal("9 8 7 6 5 4 3 2", watcher.PositionsOf(StageId.Execution));
    }

    [Fact]
    public async Task The_state_root_counts_nodes_on_its_way_back_and_stands_at_its_end_only_when_it_is_there()
    {
        using TestNode node = new(Chain.Genesis);
        await node.ImportAsync(Chain);
        Watcher watcher = new();
        Create(node, watcher).Unwind(new(2), default);
        Assert.Equal("9", watcher.PositionsOf(StageId.StateRoot));
        Assert.True(watcher.UnitsOf(StageId.StateRoot) > 0, "nodes are counted");
    }

    [Fact]
    public async Task The_state_root_stands_at_its_checkpoint_while_it_computes()
    {
        using TestNode node = new(Chain.Genesis);
        await node.ImportAsync(Chain, new PipelineTarget { ToStage = StageId.Execution });
        Watcher watcher = new();
        await Create(node, watcher).RunStageAsync(StageId.StateRoot, Chain.Head.Header.Number, default);
        Assert.Equal("0 9", watcher.PositionsOf(StageId.StateRoot));
    }

    [Fact]
    public async Task A_dry_run_that_begins_further_back_tells_of_its_way_there()
    {
        using TestNode node = new(Chain.Genesis);
        await node.ImportAsync(Chain);
        Watcher watcher = new();
        await Create(node, watcher).DryRunAsync(StageId.Execution, new(4), new(9), default);
        Assert.Equal("execution to 3", watcher.Announced);
        Assert.StartsWith("9 8 7 6 5 4 3", watcher.PositionsOf(StageId.Execution), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_ends_a_way_back_between_two_commits_and_the_next_one_goes_on()
    {
        using TestNode node = new(Chain.Genesis);
        await node.ImportAsync(Chain);
        Dictionary<string, string> asItWas = node.Rows();
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => node.Create().Unwind(new(2), stop.Token));
        Assert.Equal(asItWas, node.Rows());
        node.Create().Unwind(new(2), default);
        Assert.All(node.Checkpoints, checkpoint => Assert.Equal(2UL, checkpoint));
    }

    private static Pipeline Create(TestNode node, IPipelineObserver observer) =>
        new(node.Database, AllStages.Create(Chain.Genesis.Spec), null, new HastyClock(), observer);

    /// <summary>Every look at it is a second later, so that every movement is told.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Increment(ref _now);
    }

    /// <summary>Notes where stages are whenever it is told.</summary>
    private sealed class Watcher : IPipelineObserver
    {
        private readonly List<(StageId Stage, BlockNumber Position)> _positions = [];
        private readonly Dictionary<StageId, long> _units = [];
        private IStageProgress? _back;

        public string Announced { get; private set; } = "";

        public string PositionsOf(StageId stage) =>
            string.Join(' ', _positions.Where(each => each.Stage == stage).Select(each => each.Position.Value).Distinct());

        public long UnitsOf(StageId stage) => _units[stage];

        public void GoingBack(IReadOnlyList<StageId> stages, BlockNumber to) => Announced = $"{string.Join(' ', stages)} to {to}";

        public void Executing(IStageProgress progress) => Note(progress);

        public void Unwinding(IStageProgress progress)
        {
            _back = progress;
            Note(progress);
        }

        public void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint) => _units[stage] = _back!.Units;

        public void Progressed(IStageProgress progress) => Note(progress);

        private void Note(IStageProgress progress) => _positions.Add((progress.Stage, progress.Position));
    }
}
