using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Bodies as objects, from rows.</summary>
internal static class BodyReader
{
    /// <summary>Decodes a stored body.</summary>
    /// <exception cref="DatabaseCorruptException">The bytes are no body.</exception>
    public static Body Decode(ReadOnlySpan<byte> rlp, BlockNumber number) =>
        BodyCodec.TryDecode(rlp, out Body body, out RlpError error)
            ? body
            : throw new DatabaseCorruptException(nameof(Tables.Bodies), $"{number}", $"the row is no body: {error}");
}
