namespace NodeProto.Db;

/// <summary>The trees as they were when it began; nobody changes them any more.</summary>
internal sealed class InMemoryReadTransaction(BPlusTree[] trees) : IReadTransaction
{
    private BPlusTree[]? _trees = trees;

    public bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value) =>
        Trees[table.Index].TryGet(key, out value);

    public ICursor OpenRawCursor(Table table) => new InMemoryCursor(Trees, table.Index, versions: null);

    public void Dispose() => _trees = null;

    private BPlusTree[] Trees
    {
        get
        {
            ObjectDisposedException.ThrowIf(_trees is null, this);
            return _trees;
        }
    }
}
