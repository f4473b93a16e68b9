namespace NodeProto.Db;

/// <summary>The trees as they were when it began; nobody changes them any more.</summary>
/// <param name="trees">One for each table.</param>
/// <param name="end">Takes over what was read.</param>
internal sealed class InMemoryReadTransaction(BPlusTree[] trees, Action<ReadCounts> end) : IReadTransaction
{
    private readonly ReadCounts _read = new();
    private BPlusTree[]? _trees = trees;

    public long ReadBytes => _read.Sum;

    public bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        bool isFound = Trees[table.Index].TryGet(key, out value);
        _read.Bytes[table.Index] += value.Length;
        return isFound;
    }

    public ICursor OpenRawCursor(Table table) => new InMemoryCursor(Trees, table.Index, versions: null, _read.Bytes);

    public IReadTransaction OpenView() => new InMemoryReadTransaction(Trees, _read.Add);

    public void Dispose()
    {
        if (_trees is not null)
        {
            _trees = null;
            end(_read);
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
