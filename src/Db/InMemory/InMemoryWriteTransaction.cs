using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Copies of the trees that it changes; commit puts them in the place of the old ones.</summary>
internal sealed class InMemoryWriteTransaction(InMemoryDatabase database, BPlusTree[] trees, long owner) : IWriteTransaction
{
    private readonly long[] _versions = new long[trees.Length];
    private readonly ReadCounts _read = new();
    private readonly long[] _writtenBytes = TrafficCounters.NewCounts();
    private readonly InMemoryLoad?[] _loads = new InMemoryLoad?[trees.Length];
    private bool _isCommitted;
    private bool _isDisposed;

    public long WrittenBytes { get; private set; }

    public long HeldBytes => 0;

    public long ReadBytes => _read.Sum;

    public bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        CheckOpen();
        bool isFound = trees[table.Index].TryGet(key, out value);
        _read.Bytes[table.Index] += value.Length;
        return isFound;
    }

    public ICursor OpenRawCursor(Table table)
    {
        CheckOpen();
        return new InMemoryCursor(trees, table.Index, _versions, _read.Bytes);
    }

    public IReadTransaction OpenView()
    {
        CheckOpen();
        return new InMemoryReadTransaction((BPlusTree[])trees.Clone(), _read.Add);
    }

    public void Put(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        CheckWritable(table);
        _versions[table.Index]++;
        trees[table.Index].Put(owner, key, value.ToArray());
        Count(table, key.Length + value.Length);
    }

    public void Append(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Put(table, key, value);

    public void Delete(Table table, ReadOnlySpan<byte> key)
    {
        CheckWritable(table);
        _versions[table.Index]++;
        trees[table.Index].Delete(owner, key);
        Count(table, key.Length);
    }

    public void DeleteRange(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        CheckWritable(table);
        _versions[table.Index]++;
        trees[table.Index].DeleteRange(owner, first, end);
        Count(table, first.Length + end.Length);
    }

    public void DropBelow(Table table, ReadOnlySpan<byte> end) => DeleteRange(table, default, end);

    public IBulkLoad OpenRawLoad(Table table)
    {
        CheckWritable(table);
        if (_versions[table.Index] > 0)
        {
            return new PutLoad(this, table);
        }
        return _loads[table.Index] = new InMemoryLoad(trees[table.Index], owner, bytes => Count(table, bytes));
    }

    public RowSorter OpenSorter(long memoryBytes) => new(memoryBytes, folder: null);

    public void Commit()
    {
        CheckOpen();
        for (int i = 0; i < _loads.Length; i++)
        {
            trees[i] = _loads[i] is { } load ? load.Rows : trees[i];
        }
        database.Commit(trees);
        database.Traffic.AddWritten(_writtenBytes);
        _isCommitted = true;
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            database.Traffic.AddRead(_read);
            database.EndWrite();
        }
    }

    private void Count(Table table, long bytes)
    {
        WrittenBytes += bytes;
        _writtenBytes[table.Index] += bytes;
    }

    private void CheckWritable(Table table)
    {
        CheckOpen();
        Invariant.Holds(_loads[table.Index] is null, LoadOrder.NoWriteAfter);
    }

    private void CheckOpen()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Invariant.Holds(!_isCommitted, "A transaction is not used after its commit.");
    }
}
