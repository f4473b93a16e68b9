using NodeProto.Primitives;

namespace NodeProto.Curves;

/// <summary>Verification that a committed polynomial takes a value at a point (EIP-4844, point evaluation; consensus-specs deneb, verify_kzg_proof).</summary>
public static class KzgPointEvaluation
{
    // [τ]₂ of the public ceremony's trusted setup, compressed (consensus-specs, trusted_setup_4096.json, g2_monomial[1]).
    private const string TauG2 =
        "b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72"
        + "185cbfee53492714734429b7b38608e23926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2";

    private static readonly Line<BlsFp>[] GeneratorLines = Bls12381Pairing.Prepare(Bls12381.G2);
    private static readonly Line<BlsFp>[] TauLines = Bls12381Pairing.Prepare(ReadTau());

    /// <summary>Whether the polynomial of a commitment takes the value y at z. False for anything malformed.</summary>
    /// <param name="commitment">Compressed point of G1, 48 bytes.</param>
    /// <param name="z">32 bytes, big-endian, below the group's order.</param>
    /// <param name="y">32 bytes, big-endian, below the group's order.</param>
    /// <param name="proof">Compressed point of G1, 48 bytes.</param>
    public static bool Verify(ReadOnlySpan<byte> commitment, ReadOnlySpan<byte> z, ReadOnlySpan<byte> y, ReadOnlySpan<byte> proof)
    {
        if (
            !PrimeField4<Bls12381Order>.TryRead(z, out PrimeField4<Bls12381Order> zScalar)
            || !PrimeField4<Bls12381Order>.TryRead(y, out PrimeField4<Bls12381Order> yScalar)
            || !TryReadCompressed(commitment, out AffinePoint<BlsFp, BlsG1Curve> c)
            || !TryReadCompressed(proof, out AffinePoint<BlsFp, BlsG1Curve> pi)
        )
        {
            return false;
        }

        // e(C - y·G, H) = e(π, (τ - z)·H)  ⇔  e(C - y·G + z·π, H) · e(-π, τ·H) = 1: both second points are fixed.
        Span<ulong> scalars = stackalloc ulong[8];
        PrimeField4<Bls12381Order>.Negate(yScalar).ToWords(scalars[..4]);
        zScalar.ToWords(scalars[4..]);
        JacobianPoint<BlsFp, BlsG1Curve> sum = BlsMultiScalar.Sum([Bls12381.G1, pi], scalars);
        AffinePoint<BlsFp, BlsG1Curve> left = JacobianPoint<BlsFp, BlsG1Curve>.Add(sum, c).ToAffine();
        if (pi.IsInfinity || left.IsInfinity)
        {
            return pi.IsInfinity && left.IsInfinity;
        }
        return Bls12381Pairing.IsProductOne([left, AffinePoint<BlsFp, BlsG1Curve>.Negate(pi)], [GeneratorLines, TauLines]);
    }

    /// <summary>Reads 48 bytes: x with three flags in its highest bits (compressed, infinity, larger y); checks the group.</summary>
    private static bool TryReadCompressed(ReadOnlySpan<byte> bytes, out AffinePoint<BlsFp, BlsG1Curve> point)
    {
        point = default;
        if (bytes.Length != BlsFp.Size || (bytes[0] & 0x80) == 0)
        {
            return false;
        }
        bool isInfinity = (bytes[0] & 0x40) != 0;
        bool isLarger = (bytes[0] & 0x20) != 0;
        Span<byte> xBytes = stackalloc byte[BlsFp.Size];
        bytes.CopyTo(xBytes);
        xBytes[0] &= 0x1F;
        if (isInfinity)
        {
            return !isLarger && !xBytes.ContainsAnyExcept((byte)0);
        }
        if (
            !BlsFp.TryRead(xBytes, out BlsFp x)
            || !BlsSquareRoot.TrySqrt(BlsFp.Add(BlsFp.Multiply(BlsFp.Square(x), x), BlsG1Curve.B), out BlsFp y)
        )
        {
            return false;
        }
        point = new(x, IsLarger(y) == isLarger ? y : BlsFp.Negate(y));
        return BlsG1Curve.IsInSubgroup(point);
    }

    private static AffinePoint<BlsFp2, BlsG2Curve> ReadTau()
    {
        byte[] bytes = HexText.Decode(TauG2);
        bool isLarger = (bytes[0] & 0x20) != 0;
        bytes[0] &= 0x1F;
        bool isReduced = BlsFp.TryRead(bytes, out BlsFp x1) & BlsFp.TryRead(bytes.AsSpan(BlsFp.Size), out BlsFp x0);
        BlsFp2 x = new(x0, x1);
        bool isSquare = BlsSquareRoot.TrySqrt(BlsFp2.Add(BlsFp2.Multiply(BlsFp2.Square(x), x), BlsG2Curve.B), out BlsFp2 y);
        Invariant.Holds(isReduced && isSquare, "the trusted setup's point lies on the curve");
        bool isRootLarger = y.C1.IsZero ? IsLarger(y.C0) : IsLarger(y.C1);
        return new(x, isRootLarger == isLarger ? y : BlsFp2.Negate(y));
    }

    /// <summary>Whether the number is above its negative, as the compressed encoding compares them.</summary>
    private static bool IsLarger(in BlsFp value)
    {
        Span<byte> own = stackalloc byte[BlsFp.Size];
        Span<byte> negative = stackalloc byte[BlsFp.Size];
        value.Write(own);
        BlsFp.Negate(value).Write(negative);
        return own.SequenceCompareTo(negative) > 0;
    }
}
