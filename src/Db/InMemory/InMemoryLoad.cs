namespace NodeProto.Db;

/// <summary>A copy of a table's tree that takes the place of the original at commit.</summary>
/// <param name="rows">The table; the transaction has changed nothing in it.</param>
/// <param name="owner">Marks the nodes that may be changed in place.</param>
/// <param name="count">Takes the bytes of each row.</param>
internal sealed class InMemoryLoad(BPlusTree rows, long owner, Action<long> count) : IBulkLoad
{
    private readonly LoadOrder _order = new();
    private BPlusTree _rows = rows;

    /// <summary>The table with the rows so far.</summary>
    public BPlusTree Rows => _rows;

    /// <inheritdoc/>
    public long Count => _order.Count;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _order.Check(key);
        _rows.Put(owner, key, value.ToArray());
        count(key.Length + value.Length);
    }

    /// <inheritdoc/>
    public void Delete(ReadOnlySpan<byte> key)
    {
        _order.Check(key);
        _rows.Delete(owner, key);
        count(key.Length);
    }
}
