using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Typed reads and writes over the byte-wise transactions.</summary>
public static class TypedAccess
{
    [ThreadStatic]
    private static ByteBuffer? t_scratch;

    /// <summary>Finds a row.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="table">The table.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; one that is read in place is valid until the next call on this transaction.</param>
    /// <exception cref="DatabaseCorruptException">The row is no value of this table.</exception>
    public static bool TryGet<TKey, TValue>(this IReadTransaction tx, Table<TKey, TValue> table, TKey key, out TValue value)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct
    {
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        ReadOnlySpan<byte> keyBytes = buffer[..key.WriteTo(buffer)];
        if (!tx.TryGet((Table)table, keyBytes, out ReadOnlySpan<byte> bytes))
        {
            value = default!;
            return false;
        }
        try
        {
            value = table.Codec.Decode(bytes);
            return true;
        }
        catch (DatabaseCorruptException e) when (e.Table.Length == 0)
        {
            throw e.At(table.Name, keyBytes);
        }
    }

    /// <summary>Finds a row that must be there.</summary>
    /// <exception cref="DatabaseCorruptException">There is no such row, or it is no value of this table.</exception>
    public static TValue GetOrThrow<TKey, TValue>(this IReadTransaction tx, Table<TKey, TValue> table, TKey key)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct
    {
        if (tx.TryGet(table, key, out TValue value))
        {
            return value;
        }
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        throw new DatabaseCorruptException(table.Name, HexText.Encode(buffer[..key.WriteTo(buffer)]), "the row is missing");
    }

    /// <summary>Whether there is a row.</summary>
    public static bool Contains<TKey, TValue>(this IReadTransaction tx, Table<TKey, TValue> table, TKey key)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct
    {
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        return tx.TryGet((Table)table, buffer[..key.WriteTo(buffer)], out _);
    }

    /// <summary>Opens a typed cursor.</summary>
    public static Cursor<TKey, TValue> OpenCursor<TKey, TValue>(this IReadTransaction tx, Table<TKey, TValue> table)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct => new(table, tx.OpenRawCursor(table));

    /// <summary>Writes a row, replacing the one that is there.</summary>
    public static void Put<TKey, TValue>(this IWriteTransaction tx, Table<TKey, TValue> table, TKey key, TValue value)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct
    {
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        tx.Put((Table)table, buffer[..key.WriteTo(buffer)], table.Codec.Encode(value, Scratch()));
    }

    /// <summary>Writes a row whose key is above all others of the table: the fast way for rows that come in order.</summary>
    public static void Append<TKey, TValue>(this IWriteTransaction tx, Table<TKey, TValue> table, TKey key, TValue value)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct
    {
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        tx.Append((Table)table, buffer[..key.WriteTo(buffer)], table.Codec.Encode(value, Scratch()));
    }

    /// <summary>Opens the one load of a table.</summary>
    public static BulkLoad<TKey, TValue> OpenLoad<TKey, TValue>(this IWriteTransaction tx, Table<TKey, TValue> table)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct => new(table, tx.OpenRawLoad(table));

    /// <summary>Removes a row; nothing happens when there is none.</summary>
    public static void Delete<TKey, TValue>(this IWriteTransaction tx, Table<TKey, TValue> table, TKey key)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct
    {
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        tx.Delete((Table)table, buffer[..key.WriteTo(buffer)]);
    }

    /// <summary>Removes all rows from the key (inclusive) to the end of the table.</summary>
    public static void DeleteFrom<TKey, TValue>(this IWriteTransaction tx, Table<TKey, TValue> table, TKey first)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct
    {
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        tx.DeleteRange((Table)table, buffer[..first.WriteTo(buffer)], default);
    }

    /// <summary>Removes all rows from <paramref name="first"/> (inclusive) to <paramref name="end"/> (exclusive).</summary>
    public static void DeleteRange<TKey, TValue>(this IWriteTransaction tx, Table<TKey, TValue> table, TKey first, TKey end)
        where TKey : struct, IKey<TKey>
        where TValue : allows ref struct
    {
        Span<byte> firstBytes = stackalloc byte[TKey.MaxSize];
        Span<byte> endBytes = stackalloc byte[TKey.MaxSize];
        ReadOnlySpan<byte> endKey = endBytes[..end.WriteTo(endBytes)];
        if (endKey.Length > 0) // An empty end means the table's end to the byte-wise call; as a key nothing sorts before it.
        {
            tx.DeleteRange((Table)table, firstBytes[..first.WriteTo(firstBytes)], endKey);
        }
    }

    /// <summary>Removes all rows of a table.</summary>
    public static void Clear(this IWriteTransaction tx, Table table) => tx.DeleteRange(table, default, default);

    /// <summary>Removes all rows whose key begins with these bytes, which are not all 255.</summary>
    /// <remarks>For example every slot of an account: the prefix is its 32-byte hash.</remarks>
    public static void DeletePrefix(this IWriteTransaction tx, Table table, ReadOnlySpan<byte> prefix)
    {
        Span<byte> end = prefix.Length <= 128 ? stackalloc byte[prefix.Length] : new byte[prefix.Length];
        prefix.CopyTo(end);
        int last = end.LastIndexOfAnyExcept((byte)0xFF);
        if (last < 0)
        {
            tx.DeleteRange(table, prefix, default); // Nothing but longer keys of the same bytes sorts behind.
            return;
        }
        end[last]++;
        tx.DeleteRange(table, prefix, end[..(last + 1)]);
    }

    private static ByteBuffer Scratch()
    {
        ByteBuffer scratch = t_scratch ??= new ByteBuffer(4096);
        scratch.Clear();
        return scratch;
    }
}
