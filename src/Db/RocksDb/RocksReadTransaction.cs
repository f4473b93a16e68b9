using static NodeProto.Db.RocksDbNative;

namespace NodeProto.Db;

/// <summary>Reads from a snapshot.</summary>
/// <param name="database">The database.</param>
/// <param name="takeSnapshot">False where the view cannot change anyway: below the one writer, and in a secondary instance.</param>
internal sealed class RocksReadTransaction(RocksDatabase database, bool takeSnapshot) : IReadTransaction
{
    private readonly RocksDbSnapshotHandle _snapshot = new(database.Handle, takeSnapshot);
    private readonly long[] _readBytes = TrafficCounters.NewCounts();
    private nint _pinned;

    public long ReadBytes => TrafficCounters.Sum(_readBytes);

    public unsafe bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        ObjectDisposedException.ThrowIf(_snapshot.IsClosed, this);
        Unpin();
        byte* error = null;
        fixed (byte* bytes = key)
        {
            _pinned = rocksdb_get_pinned_cf(
                database.Handle.DangerousGetHandle(),
                _snapshot.DangerousGetHandle(),
                database.Handle.ColumnOf(table),
                bytes,
                (nuint)key.Length,
                &error
            );
        }
        RocksDbError.Check(error, database.Path, table.Name);
        if (_pinned == 0)
        {
            value = default;
            return false;
        }
        nuint length;
        byte* found = rocksdb_pinnableslice_value(_pinned, &length);
        value = new ReadOnlySpan<byte>(found, checked((int)length)); // Lives until Unpin.
        _readBytes[table.Index] += value.Length;
        return true;
    }

    public ICursor OpenRawCursor(Table table) => new RocksCursor(OpenIterator(table), overlay: null);

    public RocksDbIterator OpenIterator(Table table)
    {
        ObjectDisposedException.ThrowIf(_snapshot.IsClosed, this);
        return new RocksDbIterator(_snapshot, table, database.Path, _readBytes);
    }

    public void Dispose()
    {
        Unpin();
        if (!_snapshot.IsClosed)
        {
            database.Traffic.AddRead(_readBytes);
        }
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
