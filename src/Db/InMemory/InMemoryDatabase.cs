namespace NodeProto.Db;

/// <summary>The whole database in memory, for tests, <c>--db memory</c> and short-lived chains; gone when the process ends.</summary>
public sealed class InMemoryDatabase : IDatabase
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private BPlusTree[] _committed = new BPlusTree[Tables.All.Count];
    private long _lastOwner;
    private bool _isDisposed;

    internal TrafficCounters Traffic { get; } = new();

    /// <inheritdoc/>
    public IReadTransaction BeginRead()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new InMemoryReadTransaction(Volatile.Read(ref _committed), Traffic.AddRead);
    }

    /// <inheritdoc/>
    public IWriteTransaction BeginWrite()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _writer.Wait();
        return new InMemoryWriteTransaction(this, (BPlusTree[])_committed.Clone(), ++_lastOwner);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TableSize> MeasureTables()
    {
        BPlusTree[] trees = Volatile.Read(ref _committed);
        TableSize[] sizes = new TableSize[trees.Length];
        for (int i = 0; i < trees.Length; i++)
        {
            sizes[i] = new TableSize(Tables.All[i], (ulong)trees[i].Rows, (ulong)trees[i].Bytes);
        }
        return sizes;
    }

    /// <inheritdoc/>
    public ulong EstimateBytes(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        using IReadTransaction tx = BeginRead();
        using ICursor cursor = tx.OpenRawCursor(table);
        ulong bytes = 0;
        for (bool found = cursor.Seek(first); found && (end.IsEmpty || cursor.Key.SequenceCompareTo(end) < 0); found = cursor.Next())
        {
            bytes += (ulong)(cursor.Key.Length + cursor.Value.Length);
        }
        return bytes;
    }

    /// <inheritdoc/>
    /// <remarks>Nothing to do: what is deleted is gone.</remarks>
    public void Compact(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end) { }

    /// <inheritdoc/>
    public IReadOnlyList<TableTraffic> MeasureTraffic() => Traffic.Read();

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _committed = [];
        _writer.Dispose();
    }

    /// <summary>Makes the trees of the open write transaction the ones that new readers see.</summary>
    internal void Commit(BPlusTree[] trees) => Volatile.Write(ref _committed, trees);

    /// <summary>Lets the next writer in.</summary>
    internal void EndWrite()
    {
        if (!_isDisposed)
        {
            _writer.Release();
        }
    }
}
