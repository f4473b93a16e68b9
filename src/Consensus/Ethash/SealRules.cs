using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Rules of a proof-of-work seal, mix hash and nonce (yellow paper §4.3.4, appendix J.4). Pure functions; no allocation for valid seals.</summary>
/// <remarks>
/// The boundary comes first, with the mix hash that the header claims: it costs two hashes and needs no cache, so that a seal nobody
/// worked for is refused before anything expensive happens.
/// </remarks>
public static class SealRules
{
    /// <summary>Whether a header is sealed by work at all: after the merge the difficulty is 0 (EIP-3675), and before it never.</summary>
    /// <remarks>Only for headers whose difficulty is known to be valid.</remarks>
    public static bool IsSealed(Header header) => !header.Difficulty.IsZero;

    /// <summary>Checks that the claimed work reaches the difficulty.</summary>
    /// <param name="header">A header with a difficulty above 0.</param>
    /// <param name="seed">What <see cref="Hashimoto"/> computes the true mix hash from.</param>
    public static Violation? FindBoundary(Header header, out EthashSeed seed)
    {
        seed = EthashSeed.Of(HeaderCodec.ComputeSealHash(header), header.Nonce);
        UInt256 result = seed.Result(header.MixHash);
        return IsWithin(result, header.Difficulty)
            ? null
            : new(
                InvalidBlockReason.SealAboveBoundary,
                Hex(result),
                $"at most {Hex(Boundary(header.Difficulty))}, 2^256 divided by the difficulty {header.Difficulty}"
            );
    }

    /// <summary>Checks that the claimed mix hash is the true one.</summary>
    /// <param name="header">The header.</param>
    /// <param name="mixHash">The true mix hash, from <see cref="Hashimoto"/>.</param>
    public static Violation? FindMixHash(Header header, in Hash256 mixHash) =>
        header.MixHash == mixHash ? null : new(InvalidBlockReason.MixHashWrong, $"{header.MixHash}", $"{mixHash}");

    /// <summary>Whether a result is at most 2^256 divided by the difficulty, which is above 0.</summary>
    internal static bool IsWithin(in UInt256 result, in UInt256 difficulty) => difficulty == UInt256.One || result <= Boundary(difficulty);

    /// <summary>The integer part of 2^256 / difficulty, which is above 1 or the boundary would not fit.</summary>
    private static UInt256 Boundary(in UInt256 difficulty)
    {
        UInt256 boundary = UInt256.DivideRemainderOrZero(UInt256.MaxValue, difficulty, out UInt256 remainder);
        return remainder + UInt256.One == difficulty ? boundary + UInt256.One : boundary; // 2^256 is one more than what was divided.
    }

    private static string Hex(in UInt256 number)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        number.WriteBigEndian(bytes);
        return HexText.Encode(bytes);
    }
}
