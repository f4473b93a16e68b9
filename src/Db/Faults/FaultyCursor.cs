namespace NodeProto.Db;

/// <summary>A cursor whose moves fail by plan.</summary>
internal sealed class FaultyCursor(ICursor inner, FaultSwitch faults) : ICursor
{
    public ReadOnlySpan<byte> Key => inner.Key;

    public ReadOnlySpan<byte> Value => inner.Value;

    public bool Seek(ReadOnlySpan<byte> key)
    {
        faults.Pass(FaultPoints.Read);
        return inner.Seek(key);
    }

    public bool SeekExact(ReadOnlySpan<byte> key)
    {
        faults.Pass(FaultPoints.Read);
        return inner.SeekExact(key);
    }

    public bool SeekForPrevious(ReadOnlySpan<byte> key)
    {
        faults.Pass(FaultPoints.Read);
        return inner.SeekForPrevious(key);
    }

    public bool First()
    {
        faults.Pass(FaultPoints.Read);
        return inner.First();
    }

    public bool Last()
    {
        faults.Pass(FaultPoints.Read);
        return inner.Last();
    }

    public bool Next()
    {
        faults.Pass(FaultPoints.Read);
        return inner.Next();
    }

    public bool Previous()
    {
        faults.Pass(FaultPoints.Read);
        return inner.Previous();
    }

    public void Dispose() => inner.Dispose();
}
