using static NodeProto.Db.RocksDbNative;

namespace NodeProto.Db;

/// <summary>Writes that RocksDB takes in all together or not at all; a later one of the same key wins.</summary>
internal sealed unsafe class RocksWriteBatch : IDisposable
{
    private readonly RocksDatabase _database;
    private nint _batch;

    /// <summary>An empty batch.</summary>
    public RocksWriteBatch(RocksDatabase database)
    {
        _database = database;
        _batch = rocksdb_writebatch_create();
    }

    /// <summary>A batch from its <see cref="Bytes"/>.</summary>
    public RocksWriteBatch(RocksDatabase database, ReadOnlySpan<byte> bytes)
    {
        _database = database;
        fixed (byte* pointer = bytes)
        {
            _batch = rocksdb_writebatch_create_from(pointer, (nuint)bytes.Length);
        }
    }

    /// <summary>All that is in it, in RocksDB's own form; valid until the next write.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            nuint length;
            byte* bytes = rocksdb_writebatch_data(_batch, &length);
            return new ReadOnlySpan<byte>(bytes, checked((int)length));
        }
    }

    public void Put(Table table, OverlayEntry* entry) =>
        rocksdb_writebatch_put_cf(
            _batch,
            _database.Handle.ColumnOf(table),
            OverlayEntry.KeyPointer(entry),
            (nuint)entry->KeyLength,
            OverlayEntry.ValuePointer(entry),
            (nuint)entry->ValueLength
        );

    public void Delete(Table table, OverlayEntry* entry) =>
        rocksdb_writebatch_delete_cf(_batch, _database.Handle.ColumnOf(table), OverlayEntry.KeyPointer(entry), (nuint)entry->KeyLength);

    public void DeleteRange(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        if (first.SequenceCompareTo(end) >= 0)
        {
            return; // Nothing is stored there.
        }
        fixed (byte* firstBytes = first)
        fixed (byte* endBytes = end)
        {
            nint column = _database.Handle.ColumnOf(table);
            rocksdb_writebatch_delete_range_cf(_batch, column, firstBytes, (nuint)first.Length, endBytes, (nuint)end.Length);
        }
    }

    /// <summary>Puts a row outside of the tables.</summary>
    public void PutOwn(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyBytes = key)
        fixed (byte* valueBytes = value)
        {
            rocksdb_writebatch_put(_batch, keyBytes, (nuint)key.Length, valueBytes, (nuint)value.Length);
        }
    }

    /// <summary>Deletes a row outside of the tables.</summary>
    public void DeleteOwn(ReadOnlySpan<byte> key)
    {
        fixed (byte* keyBytes = key)
        {
            rocksdb_writebatch_delete(_batch, keyBytes, (nuint)key.Length);
        }
    }

    /// <summary>Writes as the operator chose.</summary>
    public void Write() => Write(_database.WriteOptions);

    /// <summary>Writes; it is on the disk when this returns.</summary>
    public void WriteSynced()
    {
        nint options = rocksdb_writeoptions_create();
        rocksdb_writeoptions_set_sync(options, 1);
        try
        {
            Write(options);
        }
        finally
        {
            rocksdb_writeoptions_destroy(options);
        }
    }

    public void Dispose()
    {
        rocksdb_writebatch_destroy(_batch);
        _batch = 0;
    }

    private void Write(nint options)
    {
        byte* error = null;
        rocksdb_write(_database.Handle.DangerousGetHandle(), options, _batch, &error);
        RocksDbError.Check(error, _database.Path);
    }
}
