namespace NodeProto.Db;

/// <summary>A database on a disk that is slow, or fails, at each commit: for trying out what a node says and does then.</summary>
/// <param name="inner">Where the rows are; disposed with this one.</param>
public sealed class SlowDatabase(IDatabase inner) : IDatabase
{
    /// <summary>Called at the begin of each commit, on the thread that commits.</summary>
    public Action OnCommit { get; set; } = () => { };

    /// <inheritdoc/>
    public IReadTransaction BeginRead() => inner.BeginRead();

    /// <inheritdoc/>
    public IWriteTransaction BeginWrite() => new Transaction(inner.BeginWrite(), this);

    /// <inheritdoc/>
    public IReadOnlyList<TableSize> MeasureTables() => inner.MeasureTables();

    /// <inheritdoc/>
    public ulong EstimateBytes(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end) => inner.EstimateBytes(table, first, end);

    /// <inheritdoc/>
    public void Compact(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end) => inner.Compact(table, first, end);

    /// <inheritdoc/>
    public IReadOnlyList<TableTraffic> MeasureTraffic() => inner.MeasureTraffic();

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    private sealed class Transaction(IWriteTransaction tx, SlowDatabase database) : IWriteTransaction
    {
        public long WrittenBytes => tx.WrittenBytes;

        public long HeldBytes => tx.HeldBytes;

        public long ReadBytes => tx.ReadBytes;

        public bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value) => tx.TryGet(table, key, out value);

        public ICursor OpenRawCursor(Table table) => tx.OpenRawCursor(table);

        public IReadTransaction OpenView() => tx.OpenView();

        public void Put(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => tx.Put(table, key, value);

        public void Append(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => tx.Append(table, key, value);

        public void Delete(Table table, ReadOnlySpan<byte> key) => tx.Delete(table, key);

        public void DeleteRange(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end) => tx.DeleteRange(table, first, end);

        public void DropBelow(Table table, ReadOnlySpan<byte> end) => tx.DropBelow(table, end);

        public IBulkLoad OpenRawLoad(Table table) => tx.OpenRawLoad(table);

        public RowSorter OpenSorter(long memoryBytes) => tx.OpenSorter(memoryBytes);

        public void Commit()
        {
            database.OnCommit();
            tx.Commit();
        }

        public void Dispose() => tx.Dispose();
    }
}
