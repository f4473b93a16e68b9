using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>
/// Rows handed over in ascending order, which a backend may bring in past its log and its sorting: on disk as finished sorted
/// files. They become visible with the transaction's commit, all together with its other writes.
/// </summary>
/// <remarks>
/// Until the commit, reads of the transaction see the table as it was before, and no other write to it is allowed; there is one load
/// a table. In a transaction that has written to the table already, the rows are written as puts are, and seen at once; a load of few
/// rows is written so at the commit, up to <see cref="DatabaseOptions.LoadAsFilesMinBytes"/>. Not thread-safe.
/// </remarks>
public interface IBulkLoad
{
    /// <summary>How many rows it has, deletes counted.</summary>
    long Count { get; }

    /// <summary>Adds a row, in the place of a stored one with its key.</summary>
    /// <param name="key">Above the key before.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvariantException">The key is not above the one before.</exception>
    /// <exception cref="NodeException">The disk is full, or failed.</exception>
    void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>Removes the stored row of a key, in the order of the rows that are added; nothing happens when there is none.</summary>
    /// <param name="key">Above the key before.</param>
    /// <exception cref="InvariantException">The key is not above the one before.</exception>
    /// <exception cref="NodeException">The disk is full, or failed.</exception>
    void Delete(ReadOnlySpan<byte> key);

    /// <summary>Adds all rows of a sorter, of which nothing has been read yet; where they lie in memory, on all cores.</summary>
    /// <param name="rows">The rows, with keys above the one before.</param>
    /// <param name="step">Called once in a while, from any thread: it goes on.</param>
    /// <exception cref="InvariantException">A key comes twice, or is not above the one before.</exception>
    /// <exception cref="NodeException">The disk is full, or failed.</exception>
    void AddAll(SortedRows rows, Action step) => AddEach(this, rows, step);

    /// <summary>Adds rows one by one.</summary>
    internal static void AddEach(IBulkLoad load, SortedRows rows, Action step)
    {
        const int RowsPerStep = 1 << 16;
        while (rows.Next())
        {
            load.Add(rows.Key, rows.Value);
            if (load.Count % RowsPerStep == 0)
            {
                step();
            }
        }
    }
}

/// <summary>A load with its types.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
/// <param name="table">The table.</param>
/// <param name="load">The load of its bytes.</param>
public readonly struct BulkLoad<TKey, TValue>(Table<TKey, TValue> table, IBulkLoad load)
    where TKey : struct, IKey<TKey>
    where TValue : allows ref struct
{
    private readonly ByteBuffer _scratch = new();

    /// <summary>How many rows it has, deletes counted.</summary>
    public long Count => load.Count;

    /// <summary>Adds a row, above the one before.</summary>
    public void Add(TKey key, TValue value)
    {
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        _scratch.Clear();
        load.Add(buffer[..key.WriteTo(buffer)], table.Codec.Encode(value, _scratch));
    }

    /// <summary>Removes a stored row; its key is above that of the one before.</summary>
    public void Delete(TKey key)
    {
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        load.Delete(buffer[..key.WriteTo(buffer)]);
    }
}
