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

    /// <summary>Opens another reader of what this transaction sees now, for one other thread; many may be open at once.</summary>
    /// <remarks>
    /// It is disposed before the transaction is committed or disposed. Over a write transaction it sees the writes made so far, and
    /// while it is open no table that it reads is written. Opening and disposing it is for the transaction's own thread.
    /// </remarks>
    IReadTransaction OpenView();

    /// <summary>Bytes of the values that it and its disposed views have read so far, its own writes left out where they are kept apart.</summary>
    long ReadBytes { get; }
}
