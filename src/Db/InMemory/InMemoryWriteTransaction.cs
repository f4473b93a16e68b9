using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Copies of the trees that it changes; commit puts them in the place of the old ones.</summary>
internal sealed class InMemoryWriteTransaction(InMemoryDatabase database, BPlusTree[] trees, long owner) : IWriteTransaction
{
    private readonly long[] _versions = new long[trees.Length];
    private bool _isCommitted;
    private bool _isDisposed;

    public long WrittenBytes { get; private set; }

    public bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        CheckOpen();
        return trees[table.Index].TryGet(key, out value);
    }

    public ICursor OpenRawCursor(Table table)
    {
        CheckOpen();
        return new InMemoryCursor(trees, table.Index, _versions);
    }

    public void Put(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        CheckOpen();
        _versions[table.Index]++;
        trees[table.Index].Put(owner, key, value.ToArray());
        WrittenBytes += key.Length + value.Length;
    }

    public void Append(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Put(table, key, value);

    public void Delete(Table table, ReadOnlySpan<byte> key)
    {
        CheckOpen();
        _versions[table.Index]++;
        trees[table.Index].Delete(owner, key);
        WrittenBytes += key.Length;
    }

    public void DeleteRange(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        CheckOpen();
        _versions[table.Index]++;
        trees[table.Index].DeleteRange(owner, first, end);
        WrittenBytes += first.Length + end.Length;
    }

    public void Commit()
    {
        CheckOpen();
        database.Commit(trees);
        _isCommitted = true;
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            database.EndWrite();
        }
    }

    private void CheckOpen()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Invariant.Holds(!_isCommitted, "A transaction is not used after its commit.");
    }
}
