using static NodeProto.Db.RocksDbNative;

namespace NodeProto.Db;

/// <summary>Writes that RocksDB takes in all together or not at all; a later one of the same key wins.</summary>
internal sealed unsafe class RocksWriteBatch(RocksDatabase database) : IDisposable
{
    private nint _batch = rocksdb_writebatch_create();

    public void Put(Table table, OverlayEntry* entry) =>
        rocksdb_writebatch_put_cf(
            _batch,
            database.Handle.ColumnOf(table),
            OverlayEntry.KeyPointer(entry),
            (nuint)entry->KeyLength,
            OverlayEntry.ValuePointer(entry),
            (nuint)entry->ValueLength
        );

    public void Delete(Table table, OverlayEntry* entry) =>
        rocksdb_writebatch_delete_cf(_batch, database.Handle.ColumnOf(table), OverlayEntry.KeyPointer(entry), (nuint)entry->KeyLength);

    public void DeleteRange(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        if (first.SequenceCompareTo(end) >= 0)
        {
            return; // Nothing is stored there.
        }
        fixed (byte* firstBytes = first)
        fixed (byte* endBytes = end)
        {
            nint column = database.Handle.ColumnOf(table);
            rocksdb_writebatch_delete_range_cf(_batch, column, firstBytes, (nuint)first.Length, endBytes, (nuint)end.Length);
        }
    }

    public void Write()
    {
        byte* error = null;
        rocksdb_write(database.Handle.DangerousGetHandle(), database.WriteOptions, _batch, &error);
        RocksDbError.Check(error, database.Path);
    }

    public void Dispose()
    {
        rocksdb_writebatch_destroy(_batch);
        _batch = 0;
    }
}
