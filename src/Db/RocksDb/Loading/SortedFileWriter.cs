using System.Text;
using static NodeProto.Db.RocksDbNative;

namespace NodeProto.Db;

/// <summary>Writes one sorted file in the layout of its table.</summary>
internal sealed unsafe class SortedFileWriter : IDisposable
{
    private readonly RocksDatabase _database;
    private readonly nint _environment;
    private nint _writer;

    /// <summary>Begins the file.</summary>
    public SortedFileWriter(RocksDatabase database, Table table, string path)
    {
        _database = database;
        _environment = rocksdb_envoptions_create();
        _writer = rocksdb_sstfilewriter_create(_environment, database.Handle.OptionsOf(table));
        byte* error = null;
        fixed (byte* pathBytes = (byte[])[.. Encoding.UTF8.GetBytes(path), 0])
        {
            rocksdb_sstfilewriter_open(_writer, pathBytes, &error);
        }
        Check(error);
    }

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        byte* error = null;
        fixed (byte* keyBytes = key)
        fixed (byte* valueBytes = value)
        {
            rocksdb_sstfilewriter_put(_writer, keyBytes, (nuint)key.Length, valueBytes, (nuint)value.Length, &error);
        }
        Check(error);
    }

    public void Delete(ReadOnlySpan<byte> key)
    {
        byte* error = null;
        fixed (byte* keyBytes = key)
        {
            rocksdb_sstfilewriter_delete(_writer, keyBytes, (nuint)key.Length, &error);
        }
        Check(error);
    }

    /// <summary>Ends the file; its bytes are on the disk when this returns.</summary>
    public void Finish()
    {
        byte* error = null;
        rocksdb_sstfilewriter_finish(_writer, &error);
        Check(error);
    }

    public void Dispose()
    {
        if (_writer != 0)
        {
            rocksdb_sstfilewriter_destroy(_writer);
            rocksdb_envoptions_destroy(_environment);
            _writer = 0;
        }
    }

    private void Check(byte* error) => RocksDbError.Check(error, _database.Path);
}
