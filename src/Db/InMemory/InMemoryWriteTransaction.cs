using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Copies of the trees that it changes; commit puts them in the place of the old ones.</summary>
internal sealed class InMemoryWriteTransaction(InMemoryDatabase database, BPlusTree[] trees, long owner) : IWriteTransaction
{
    private readonly long[] _versions = new long[trees.Length];
    private readonly long[] _readBytes = TrafficCounters.NewCounts();
    private readonly long[] _writtenBytes = TrafficCounters.NewCounts();
    private bool _isCommitted;
    private bool _isDisposed;

    public long WrittenBytes { get; private set; }

    public long ReadBytes => TrafficCounters.Sum(_readBytes);

    public bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        CheckOpen();
        bool isFound = trees[table.Index].TryGet(key, out value);
        _readBytes[table.Index] += value.Length;
        return isFound;
    }

    public ICursor OpenRawCursor(Table table)
    {
        CheckOpen();
        return new InMemoryCursor(trees, table.Index, _versions, _readBytes);
    }

    public void Put(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        CheckOpen();
        _versions[table.Index]++;
        trees[table.Index].Put(owner, key, value.ToArray());
        Count(table, key.Length + value.Length);
    }

    public void Append(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Put(table, key, value);

    public void Delete(Table table, ReadOnlySpan<byte> key)
    {
        CheckOpen();
        _versions[table.Index]++;
        trees[table.Index].Delete(owner, key);
        Count(table, key.Length);
    }

    public void DeleteRange(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        CheckOpen();
        _versions[table.Index]++;
        trees[table.Index].DeleteRange(owner, first, end);
        Count(table, first.Length + end.Length);
    }

    public void DropBelow(Table table, ReadOnlySpan<byte> end) => DeleteRange(table, default, end);

    public void Commit()
    {
        CheckOpen();
        database.Commit(trees);
        database.Traffic.AddWritten(_writtenBytes);
        _isCommitted = true;
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            database.Traffic.AddRead(_readBytes);
            database.EndWrite();
        }
    }

    private void Count(Table table, int bytes)
    {
        WrittenBytes += bytes;
        _writtenBytes[table.Index] += bytes;
    }

    private void CheckOpen()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Invariant.Holds(!_isCommitted, "A transaction is not used after its commit.");
    }
}
