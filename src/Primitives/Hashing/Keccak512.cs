using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NodeProto.Primitives;

/// <summary>Keccak-512 with the original padding (not SHA-3's), as Ethash uses it (yellow paper, appendix J).</summary>
public static class Keccak512
{
    /// <summary>Length of a hash in bytes.</summary>
    public const int Size = 64;

    /// <summary>Bytes that one permutation absorbs.</summary>
    public const int RateBytes = 72;

    /// <summary>Writes the 64 bytes of the data's hash; the destination may be the data.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 64 bytes.</exception>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        Keccak.State state;
        Unsafe.SkipInit(out state);
        Keccak.Sponge<WholeState>(data, ref state[0], RateBytes);
        MemoryMarshal.AsBytes((ReadOnlySpan<ulong>)state)[..Size].CopyTo(destination);
    }

    /// <summary>Replaces each row of 64 bytes by its hash: eight rows at a time where the processor has AVX-512, four with AVX2.</summary>
    /// <param name="rows">Rows of 64 bytes, one after the other.</param>
    /// <exception cref="ArgumentException">The length is no multiple of 64.</exception>
    public static void HashRows(Span<byte> rows)
    {
        if (rows.Length % Size != 0)
        {
            ThrowLength(rows.Length);
        }
        const int Together = KeccakEightWay.Lanes * Size;
        while (KeccakEightWay.IsSupported && rows.Length >= Together)
        {
            KeccakEightWay.Hash512(rows[..Together]);
            rows = rows[Together..];
        }
        const int Fours = KeccakFourWay.Lanes * Size;
        while (KeccakFourWay.IsSupported && rows.Length >= Fours)
        {
            KeccakFourWay.Hash512(rows[..Fours]);
            rows = rows[Fours..];
        }
        for (; !rows.IsEmpty; rows = rows[Size..])
        {
            Hash(rows[..Size], rows);
        }
    }

    [DoesNotReturn]
    private static void ThrowLength(int length) => throw new ArgumentException($"{length} bytes are not rows of {Size} bytes.");
}
