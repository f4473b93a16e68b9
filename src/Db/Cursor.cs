using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>A cursor with the table's types; the contract is that of <see cref="ICursor"/>.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
public sealed class Cursor<TKey, TValue> : IDisposable
    where TKey : struct, IKey<TKey>
    where TValue : allows ref struct
{
    private readonly Table<TKey, TValue> _table;
    private readonly ICursor _cursor;

    internal Cursor(Table<TKey, TValue> table, ICursor cursor)
    {
        _table = table;
        _cursor = cursor;
    }

    /// <summary>The current key.</summary>
    /// <exception cref="DatabaseCorruptException">The row's key is none of this table.</exception>
    public TKey Key
    {
        get
        {
            ReadOnlySpan<byte> bytes = _cursor.Key;
            try
            {
                if (bytes.Length <= TKey.MaxSize)
                {
                    return TKey.ReadFrom(bytes);
                }
            }
            catch (ArgumentException e)
            {
                throw new DatabaseCorruptException(_table.Name, HexText.Encode(bytes), "the key is none of this table", e);
            }
            throw new DatabaseCorruptException(_table.Name, HexText.Encode(bytes), "the key is too long for this table");
        }
    }

    /// <summary>The current value; one that is read in place is valid until the next move or write.</summary>
    /// <exception cref="DatabaseCorruptException">The row is no value of this table.</exception>
    public TValue Value
    {
        get
        {
            try
            {
                return _table.Codec.Decode(_cursor.Value);
            }
            catch (DatabaseCorruptException e) when (e.Table.Length == 0)
            {
                throw e.At(_table.Name, _cursor.Key);
            }
        }
    }

    /// <summary>Bytes of the current key.</summary>
    public ReadOnlySpan<byte> KeyBytes => _cursor.Key;

    /// <summary>Bytes of the current value.</summary>
    public ReadOnlySpan<byte> ValueBytes => _cursor.Value;

    /// <summary>Moves to the first row at or after the key.</summary>
    public bool Seek(TKey key)
    {
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        return _cursor.Seek(buffer[..key.WriteTo(buffer)]);
    }

    /// <summary>Moves to the row with exactly this key.</summary>
    public bool SeekExact(TKey key)
    {
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        return _cursor.SeekExact(buffer[..key.WriteTo(buffer)]);
    }

    /// <summary>Moves to the last row at or before the key.</summary>
    public bool SeekForPrevious(TKey key)
    {
        Span<byte> buffer = stackalloc byte[TKey.MaxSize];
        return _cursor.SeekForPrevious(buffer[..key.WriteTo(buffer)]);
    }

    /// <inheritdoc cref="ICursor.First"/>
    public bool First() => _cursor.First();

    /// <inheritdoc cref="ICursor.Last"/>
    public bool Last() => _cursor.Last();

    /// <inheritdoc cref="ICursor.Next"/>
    public bool Next() => _cursor.Next();

    /// <inheritdoc cref="ICursor.Previous"/>
    public bool Previous() => _cursor.Previous();

    /// <inheritdoc/>
    public void Dispose() => _cursor.Dispose();
}
