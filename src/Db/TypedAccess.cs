using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Typed reads and writes over the byte-wise transactions.</summary>
public static class TypedAccess
{
    /// <summary>Finds a row.</summary>
    public static bool TryGet<TKey, TValue>(this IReadTransaction tx, Table<TKey, TValue> table, TKey key, out TValue value)
        where TKey : struct, IKey<TKey>
    {
        Span<byte> keyBytes = stackalloc byte[TKey.MaxSize];
        if (tx.TryGet((Table)table, keyBytes[..key.WriteTo(keyBytes)], out ReadOnlySpan<byte> bytes))
        {
            value = table.Codec.Decode(bytes);
            return true;
        }
        value = default!;
        return false;
    }
}
