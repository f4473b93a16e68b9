namespace NodeProto.Db;

/// <summary>A load into a table that its transaction has written to: its rows have to lie above those writes, so they are writes too.</summary>
internal sealed class PutLoad(IWriteTransaction tx, Table table) : IBulkLoad
{
    private readonly LoadOrder _order = new();

    /// <inheritdoc/>
    public long Count => _order.Count;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _order.Check(key);
        tx.Put(table, key, value);
    }

    /// <inheritdoc/>
    public void Delete(ReadOnlySpan<byte> key)
    {
        _order.Check(key);
        tx.Delete(table, key);
    }
}
