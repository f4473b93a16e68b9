namespace NodeProto.Db;

/// <summary>The trees as they were when it began; nobody changes them any more.</summary>
internal sealed class InMemoryReadTransaction(InMemoryDatabase database, BPlusTree[] trees) : IReadTransaction
{
    private readonly long[] _readBytes = TrafficCounters.NewCounts();
    private BPlusTree[]? _trees = trees;

    public long ReadBytes => TrafficCounters.Sum(_readBytes);

    public bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        bool isFound = Trees[table.Index].TryGet(key, out value);
        _readBytes[table.Index] += value.Length;
        return isFound;
    }

    public ICursor OpenRawCursor(Table table) => new InMemoryCursor(Trees, table.Index, versions: null, _readBytes);

    public void Dispose()
    {
        if (_trees is not null)
        {
            _trees = null;
            database.Traffic.AddRead(_readBytes);
        }
    }

    private BPlusTree[] Trees
    {
        get
        {
            ObjectDisposedException.ThrowIf(_trees is null, this);
            return _trees;
        }
    }
}
