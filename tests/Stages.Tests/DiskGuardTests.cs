using NodeProto.Db;
using NodeProto.Execution;

namespace NodeProto.Stages.Tests;

/// <summary>The pipeline while its disk runs full: it commits, waits, and goes on as if nothing had been.</summary>
public sealed class DiskGuardTests
{
    private const long MinFree = 1000;

    private static readonly TestChain Chain = TestChain.Generate(
        new ChainGeneratorOptions
        {
            Blocks = 8,
            TransactionsPerBlock = 2,
            Senders = 4,
        }
    );

    [Fact]
    public async Task With_too_little_room_a_stage_commits_what_it_has_and_waits_until_there_is_enough()
    {
        using TestNode straight = new(Chain.Genesis);
        await straight.ImportAsync(Chain);
        using TestNode node = new(Chain.Genesis);
        Disk disk = new(Enumerable.Repeat(MinFree, 4), [MinFree - 1, MinFree, MinFree + (MinFree / 4) - 1, MinFree + (MinFree / 4)]);
        Steps steps = new();
        PipelineResult result = await RunAsync(node, disk, steps, default);
        Assert.False(result.IsStopped);
        // A commit at once, although most of its blocks are to come, then two more looks that find too little, and the rest.
        Assert.Matches("^headers at [1-7], headers paused, headers paused, headers resumed, headers at 8, ", steps.ToString());
        Assert.Equal(straight.Rows(), node.Rows());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(45)]
    public async Task Whenever_the_disk_runs_full_the_rows_are_those_of_an_undisturbed_run(int looks)
    {
        using TestNode straight = new(Chain.Genesis);
        await straight.ImportAsync(Chain);
        using TestNode node = new(Chain.Genesis);
        Steps steps = new();
        await RunAsync(node, new Disk(Enumerable.Repeat(MinFree, looks), [0, 0, long.MaxValue]), steps, default);
        Assert.Contains("resumed", steps.ToString(), StringComparison.Ordinal);
        Assert.Equal(straight.Rows(), node.Rows());
    }

    [Fact]
    public async Task A_stop_ends_the_wait()
    {
        using TestNode node = new(Chain.Genesis);
        using CancellationTokenSource stop = new();
        Steps steps = new() { OnPause = stop.Cancel };
        PipelineResult result = await RunAsync(node, new Disk([], [0]), steps, stop.Token);
        Assert.True(result.IsStopped);
        Assert.Equal("headers paused", steps.ToString());
    }

    [Fact]
    public void A_disk_that_cannot_be_measured_counts_as_one_with_room() =>
        Assert.False(new DiskGuard("data", MinFree, () => null, TimeProvider.System).IsLow);

    [Fact]
    public void It_looks_once_a_second_at_most()
    {
        SteppingClock clock = new(TimeSpan.Zero);
        int looks = 0;
        DiskGuard guard = new("data", MinFree, () => looks++ == 0 ? MinFree : 0, clock);
        Assert.False(guard.IsLow);
        clock.Now += DiskGuard.Interval - TimeSpan.FromTicks(1);
        Assert.False(guard.IsLow);
        clock.Now += TimeSpan.FromTicks(1);
        Assert.True(guard.IsLow);
        Assert.Equal(2, looks);
        Assert.Equal(new DiskRoom("data", 0, MinFree), guard.Room);
    }

    private static async Task<PipelineResult> RunAsync(TestNode node, Disk disk, Steps steps, CancellationToken stop)
    {
        using ChainFileSource source = ChainFileSource.Open([node.Write(Chain.Blocks)], Chain.Genesis.Hash);
        SteppingClock clock = new(DiskGuard.Interval);
        PipelineOptions options = new()
        {
            Thresholds = CommitThresholds.Default with { SecondsPerCommit = double.MaxValue }, // This clock runs fast.
            Disk = new DiskGuard("data", MinFree, disk.Measure, clock),
        };
        StageSet set = AllStages.Create(Chain.Genesis.Spec, source, source);
        return await new Pipeline(node.Database, set, options, clock, steps).RunAsync(PipelineTarget.Everything, stop);
    }

    /// <summary>Free bytes, look by look; the last ones stay.</summary>
    private sealed class Disk(IEnumerable<long> first, IEnumerable<long> then)
    {
        private readonly Queue<long> _looks = new(first.Concat(then));

        public long? Measure() => _looks.Count > 1 ? _looks.Dequeue() : _looks.Peek();
    }

    /// <summary>A clock that moves by a step at each look, and whose timers ring at once.</summary>
    private sealed class SteppingClock(TimeSpan step) : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => (Now += step).Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            callback(state);
            return System.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class Steps : IPipelineObserver
    {
        private readonly List<string> _steps = [];

        public Action? OnPause { get; init; }

        public void Paused(IStageProgress progress, DiskRoom room)
        {
            Assert.True(room.FreeBytes < room.EnoughBytes);
            _steps.Add($"{progress.Stage} paused");
            OnPause?.Invoke();
        }

        public void Resumed(StageId stage, DiskRoom room)
        {
            Assert.True(room.FreeBytes >= room.EnoughBytes);
            _steps.Add($"{stage} resumed");
        }

        public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit) => _steps.Add($"{stage} at {checkpoint.Number}");

        public override string ToString() => string.Join(", ", _steps);
    }
}
