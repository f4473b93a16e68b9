namespace NodeProto.Db;

/// <summary>Reads that fail by plan.</summary>
internal class FaultyReadTransaction(IReadTransaction inner, FaultSwitch faults) : IReadTransaction
{
    protected FaultSwitch Faults => faults;

    public long ReadBytes => inner.ReadBytes;

    public bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        Faults.Pass(FaultPoints.Read);
        return inner.TryGet(table, key, out value);
    }

    public ICursor OpenRawCursor(Table table)
    {
        Faults.Pass(FaultPoints.Read);
        return new FaultyCursor(inner.OpenRawCursor(table), Faults);
    }

    /// <summary>Only opening fails by plan: what several threads read beside one another comes in no fixed order to count by.</summary>
    public IReadTransaction OpenView()
    {
        Faults.Pass(FaultPoints.Read);
        return inner.OpenView();
    }

    public void Dispose() => inner.Dispose();
}
