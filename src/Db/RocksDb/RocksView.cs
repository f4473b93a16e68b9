namespace NodeProto.Db;

/// <summary>What a write transaction sees, for another thread: the stored rows and the rows written so far.</summary>
internal sealed unsafe class RocksView(RocksReadTransaction stored, TableOverlay?[] overlays) : IReadTransaction
{
    private readonly RocksReadTransaction _stored = stored.NewView();

    public long ReadBytes => _stored.ReadBytes;

    /// <summary>Finds a row among the written ones, else among the stored ones.</summary>
    public static bool TryGet(
        RocksReadTransaction stored,
        TableOverlay? overlay,
        Table table,
        scoped ReadOnlySpan<byte> key,
        out ReadOnlySpan<byte> value
    )
    {
        if (overlay is { IsEmpty: false })
        {
            OverlayEntry* entry = overlay.FindEntry(key);
            if (entry is not null)
            {
                value = entry->ValueLength < 0 ? default : OverlayEntry.Value(entry);
                return entry->ValueLength >= 0;
            }
            if (overlay.Ranges.Covers(key, out _))
            {
                value = default;
                return false;
            }
        }
        return stored.TryGet(table, key, out value);
    }

    public bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value) =>
        TryGet(_stored, overlays[table.Index], table, key, out value);

    public ICursor OpenRawCursor(Table table) => new RocksCursor(_stored.OpenIterator(table), overlays[table.Index]);

    public IReadTransaction OpenView() => new RocksView(_stored, overlays);

    public void Dispose() => _stored.Dispose();
}
