using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace NodeProto.Primitives.Tests.Numbers;

/// <summary>Words to compute with: mostly made of limbs at the edges, where carries, signs and quotient digits go wrong.</summary>
internal static class Words
{
    public static readonly BigInteger Modulus = BigInteger.One << 256;

    private static readonly ulong[] EdgeLimbs =
    [
        0,
        0,
        1,
        2,
        3,
        10,
        255,
        uint.MaxValue,
        1UL << 32,
        (1UL << 63) - 1,
        1UL << 63,
        (1UL << 63) + 1,
        ulong.MaxValue - 1,
        ulong.MaxValue,
        ulong.MaxValue,
    ];

    private static readonly Gen<ulong> RandomLimbs = Gen.Choose(0, int.MaxValue)
        .Three()
        .Select(part => ((ulong)part.Item1 << 33) ^ ((ulong)part.Item2 << 16) ^ (ulong)part.Item3);

    private static readonly Gen<ulong> Limbs = Gen.Frequency((3, Gen.Elements(EdgeLimbs)), (1, RandomLimbs));

    private static readonly Gen<UInt256> FromLimbs = Limbs
        .Four()
        .Select(limb => new UInt256(limb.Item1, limb.Item2, limb.Item3, limb.Item4));

    private static readonly Gen<UInt256> NearPowersOfTwo =
        from bit in Gen.Choose(0, 255)
        from offset in Gen.Choose(-2, 2)
        select FromSigned((BigInteger.One << bit) + offset);

    private static readonly Gen<UInt256> Short =
        from word in FromLimbs
        from bits in Gen.Elements(64, 128, 192)
        select FromSigned(word.ToBigInteger() >> bits);

    /// <summary>One word.</summary>
    public static Gen<UInt256> One { get; } = Gen.Frequency((4, FromLimbs), (2, Short), (1, NearPowersOfTwo));

    /// <summary>Two words; in a third of the cases the second takes its highest limbs from the first.</summary>
    public static Gen<(UInt256 Left, UInt256 Right)> Two { get; } =
        from left in One
        from right in One
        from kin in Gen.Choose(0, 5)
        select (
            left,
            kin switch
            {
                0 => new UInt256(right.U0, right.U1, left.U2, left.U3),
                1 => new UInt256(left.U2, left.U3),
                _ => right,
            }
        );

    /// <summary>Three words.</summary>
    public static Gen<(UInt256 A, UInt256 B, UInt256 C)> Three { get; } =
        from pair in Two
        from third in One
        from place in Gen.Choose(0, 1)
        select place == 0 ? (pair.Left, pair.Right, third) : (third, pair.Left, pair.Right);

    /// <summary>Counts of bits and bytes: around every limit up to 300, and words far above.</summary>
    public static Gen<UInt256> Counts { get; } = Gen.Frequency((4, Gen.Choose(0, 300).Select(count => (UInt256)(ulong)count)), (1, One));

    /// <summary>The low 256 bits of any integer.</summary>
    public static UInt256 FromSigned(BigInteger value) => UInt256.FromBigInteger(((value % Modulus) + Modulus) % Modulus);

    /// <summary>The two's complement reading.</summary>
    public static BigInteger Signed(UInt256 word)
    {
        BigInteger value = word.ToBigInteger();
        return value >> 255 == 0 ? value : value - Modulus;
    }
}
