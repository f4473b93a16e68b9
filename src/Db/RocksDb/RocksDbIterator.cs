using System.Runtime.CompilerServices;
using static NodeProto.Db.RocksDbNative;

namespace NodeProto.Db;

/// <summary>The stored rows of a table in order. Asks for the error whenever it ends: a corrupt block looks like the end.</summary>
internal sealed unsafe class RocksDbIterator(RocksDbSnapshotHandle snapshot, Table table, string path, long[] readBytes) : IDisposable
{
    private readonly RocksDbIteratorHandle _handle = new(snapshot, table);
    private byte* _key;
    private nuint _keyLength;
    private bool _isCounted;

    /// <summary>Whether it stands on a row.</summary>
    public bool IsValid { get; private set; }

    /// <summary>The row's key; valid until the next move.</summary>
    public ReadOnlySpan<byte> Key => new(_key, (int)_keyLength);

    /// <summary>The row's value; valid until the next move.</summary>
    public ReadOnlySpan<byte> Value
    {
        get
        {
            nuint length;
            byte* value = rocksdb_iter_value(Handle, &length);
            if (!_isCounted)
            {
                readBytes[table.Index] += (long)length; // Once for each row, however often its value is asked for.
                _isCounted = true;
            }
            return new ReadOnlySpan<byte>(value, checked((int)length));
        }
    }

    public void First()
    {
        rocksdb_iter_seek_to_first(Handle);
        Load();
    }

    public void Last()
    {
        rocksdb_iter_seek_to_last(Handle);
        Load();
    }

    public void Seek(ReadOnlySpan<byte> key)
    {
        fixed (byte* bytes = key)
        {
            rocksdb_iter_seek(Handle, bytes, (nuint)key.Length);
        }
        Load();
    }

    public void SeekForPrevious(ReadOnlySpan<byte> key)
    {
        fixed (byte* bytes = key)
        {
            rocksdb_iter_seek_for_prev(Handle, bytes, (nuint)key.Length);
        }
        Load();
    }

    public void Next()
    {
        rocksdb_iter_next(Handle);
        Load();
    }

    public void Previous()
    {
        rocksdb_iter_prev(Handle);
        Load();
    }

    /// <summary>Leaves the row, as if the table had ended.</summary>
    public void End() => IsValid = false;

    public void Dispose() => _handle.Dispose();

    private nint Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
            return _handle.DangerousGetHandle();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Load()
    {
        nint handle = _handle.DangerousGetHandle();
        _isCounted = false;
        IsValid = rocksdb_iter_valid(handle) != 0;
        if (!IsValid)
        {
            CheckEnd(handle);
            return;
        }
        nuint length;
        _key = rocksdb_iter_key(handle, &length);
        _keyLength = length;
    }

    private void CheckEnd(nint handle)
    {
        byte* error = null;
        rocksdb_iter_get_error(handle, &error);
        RocksDbError.Check(error, path, table.Name);
    }
}
