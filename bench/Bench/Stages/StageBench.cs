using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>Stages over RocksDB in a folder that goes away.</summary>
internal sealed class StageBench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nodeproto-bench-").FullName;
    private readonly Genesis _genesis;
    private readonly StageSet _set;
    private RocksDatabase _database;

    public StageBench(Genesis genesis, MemorySource source)
    {
        _genesis = genesis;
        _set = AllStages.Create(genesis.Spec, source, source);
        _database = Create();
    }

    /// <summary>What the stages wrote.</summary>
    public IDatabase Database => _database;

    /// <summary>Where files may lie that go away with it.</summary>
    public string Folder => _folder;

    /// <summary>Runs a stage to its end; every commit is durable.</summary>
    public StageReport Run(StageId stage) =>
        new Pipeline(_database, _set).RunStageAsync(stage, new BlockNumber(ulong.MaxValue), default).GetAwaiter().GetResult().Stages[0];

    /// <summary>Empties a stage and those after it; before the first one the database begins anew, as where nothing was ever deleted.</summary>
    public void Reset(StageId stage)
    {
        if (stage != AllStages.Order[0])
        {
            new Pipeline(_database, _set).Reset(stage, _genesis);
            return;
        }
        _database.Dispose();
        Directory.Delete(DatabaseFolder, recursive: true);
        _database = Create();
    }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string DatabaseFolder => Path.Combine(_folder, "db");

    private RocksDatabase Create()
    {
        RocksDatabase database = RocksDatabase.OpenOrCreate(DatabaseFolder, new DatabaseOptions());
        GenesisWriter.Write(database, _set.Stages, _genesis);
        return database;
    }
}
