using NodeProto.Primitives;
using Fn = NodeProto.Curves.PrimeField4<NodeProto.Curves.P256Order>;
using Fp = NodeProto.Curves.PrimeField4<NodeProto.Curves.P256Modulus>;

namespace NodeProto.Curves;

/// <summary>ECDSA over P-256 (FIPS 186-4; EIP-7951).</summary>
public static class P256
{
    private static readonly AffinePoint<Fp, P256Curve> Generator = new(
        Parse("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
        Parse("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")
    );

    /// <summary>Whether a signature is valid.</summary>
    /// <param name="input">Message hash, r, s, and the public key's x and y: 32 bytes each, big-endian.</param>
    public static bool Verify(ReadOnlySpan<byte> input)
    {
        ReadOnlySpan<byte> r = input.Slice(32, 32);
        if (
            !Fn.TryRead(r, out Fn rScalar)
            || rScalar.IsZero
            || !Fn.TryRead(input.Slice(64, 32), out Fn sScalar)
            || sScalar.IsZero
            || !Fp.TryRead(input.Slice(96, 32), out Fp x)
            || !Fp.TryRead(input.Slice(128, 32), out Fp y)
        )
        {
            return false;
        }
        AffinePoint<Fp, P256Curve> key = new(x, y);
        if ((x.IsZero && y.IsZero) || !key.IsOnCurve)
        {
            return false;
        }
        Fn inverse = Fn.Invert(sScalar);
        Span<ulong> scalars = stackalloc ulong[8];
        Fn.Multiply(Fn.ReadReduced(input[..32]), inverse).ToWords(scalars[..4]);
        Fn.Multiply(rScalar, inverse).ToWords(scalars[4..]);
        AffinePoint<Fp, P256Curve> sum = MultiScalar<Fp, P256Curve>.Sum([Generator, key], scalars).ToAffine();
        if (sum.IsInfinity)
        {
            return false;
        }
        Span<byte> sumX = stackalloc byte[32];
        sum.X.Write(sumX);
        return Fn.ReadReduced(sumX).Equals(rScalar);
    }

    private static Fp Parse(string hex)
    {
        bool isReduced = Fp.TryRead(HexText.Decode(hex), out Fp value);
        Invariant.Holds(isReduced, "a constant of P-256 is below the modulus");
        return value;
    }

    /// <summary>y² = x³ - 3x + b.</summary>
    private readonly struct P256Curve : ICurve<Fp>
    {
        private static readonly Fp Constant = Parse("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

        /// <inheritdoc/>
        public static bool IsMinusThree => true;

        /// <inheritdoc/>
        public static Fp B => Constant;
    }
}
