namespace NodeProto.Db;

/// <summary>A consistent view of all tables. Not thread-safe; dispose it and its cursors.</summary>
public interface IReadTransaction : IDisposable
{
    /// <summary>Finds a row.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The key's bytes.</param>
    /// <param name="value">The value, not copied: valid until the next call on this transaction.</param>
    bool TryGet(Table table, scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value);

    /// <summary>Opens a cursor over the bytes of a table; in a write transaction it sees the transaction's own writes up to each call.</summary>
    ICursor OpenRawCursor(Table table);

    /// <summary>Bytes of the values that it has read so far, its own writes left out where they are kept apart.</summary>
    long ReadBytes { get; }
}
