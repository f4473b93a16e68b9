using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>A database in memory with its pipeline, fed from files in a folder of their own.</summary>
internal sealed class TestNode : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stages-").FullName;
    private readonly EthashCaches? _ethash;
    private int _files;

    public TestNode(
        Genesis genesis,
        long blocksPerCommit = 500_000,
        StateRootOptions? roots = null,
        bool isOnDisk = false,
        EthashCaches? ethash = null,
        DatabaseOptions? database = null
    )
    {
        _ethash = ethash;
        Genesis = genesis;
        Thresholds = new CommitThresholds { BlocksPerCommit = blocksPerCommit };
        Roots = roots ?? StateRootOptions.Default;
        Database = isOnDisk
            ? RocksDatabase.OpenOrCreate(Path.Combine(_folder, "db"), database ?? new DatabaseOptions())
            : new InMemoryDatabase();
        GenesisWriter.Write(Database, AllStages.Create(genesis.Spec).Stages, genesis);
    }

    public Genesis Genesis { get; }

    public IDatabase Database { get; }

    public Recorder Events { get; } = new();

    /// <summary>When the stages of the next run commit.</summary>
    public CommitThresholds Thresholds { get; set; }

    /// <summary>How state-root works in the next run.</summary>
    public StateRootOptions Roots { get; set; }

    /// <summary>Imports runs of blocks, each a file of its own, in order.</summary>
    public Task<PipelineResult> ImportAsync(params IEnumerable<Block>[] runs) =>
        ImportFilesAsync(PipelineTarget.Everything, CancellationToken.None, [.. runs.Select(Write)]);

    public Task<PipelineResult> ImportAsync(TestChain chain, PipelineTarget? target = null, CancellationToken stop = default) =>
        ImportFilesAsync(target ?? PipelineTarget.Everything, stop, chain.Blocks.Count == 0 ? [] : [Write(chain.Blocks)]);

    /// <summary>Imports the first blocks of a chain; those that are there are passed over.</summary>
    public Task<PipelineResult> ImportAsync(IEnumerable<Block> blocks, PipelineTarget target) =>
        ImportFilesAsync(target, CancellationToken.None, Write(blocks));

    public async Task<PipelineResult> ImportFilesAsync(PipelineTarget target, CancellationToken stop, params string[] files)
    {
        using ChainFileSource source = ChainFileSource.Open(files, Genesis.Hash);
        StageSet set = AllStages.Create(Genesis.Spec, source, source, Roots, _ethash);
        return await Create(set).RunAsync(target, stop);
    }

    public Pipeline Create(StageSet? set = null) =>
        new(Database, set ?? AllStages.Create(Genesis.Spec, Roots), new PipelineOptions { Thresholds = Thresholds }, observer: Events);

    public string Write(IEnumerable<Block> blocks) => Write([.. blocks.SelectMany(TestChain.Encode)]);

    public string Write(byte[] bytes)
    {
        string path = Path.Combine(_folder, $"{_files++}.rlp");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public ulong CheckpointOf(StageId stage)
    {
        using IReadTransaction tx = Database.BeginRead();
        return CheckpointStore.Read(tx, stage).Number.Value;
    }

    public ulong[] Checkpoints => [.. AllStages.Order.Select(CheckpointOf)];

    public Dictionary<string, string> Rows(params string[] without) => DatabaseRows.Read(Database, without);

    public void Dispose()
    {
        Database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal sealed class Recorder : IPipelineObserver
    {
        public List<string> Lines { get; } = [];

        public Action? OnCommit { get; set; }

        public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit)
        {
            Lines.Add($"{stage} {checkpoint.Number}");
            OnCommit?.Invoke();
        }

        public void Failed(StageId stage, Exception error) => Lines.Add($"{stage} failed");

        public void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint) =>
            Lines.Add($"{stage} {from} back to {checkpoint.Number}");
    }
}
