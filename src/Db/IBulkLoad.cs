using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>
/// Rows handed over in ascending order, which a backend may bring in past its log and its sorting: on disk as finished sorted
/// files. They become visible with the transaction's commit, all together with its other writes.
/// </summary>
/// <remarks>
/// Until the commit reads of the transaction see the table as it was before, and no other write to the table is allowed in the
/// same transaction, before or after; there is one load a table. A row replaces the stored one with its key. A load of few
/// rows is written as puts are; the limit is <see cref="DatabaseOptions.LoadAsFilesMinBytes"/>. Not thread-safe.
/// </remarks>
public interface IBulkLoad
{
    /// <summary>How many rows it has.</summary>
    long Count { get; }

    /// <summary>Adds a row.</summary>
    /// <param name="key">Above the key before.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvariantException">The key is not above the one before.</exception>
    /// <exception cref="NodeException">The disk is full, or failed.</exception>
    void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
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

    /// <summary>How many rows it has.</summary>
    public long Count => load.Count;

    /// <summary>Adds a row, above the one before.</summary>
    public void Add(TKey key, TValue value)
    {
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        _scratch.Clear();
        load.Add(buffer[..key.WriteTo(buffer)], table.Codec.Encode(value, _scratch));
    }
}
