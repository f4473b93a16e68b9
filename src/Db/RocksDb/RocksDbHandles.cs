using System.Runtime.InteropServices;
using static NodeProto.Db.RocksDbNative;

namespace NodeProto.Db;

/// <summary>An open database with its column families; closes when the last child is gone.</summary>
internal sealed class RocksDbHandle : SafeHandle
{
    private readonly nint[] _options;
    private readonly nint _cache;

    /// <summary>Takes over the handles.</summary>
    /// <param name="database">The database.</param>
    /// <param name="columns">Column families: the default one, then the tables; 0 for one that is not open.</param>
    /// <param name="options">Options to destroy after closing: the database's, those of the default column family, those of each table.</param>
    /// <param name="cache">Cache to destroy after closing.</param>
    public RocksDbHandle(nint database, nint[] columns, nint[] options, nint cache)
        : base(0, ownsHandle: true)
    {
        Columns = columns;
        _options = options;
        _cache = cache;
        SetHandle(database);
    }

    public nint[] Columns { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>The column family of a table.</summary>
    public nint ColumnOf(Table table) => Columns[table.Index + 1];

    /// <summary>The options of a table, in a database that was opened with all of them.</summary>
    public nint OptionsOf(Table table) => _options[table.Index + 2];

    protected override bool ReleaseHandle()
    {
        foreach (nint column in Columns)
        {
            if (column != 0)
            {
                rocksdb_column_family_handle_destroy(column);
            }
        }
        rocksdb_close(handle);
        foreach (nint options in _options)
        {
            rocksdb_options_destroy(options);
        }
        rocksdb_cache_destroy(_cache);
        return true;
    }
}

/// <summary>Read options, bound to a snapshot of the database unless it cannot change.</summary>
internal sealed class RocksDbSnapshotHandle : SafeHandle
{
    private readonly RocksDbHandle _database;
    private readonly nint _snapshot;

    public RocksDbSnapshotHandle(RocksDbHandle database, bool takeSnapshot)
        : base(0, ownsHandle: true)
    {
        bool added = false;
        database.DangerousAddRef(ref added);
        _database = database;
        SetHandle(rocksdb_readoptions_create());
        if (takeSnapshot)
        {
            _snapshot = rocksdb_create_snapshot(database.DangerousGetHandle());
            rocksdb_readoptions_set_snapshot(handle, _snapshot);
        }
    }

    public RocksDbHandle Database => _database;

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        rocksdb_readoptions_destroy(handle);
        if (_snapshot != 0)
        {
            rocksdb_release_snapshot(_database.DangerousGetHandle(), _snapshot);
        }
        _database.DangerousRelease();
        return true;
    }
}

/// <summary>An iterator; keeps its snapshot, and so the database, open.</summary>
internal sealed class RocksDbIteratorHandle : SafeHandle
{
    private readonly RocksDbSnapshotHandle _snapshot;

    public RocksDbIteratorHandle(RocksDbSnapshotHandle snapshot, Table table)
        : base(0, ownsHandle: true)
    {
        bool added = false;
        snapshot.DangerousAddRef(ref added);
        _snapshot = snapshot;
        RocksDbHandle database = snapshot.Database;
        SetHandle(rocksdb_create_iterator_cf(database.DangerousGetHandle(), snapshot.DangerousGetHandle(), database.ColumnOf(table)));
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        rocksdb_iter_destroy(handle);
        _snapshot.DangerousRelease();
        return true;
    }
}
