using NodeProto.Db;

namespace NodeProto.Node.Tests;

/// <summary>A database whose commits do what the test says: let time pass, or fail.</summary>
/// <param name="inner">Where the rows are.</param>
internal sealed class SlowDatabase(IDatabase inner) : IDatabase
{
    /// <summary>Called in the middle of each commit.</summary>
    public Action OnCommit { get; set; } = () => { };

    public IReadTransaction BeginRead() => inner.BeginRead();

    public IWriteTransaction BeginWrite() => new Transaction(inner.BeginWrite(), this);

    public IReadOnlyList<TableSize> MeasureTables() => inner.MeasureTables();

    public ulong EstimateBytes(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end) => inner.EstimateBytes(table, first, end);

    public void Compact(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end) => inner.Compact(table, first, end);

    public IReadOnlyList<TableTraffic> MeasureTraffic() => inner.MeasureTraffic();

    public void Dispose() => inner.Dispose();

    private sealed class Transaction(IWriteTransaction tx, SlowDatabase database) : IWriteTransaction
    {
        public long WrittenBytes => tx.WrittenBytes;

        public long ReadBytes => tx.ReadBytes;

        public bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value) => tx.TryGet(table, key, out value);

        public ICursor OpenRawCursor(Table table) => tx.OpenRawCursor(table);

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
