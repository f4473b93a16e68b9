using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary>Reads what commands say about a block of the canonical chain.</summary>
internal static class CanonicalBlock
{
    /// <summary>The header of a canonical block.</summary>
    /// <exception cref="DatabaseCorruptException">There is none, or its bytes are no header.</exception>
    public static Header Header(IReadTransaction tx, BlockNumber number) =>
        HeaderCodec.TryDecode(tx.GetOrThrow(Tables.Headers, number), out Header header, out RlpError error)
            ? header
            : throw new DatabaseCorruptException(nameof(Tables.Headers), number.ToString(), $"the header cannot be decoded: {error}");
}
