using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Headers as objects, from rows.</summary>
internal static class HeaderReader
{
    /// <summary>The canonical header of a number.</summary>
    /// <exception cref="DatabaseCorruptException">The row is missing or is no header.</exception>
    public static Header Canonical(IReadTransaction tx, BlockNumber number)
    {
        Hash256 hash = tx.GetOrThrow(Tables.CanonicalHashes, number);
        return Decode(tx.GetOrThrow(Tables.Headers, number), hash, nameof(Tables.Headers));
    }

    /// <summary>A header whose hash is known.</summary>
    /// <exception cref="DatabaseCorruptException">The bytes are no header.</exception>
    public static Header Decode(ReadOnlySpan<byte> rlp, in Hash256 hash, string table) =>
        HeaderCodec.TryDecode(rlp, hash, out Header header, out RlpError error)
            ? header
            : throw new DatabaseCorruptException(table, hash.ToString(), $"the row is no header: {error}");
}
