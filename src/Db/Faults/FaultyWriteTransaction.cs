namespace NodeProto.Db;

/// <summary>Writes and commits that fail by plan.</summary>
internal sealed class FaultyWriteTransaction(IWriteTransaction inner, FaultSwitch faults, Action? onCommit)
    : FaultyReadTransaction(inner, faults),
        IWriteTransaction
{
    public long WrittenBytes => inner.WrittenBytes;

    public long HeldBytes => inner.HeldBytes;

    public void Put(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Faults.Pass(FaultPoints.Write);
        inner.Put(table, key, value);
    }

    public void Append(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Faults.Pass(FaultPoints.Write);
        inner.Append(table, key, value);
    }

    public void Delete(Table table, ReadOnlySpan<byte> key)
    {
        Faults.Pass(FaultPoints.Write);
        inner.Delete(table, key);
    }

    public void DeleteRange(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        Faults.Pass(FaultPoints.Write);
        inner.DeleteRange(table, first, end);
    }

    public void DropBelow(Table table, ReadOnlySpan<byte> end)
    {
        Faults.Pass(FaultPoints.Write);
        inner.DropBelow(table, end);
    }

    public IBulkLoad OpenRawLoad(Table table)
    {
        Faults.Pass(FaultPoints.Write);
        return new FaultyLoad(inner.OpenRawLoad(table), Faults);
    }

    /// <summary>Only opening fails by plan: what a sorter spills goes to files of its own.</summary>
    public RowSorter OpenSorter(long memoryBytes)
    {
        Faults.Pass(FaultPoints.Write);
        return inner.OpenSorter(memoryBytes);
    }

    public void Commit()
    {
        onCommit?.Invoke();
        Faults.Pass(FaultPoints.BeforeCommit);
        inner.Commit();
        Faults.Pass(FaultPoints.AfterCommit);
    }

    private sealed class FaultyLoad(IBulkLoad inner, FaultSwitch faults) : IBulkLoad
    {
        public long Count => inner.Count;

        public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            faults.Pass(FaultPoints.Write);
            inner.Add(key, value);
        }

        public void Delete(ReadOnlySpan<byte> key)
        {
            faults.Pass(FaultPoints.Write);
            inner.Delete(key);
        }
    }
}
