using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Keeps its writes beside the database and hands them over as one batch at commit.</summary>
internal sealed unsafe class RocksWriteTransaction(RocksDatabase database) : IWriteTransaction
{
    /// <summary>A deleted range with at most so many stored rows becomes that many deletes: a range delete slows every later read of its table.</summary>
    private const int SingleDeletesMax = 64;

    /// <summary>So many deletes in a load are no upkeep any more, but rows that go for good.</summary>
    private const int ManyDeletes = 10_000;

    private readonly RocksReadTransaction _stored = new(database, takeSnapshot: false);
    private readonly TableOverlay?[] _overlays = new TableOverlay?[Tables.All.Count];
    private readonly RocksLoad?[] _loads = new RocksLoad?[Tables.All.Count];
    private readonly long[] _writtenBytes = TrafficCounters.NewCounts();
    private readonly List<(Table Table, byte[] End)> _drops = [];
    private bool _isEnded;
    private bool _isDisposed;

    public long WrittenBytes { get; private set; }

    public long HeldBytes
    {
        get
        {
            long bytes = 0;
            for (int i = 0; i < _overlays.Length; i++)
            {
                bytes += (_overlays[i]?.HeldBytes ?? 0) + (_loads[i]?.Rows.HeldBytes ?? 0);
            }
            return bytes;
        }
    }

    public long ReadBytes => _stored.ReadBytes;

