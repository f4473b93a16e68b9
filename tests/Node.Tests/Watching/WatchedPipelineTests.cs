using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests.Watching;

/// <summary>The watch on a real pipeline: a slow disk, a stalled source, a broken source and a refused block are told apart.</summary>
public sealed class WatchedPipelineTests : IDisposable
{
    private static readonly ChainGenerator Generator = new(
        new ChainGeneratorOptions
        {
            Blocks = 8,
            TransactionsPerBlock = 2,
            Senders = 4,
        }
    );

    private static readonly Block[] Chain = [.. Generator.Generate()];

    private readonly FakeTime _time = new();
    private readonly TestFolder _folder = new();
    private readonly FaultyDatabase _database = new(new InMemoryDatabase());
    private readonly StringWriter _log = new();
    private readonly PipelineWatch _watch;
    private readonly ProgressLines _lines;
    private readonly List<string> _stalls = [];

    public WatchedPipelineTests()
    {
        GenesisWriter.Write(_database, AllStages.Create(Generator.Genesis.Spec).Stages, Generator.Genesis);
        _watch = new PipelineWatch(_time, [.. AllStages.Order.Select(stage => (stage, "units"))]);
        _lines = new ProgressLines(new EventLog(_log, LogLevel.Info, LogFormat.Text, _time), _time, _watch);
        using IReadTransaction tx = _database.BeginRead();
        _watch.Begin(tx);
    }

    public void Dispose()
    {
        _lines.Dispose();
        _watch.Dispose();
        _database.Dispose();
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_slow_commit_is_the_disk_of_the_stage_that_commits()
    {
        _database.OnCommit = () => Let(10);
        await Import(Chain);
        Assert.Equal(string.Join(", ", AllStages.Order.Select(stage => $"{stage} slow-disk")), string.Join(", ", _stalls));
        Assert.Contains("headers: the commit of block 8 took 10.0 s: the disk is slow", _log.ToString(), StringComparison.Ordinal);
        Assert.Equal(StallReason.None, Let(60).Stall); // All is done, and the source is at its end.
        Assert.Equal(new BlockNumber(8), _watch.Snapshot().Head);
    }

    [Fact]
    public async Task A_quick_disk_is_never_the_reason()
    {
        _database.OnCommit = () => Let(9);
        await Import(Chain);
        Assert.Empty(_stalls);
    }

    [Fact]
    public async Task A_source_that_has_no_more_is_waited_for()
    {
        await Import(Chain);
        _watch.SourceState(SourceCondition.Waiting, "chain.rlp");
        Assert.Equal(StallReason.WaitingForSource, Let(10).Stall);
        Assert.EndsWith(
            "waiting for the source for 10.0 s (chain.rlp) reason=waiting-for-source seconds=10\n",
            _log.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_source_that_broke_is_not_waited_for()
    {
        await Import(Chain, cutBytes: 3);
        PipelineSnapshot now = Let(10);
        Assert.Equal(StallReason.SourceFailed, now.Stall);
        Assert.StartsWith("the source failed 10.0 s ago: NP2601", now.StallText, StringComparison.Ordinal);
        Assert.Equal(new BlockNumber(7), now.Head);
    }

    [Fact]
    public async Task A_refused_block_is_named_and_what_is_good_before_it_is_kept()
    {
        Block last = Chain[^1];
        await Import([.. Chain[..^1], last with { Header = last.Header with { StateRoot = default } }]);
        _watch.SourceState(SourceCondition.Waiting);
        PipelineSnapshot now = Let(10);
        Assert.Equal(StallReason.BlockRefused, now.Stall);
        Assert.Contains("block 8 was refused. NP2", now.StallText, StringComparison.Ordinal);
        Assert.Equal(new BlockNumber(7), now.Head);
        StageSnapshot refuser = now.Stages.Single(stage => stage.Stage == StageId.StateRoot);
        Assert.Equal(1, refuser.ErrorsByKind[(int)ErrorKind.InvalidBlock]);
        Assert.Equal(1, now.Stages[0].Unwinds);
        await Import(Chain); // The block as it should be.
        Assert.Equal(StallReason.None, Let(10).Stall);
        Assert.Equal(new BlockNumber(8), _watch.Snapshot().Head);
    }

    [Fact]
    public async Task A_stage_that_fails_is_named_with_its_error()
    {
        _database.OnCommit = () => throw new NodeException(NodeErrorCode.DiskFull, "no space", "data", "Free some");
        await Assert.ThrowsAsync<NodeException>(() => Import(Chain));
        PipelineSnapshot now = Let(10);
        Assert.Equal(StallReason.StageFailed, now.Stall);
        Assert.Equal((StageId.Headers, ErrorKind.Disk), (now.LastError!.Stage, now.LastError.Kind));
        Assert.Null(now.Active);
    }

    [Fact]
    public async Task Units_checkpoints_and_commits_are_those_of_the_result()
    {
        PipelineResult result = await Import(Chain);
        PipelineSnapshot now = _watch.Snapshot();
        foreach ((StageReport report, StageSnapshot stage) in result.Stages.Zip(now.Stages))
        {
            Assert.Equal(report.Stage, stage.Stage);
            Assert.Equal((report.Units, report.Checkpoint, report.Commits), (stage.Units, stage.Checkpoint.Number, (int)stage.Commits));
            Assert.Equal(Chain[^1].Header.Hash, stage.Checkpoint.Hash);
        }
    }

    private async Task<PipelineResult> Import(IReadOnlyList<Block> blocks, int cutBytes = 0)
    {
        RlpWriter writer = new();
        foreach (Block block in blocks)
        {
            BodyCodec.EncodeBlock(writer, block);
        }
        string path = _folder.Write($"{Guid.NewGuid():N}.rlp", writer.Written[..^cutBytes].ToArray());
        using ChainFileSource source = ChainFileSource.Open([path], Generator.Genesis.Hash);
        _watch.SourceState(SourceCondition.Delivering, lastBlock: source.LastBlock);
        StageSet stages = AllStages.Create(Generator.Genesis.Spec, source, source);
        Pipeline pipeline = new(_database, stages, null, _time, new CompositeObserver(_watch, _lines));
        return await pipeline.RunAsync(PipelineTarget.Everything, CancellationToken.None);
    }

    /// <summary>Lets time pass, and notes when something stands still.</summary>
    private PipelineSnapshot Let(double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        PipelineSnapshot now = _watch.Snapshot();
        if (now.Stall != StallReason.None)
        {
            _stalls.Add($"{now.Active?.Stage.Name} {Words.Of(now.Stall)}".Trim());
        }
        return now;
    }
}
