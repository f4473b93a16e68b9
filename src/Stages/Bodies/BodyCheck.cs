using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Compares a body with its header, before anything of it is stored under the header's hash.</summary>
internal static class BodyCheck
{
    /// <summary>Decodes a body and checks roots, hashes and sizes; null when it is the one that the header tells of.</summary>
    /// <param name="header">The block's header.</param>
    /// <param name="headerBytes">Length of the header's RLP.</param>
    /// <param name="rlp">The body's RLP, a whole list.</param>
    /// <param name="spec">The chain's rules.</param>
    /// <param name="body">The body, where nothing is wrong.</param>
    public static InvalidBlock? Check(Header header, int headerBytes, ReadOnlySpan<byte> rlp, ChainSpec spec, out Body body) =>
        BodyCodec.TryDecode(rlp, out body, out RlpError error)
            ? BodyRules.Check(header, body, BlockParts.LengthOf(headerBytes, rlp), spec.ForkAt(header))
            : new Violation(InvalidBlockReason.EncodingNotCanonical, $"{error}", "a body in canonical RLP").In(header);

    /// <summary>The finding with the place where the source has the block.</summary>
    public static InvalidBlock Located(InvalidBlock invalid, IBodySource source)
    {
        string place = invalid.Hash is { } hash ? source.Locate(hash) : "";
        return place.Length == 0 ? invalid : invalid with { Found = $"{invalid.Found} ({place})" };
    }
}
