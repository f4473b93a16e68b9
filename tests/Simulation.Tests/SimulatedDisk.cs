using NodeProto.Db;

namespace NodeProto.Simulation.Tests;

/// <summary>What one process leaves and the next one finds: in memory, or in files of RocksDB, which each process opens again.</summary>
internal sealed class SimulatedDisk : IDisposable
{
    /// <summary>Every load becomes sorted files, so that the steps of such a commit can be cut off.</summary>
    private static readonly DatabaseOptions Options = new()
    {
        Sync = DbSync.None,
        LoadAsFilesMinBytes = 1,
        CacheBytes = 8 * 1024 * 1024,
        WriteBufferBytes = 8 * 1024 * 1024,
    };

    private readonly string? _folder;

    public SimulatedDisk(bool hasFiles)
    {
        _folder = hasFiles ? Directory.CreateTempSubdirectory("simulation-").FullName : null;
        Database = _folder is null ? new InMemoryDatabase() : Open(_folder);
    }

    /// <summary>What is stored.</summary>
    public IDatabase Database { get; private set; }

    /// <summary>Whether it lies in files.</summary>
    public bool HasFiles => _folder is not null;

    /// <summary>A process has ended, and another one opens what it left; a load whose commit was cut off is finished here.</summary>
    public void Reopen()
    {
        if (_folder is not null)
        {
            Database.Dispose();
            Database = Open(_folder);
        }
    }

    public void Dispose()
    {
        Database.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static RocksDatabase Open(string folder) => RocksDatabase.OpenOrCreate(Path.Combine(folder, "db"), Options);
}
