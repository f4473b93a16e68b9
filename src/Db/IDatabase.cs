namespace NodeProto.Db;

/// <summary>An ordered key-value store with one set of rows for each table. Thread-safe; transactions are not.</summary>
public interface IDatabase : IDisposable
{
    /// <summary>Opens a consistent snapshot; many may be open at once, beside a write transaction too.</summary>
    IReadTransaction BeginRead();

    /// <summary>Opens the one write transaction; waits while another one is open.</summary>
    /// <exception cref="Primitives.NodeException">The database was opened for reading only.</exception>
    IWriteTransaction BeginWrite();

    /// <summary>Estimates of rows and bytes of each table, in the order of <see cref="Tables.All"/>.</summary>
    IReadOnlyList<TableSize> MeasureTables();

    /// <summary>Bytes that ended transactions read and wrote since opening, in the order of <see cref="Tables.All"/>.</summary>
    IReadOnlyList<TableTraffic> MeasureTraffic();
}

/// <summary>What a table takes up.</summary>
/// <param name="Table">The table.</param>
/// <param name="RowsEstimate">About how many rows; exact in memory.</param>
/// <param name="Bytes">Bytes on disk, or of keys and values in memory.</param>
public readonly record struct TableSize(Table Table, ulong RowsEstimate, ulong Bytes);
