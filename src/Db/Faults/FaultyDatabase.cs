namespace NodeProto.Db;

/// <summary>A database whose operations fail by plan, or take their time: for tests of what a node does on broken and full disks, and when it is killed.</summary>
/// <remarks>
/// It stands for one process with the database open. After a crash the transactions that were open are disposed and a new one is made
/// over the same inner database: what that holds is what was on the disk.
/// </remarks>
/// <param name="inner">The database that works; it stays open when this one is disposed.</param>
public sealed class FaultyDatabase(IDatabase inner) : IDatabase
{
    private readonly FaultSwitch _faults = new();

    /// <summary>Called at the begin of each commit, on the thread that commits: a disk that is slow.</summary>
    public Action? OnCommit { get; set; }

    /// <summary>Operations so far: with the same work and no fault in between, the same number.</summary>
    public long Operations => _faults.Operations;

    /// <summary>Whether the planned fault has happened.</summary>
    public bool HasFailed => FailedAt != default;

    /// <summary>The operation that the planned fault has happened at; none while it has not.</summary>
    public FaultPoints FailedAt => _faults.HappenedAt;

    /// <summary>Whether the process is dead.</summary>
    public bool IsDead => _faults.IsDead;

    /// <summary>Plans one fault, counted from now; null for none.</summary>
    public void Plan(FaultPlan? plan)
    {
        _faults.Set(plan);
        if (inner is RocksDatabase disk)
        {
            disk.LoadStepReached = _ => _faults.Pass(FaultPoints.LoadStep);
        }
    }

    /// <summary>Ends what <see cref="FaultKind.DiskFull"/> began.</summary>
    public void FreeSpace() => _faults.FreeSpace();

    /// <inheritdoc/>
    public IReadTransaction BeginRead()
    {
        _faults.Pass(FaultPoints.Begin);
        return new FaultyReadTransaction(inner.BeginRead(), _faults);
    }

    /// <inheritdoc/>
    public IWriteTransaction BeginWrite()
    {
        _faults.Pass(FaultPoints.Begin);
        return new FaultyWriteTransaction(inner.BeginWrite(), _faults, OnCommit);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TableSize> MeasureTables() => inner.MeasureTables();

    /// <inheritdoc/>
    public ulong EstimateBytes(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end) => inner.EstimateBytes(table, first, end);

    /// <inheritdoc/>
    public void Compact(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        _faults.Pass(FaultPoints.Write);
        inner.Compact(table, first, end);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TableTraffic> MeasureTraffic() => inner.MeasureTraffic();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (inner is RocksDatabase disk)
        {
            disk.LoadStepReached = null;
        }
    }
}
