using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>Stages over RocksDB in a folder that goes away.</summary>
internal sealed class StageBench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nodeproto-bench-").FullName;
    private readonly RocksDatabase _database;
    private readonly StageSet _set;

    public StageBench(Genesis genesis, MemorySource source)
    {
        _database = RocksDatabase.OpenOrCreate(Path.Combine(_folder, "db"), new DatabaseOptions());
        _set = AllStages.Create(genesis.Spec, source, source);
        GenesisWriter.Write(_database, _set.Stages, genesis);
    }

    /// <summary>What the stages wrote.</summary>
    public IDatabase Database => _database;

    /// <summary>Where files may lie that go away with it.</summary>
    public string Folder => _folder;

    /// <summary>Runs a stage to its end; every commit is durable.</summary>
    public StageReport Run(StageId stage) =>
        new Pipeline(_database, _set).RunStageAsync(stage, new BlockNumber(ulong.MaxValue), default).GetAwaiter().GetResult().Stages[0];

    /// <summary>Empties a stage and those after it.</summary>
    public void Reset(StageId stage, Genesis genesis) => new Pipeline(_database, _set).Reset(stage, genesis);

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
