namespace NodeProto.Curves;

/// <summary>The tower of bn254: ξ = 9 + u (EIP-197).</summary>
internal readonly struct Bn254Tower : ITower<BnFp>
{
    private static readonly BnFp2[] FrobeniusFactors = MakeFrobenius();

    /// <inheritdoc/>
    public static ReadOnlySpan<BnFp2> Frobenius => FrobeniusFactors;

    /// <inheritdoc/>
    public static BnFp2 MultiplyByNonResidue(in BnFp2 value) =>
        new(BnFp.Subtract(Times9(value.C0), value.C1), BnFp.Add(Times9(value.C1), value.C0));

    private static BnFp Times9(in BnFp value)
    {
        BnFp result = BnFp.Add(value, value);
        result = BnFp.Add(result, result);
        return BnFp.Add(BnFp.Add(result, result), value);
    }

    private static BnFp2[] MakeFrobenius()
    {
        // (p - 1) / 6
        ReadOnlySpan<ulong> sixth = [0x34b017592414d4e1, 0xee9591c2e6bda1c2, 0xf40d60f3c0403964, 0x0810b7bdd032f006];
        BnFp2 root = MultiplyByNonResidue(BnFp2.One).Power(sixth);
        BnFp2[] factors = new BnFp2[6];
        factors[0] = BnFp2.One;
        for (int i = 1; i < factors.Length; i++)
        {
            factors[i] = BnFp2.Multiply(factors[i - 1], root);
        }
        return factors;
    }
}

/// <summary>G1 of bn254: y² = x³ + 3 (EIP-196). Every point of the curve is in the group.</summary>
internal readonly struct BnG1Curve : ICurve<BnFp>
{
    private static readonly BnFp Three = BnFp.From(3);

    /// <inheritdoc/>
    public static bool IsMinusThree => false;

    /// <inheritdoc/>
    public static BnFp B => Three;
}

/// <summary>G2 of bn254: y² = x³ + 3/(9 + u) over the quadratic extension (EIP-197).</summary>
internal readonly struct BnG2Curve : ICurve<BnFp2>
{
    /// <summary>The curve's parameter x.</summary>
    public const ulong Parameter = 4965661367192848881;

    private static readonly BnFp2 ThreeByXi = BnFp2.Scale(BnFp2.Invert(Bn254Tower.MultiplyByNonResidue(BnFp2.One)), BnFp.From(3));

    /// <inheritdoc/>
    public static bool IsMinusThree => false;

    /// <inheritdoc/>
    public static BnFp2 B => ThreeByXi;

    /// <summary>The endomorphism ψ: out of the twist, Frobenius, back into the twist.</summary>
    public static AffinePoint<BnFp2, BnG2Curve> Psi(in AffinePoint<BnFp2, BnG2Curve> point) =>
        point.IsInfinity
            ? point
            : new(
                BnFp2.Multiply(point.X.Conjugate(), Bn254Tower.Frobenius[2]),
                BnFp2.Multiply(point.Y.Conjugate(), Bn254Tower.Frobenius[3])
            );

    /// <summary>Whether a point of the curve lies in the group of prime order: there ψ multiplies by 6x².</summary>
    /// <remarks>Source: M. Scott, "A note on group membership tests for G1, G2 and GT", IACR ePrint 2021/1130.</remarks>
    public static bool IsInSubgroup(in AffinePoint<BnFp2, BnG2Curve> point)
    {
        UInt128 sixXx = (UInt128)6 * Parameter * Parameter;
        ReadOnlySpan<ulong> scalar = [(ulong)sixXx, (ulong)(sixXx >> 64)];
        JacobianPoint<BnFp2, BnG2Curve> product = JacobianPoint<BnFp2, BnG2Curve>.Multiply(
            JacobianPoint<BnFp2, BnG2Curve>.From(point),
            scalar
        );
        return product.IsSameAs(JacobianPoint<BnFp2, BnG2Curve>.From(Psi(point)));
    }
}
