namespace NodeProto.Db;

/// <summary>An ordered key-value store with one set of rows for each table. Thread-safe; transactions are not.</summary>
public interface IDatabase : IDisposable
{
    /// <summary>Opens a consistent snapshot; many may be open at once, beside a write transaction too.</summary>
    IReadTransaction BeginRead();

    /// <summary>Opens the one write transaction; waits while another one is open.</summary>
    /// <exception cref="Primitives.NodeException">The database was opened for reading only.</exception>
    IWriteTransaction BeginWrite();

    /// <summary>
    /// Tables into which a committed load is only partly brought: a reader of the files finds them so beside a writer in the middle of a
    /// commit, or after one that was killed there. Whoever opens the database to write finishes it first and finds none.
    /// </summary>
    IReadOnlyList<Table> UnfinishedLoads => [];

    /// <summary>Estimates of rows and bytes of each table, in the order of <see cref="Tables.All"/>.</summary>
    IReadOnlyList<TableSize> MeasureTables();

    /// <summary>About how many bytes the rows of a range take up on disk; what lies in the log alone is left out.</summary>
    /// <param name="table">The table.</param>
    /// <param name="first">First key.</param>
    /// <param name="end">Key after the last one; empty means the table's end.</param>
    ulong EstimateBytes(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end);

    /// <summary>Gives back the space of rows in a range that were deleted; returns when that is done, which can take minutes.</summary>
    /// <param name="table">The table.</param>
    /// <param name="first">First key; empty means the table's begin.</param>
    /// <param name="end">Key after the last one; empty means the table's end.</param>
    void Compact(Table table, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end);

    /// <summary>Bytes that ended transactions read and wrote since opening, in the order of <see cref="Tables.All"/>.</summary>
    IReadOnlyList<TableTraffic> MeasureTraffic();
}

/// <summary>What a table takes up.</summary>
/// <param name="Table">The table.</param>
/// <param name="RowsEstimate">About how many rows; exact in memory.</param>
/// <param name="Bytes">Bytes on disk, or of keys and values in memory.</param>
public readonly record struct TableSize(Table Table, ulong RowsEstimate, ulong Bytes);