    public bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        CheckOpen();
        return RocksView.TryGet(_stored, _overlays[table.Index], table, key, out value);
    }

    public ICursor OpenRawCursor(Table table)
    {
        CheckOpen();
        return new RocksCursor(_stored.OpenIterator(table), OverlayOf(table));
    }

    public IReadTransaction OpenView()
    {
        CheckOpen();
        return new RocksView(_stored, _overlays);
    }

    public void Put(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        CheckWritable(table);
        OverlayOf(table).Put(key, value);
        Count(table, key.Length + value.Length);
    }

    public void Append(Table table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Put(table, key, value);

    public void Delete(Table table, ReadOnlySpan<byte> key)
    {
        CheckWritable(table);
        OverlayOf(table).Delete(key);
        Count(table, key.Length);
    }

    public void DeleteRange(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        CheckWritable(table);
        if (!end.IsEmpty && first.SequenceCompareTo(end) >= 0)
        {
            return;
        }
        TableOverlay overlay = OverlayOf(table);
        Count(table, first.Length + end.Length);
        if (FewStoredRows(table, first, end) is { } rows)
        {
            overlay.EraseWritten(first, end, OverlayEntry.Deleted);
            foreach (byte[] key in rows)
            {
                overlay.Delete(key);
            }
            return;
        }
        overlay.DeleteRange(first, end);
    }

    public void DropBelow(Table table, ReadOnlySpan<byte> end)
    {
        DeleteRange(table, default, end);
        _drops.Add((table, end.ToArray()));
    }

    public IBulkLoad OpenRawLoad(Table table)
    {
        CheckWritable(table);
        if (_overlays[table.Index] is { IsEmpty: false })
        {
            return new PutLoad(this, table);
        }
        return _loads[table.Index] = new RocksLoad(database, table, bytes => Count(table, bytes));
    }

    public RowSorter OpenSorter(long memoryBytes) => new(memoryBytes, database.Loads);

    public void Commit()
    {
        CheckOpen();
        List<RocksLoad> files = FinishedLoads();
        _isEnded = true;
        foreach ((Table table, byte[] end) in _drops)
        {
            // Before the batch: a file that goes may hold the mark of an earlier deletion, over rows of a file that stays. The batch
            // deletes these again.
            database.DropFiles(table, end);
        }
        using RocksWriteBatch batch = new(database);
        for (int i = 0; i < _overlays.Length; i++)
        {
            if (_overlays[i] is { IsEmpty: false } overlay)
            {
                AddRanges(batch, Tables.All[i], overlay.Ranges);
                AddRows(batch, Tables.All[i], overlay);
                overlay.Dispose(); // The batch has a copy; a large transaction should not be held twice while it is written.
            }
        }
        foreach (RocksLoad? load in _loads)
        {
            if (load is { Files.Count: 0 })
            {
                AddRows(batch, load.Table, load.Rows);
            }
        }
        if (files.Count == 0)
        {
            batch.Write();
        }
        else
        {
            new LoadCommit(database).Run(files, batch);
        }
        database.Traffic.AddWritten(_writtenBytes);
        CompactDeleted();
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        foreach (TableOverlay? overlay in _overlays)
        {
            overlay?.Dispose();
        }
        foreach (RocksLoad? load in _loads)
        {
            load?.Dispose();
            if (!database.IsFailed) // Else the next opening may need the files.
            {
                load?.Discard();
            }
        }
        _stored.Dispose();
        database.EndWrite();
    }

    private void Count(Table table, long bytes)
    {
        WrittenBytes += bytes;
        _writtenBytes[table.Index] += bytes;
    }

    private TableOverlay OverlayOf(Table table) => _overlays[table.Index] ??= new TableOverlay();

    private List<byte[]>? FewStoredRows(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        using RocksDbIterator rows = _stored.OpenIterator(table);
        List<byte[]> keys = [];
        for (rows.Seek(first); rows.IsValid && (end.IsEmpty || rows.Key.SequenceCompareTo(end) < 0); rows.Next())
        {
            if (keys.Count == SingleDeletesMax)
            {
                return null;
            }
            keys.Add(rows.Key.ToArray());
        }
        return keys;
    }

    private void AddRanges(RocksWriteBatch batch, Table table, DeletedRanges ranges)
    {
        for (int i = 0; i < ranges.Count; i++)
        {
            (byte[] first, byte[]? end) = ranges[i];
            batch.DeleteRange(table, first, end ?? EndOf(table));
        }
    }

    /// <summary>A key above all stored rows.</summary>
    private byte[] EndOf(Table table)
    {
        using RocksDbIterator rows = _stored.OpenIterator(table);
        rows.Last();
        return rows.IsValid ? [.. rows.Key, 0] : [];
    }

    private static void AddRows(RocksWriteBatch batch, Table table, TableOverlay overlay)
    {
        int[]? slots = overlay.IsAscending ? null : overlay.SortedSlots();
        for (int i = 0; i < overlay.Count; i++)
        {
            OverlayEntry* entry = overlay[slots is null ? i : slots[i]];
            if (entry->ValueLength >= 0)
            {
                batch.Put(table, entry);
            }
            else if (entry->ValueLength == OverlayEntry.Deleted)
            {
                batch.Delete(table, entry);
            }
        }
    }

    private void CompactDeleted()
    {
        for (int i = 0; i < _overlays.Length; i++)
        {
            if (_overlays[i] is { } overlay)
            {
                for (int j = 0; j < overlay.Ranges.Count; j++)
                {
                    database.SuggestCompaction(Tables.All[i], overlay.Ranges[j].First, overlay.Ranges[j].End);
                }
            }
        }
        foreach (RocksLoad? load in _loads)
        {
            if (load is { Deletes: >= ManyDeletes })
            {
                database.SuggestCompaction(load.Table, default, default); // They lie over the rows until then, whose space is wanted back.
            }
        }
    }

    private List<RocksLoad> FinishedLoads()
    {
        List<RocksLoad> finished = [];
        foreach (RocksLoad? load in _loads)
        {
            if (load is { Files.Count: > 0 })
            {
                load.Finish();
                finished.Add(load);
            }
        }
        return finished;
    }

    private void CheckWritable(Table table)
    {
        CheckOpen();
        Invariant.Holds(_loads[table.Index] is null, LoadOrder.NoWriteAfter);
    }

    private void CheckOpen()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Invariant.Holds(!_isEnded, "A transaction is not used after its commit.");
    }
}
