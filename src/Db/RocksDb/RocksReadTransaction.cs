using static NodeProto.Db.RocksDbNative;

namespace NodeProto.Db;

/// <summary>Reads from a snapshot.</summary>
internal sealed class RocksReadTransaction : IReadTransaction
{
    private readonly RocksDatabase _database;
    private readonly RocksDbSnapshotHandle _snapshot;
    private readonly RocksReadTransaction? _parent; // Of a view: whose snapshot it is.
    private readonly ReadCounts _read = new();
    private nint _pinned;
    private bool _isDisposed;

    /// <summary>Begins to read.</summary>
    /// <param name="database">The _database.</param>
    /// <param name="takeSnapshot">False where what is seen cannot change anyway: below the one writer, and for a reader.</param>
    public RocksReadTransaction(RocksDatabase database, bool takeSnapshot)
    {
        _database = database;
        _snapshot = new RocksDbSnapshotHandle(database.Handle, takeSnapshot);
    }

    private RocksReadTransaction(RocksReadTransaction parent)
    {
        _database = parent._database;
        _snapshot = parent._snapshot;
        _parent = parent;
    }

    public long ReadBytes => _read.Sum;

    public unsafe bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        ObjectDisposedException.ThrowIf(_isDisposed || _snapshot.IsClosed, this);
        Unpin();
        byte* error = null;
        fixed (byte* bytes = key)
        {
            _pinned = rocksdb_get_pinned_cf(
                _database.Handle.DangerousGetHandle(),
                _snapshot.DangerousGetHandle(),
                _database.Handle.ColumnOf(table),
                bytes,
                (nuint)key.Length,
                &error
            );
        }
        RocksDbError.Check(error, _database.Path, table.Name);
        if (_pinned == 0)
        {
            value = default;
            return false;
        }
        nuint length;
        byte* found = rocksdb_pinnableslice_value(_pinned, &length);
        value = new ReadOnlySpan<byte>(found, checked((int)length)); // Lives until Unpin.
        _read.Bytes[table.Index] += value.Length;
        return true;
    }

    public ICursor OpenRawCursor(Table table) => new RocksCursor(OpenIterator(table), overlay: null);

    public RocksDbIterator OpenIterator(Table table)
    {
        ObjectDisposedException.ThrowIf(_isDisposed || _snapshot.IsClosed, this);
        return new RocksDbIterator(_snapshot, table, _database.Path, _read.Bytes);
    }

    public IReadTransaction OpenView() => NewView();

    /// <summary>A view, by its own type.</summary>
    public RocksReadTransaction NewView()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new RocksReadTransaction(this);
    }

    public void Dispose()
    {
        Unpin();
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        if (_parent is { } parent)
        {
            parent._read.Add(_read);
            return;
        }
        _database.Traffic.AddRead(_read);
        _snapshot.Dispose();
    }

    private void Unpin()
    {
        if (_pinned != 0)
        {
            rocksdb_pinnableslice_destroy(_pinned);
            _pinned = 0;
        }
    }
}
