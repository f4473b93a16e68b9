using NodeProto.Primitives;

namespace NodeProto.Curves;

/// <summary>The tower of BLS12-381: ξ = 1 + u (EIP-2537).</summary>
internal readonly struct Bls12381Tower : ITower<BlsFp>
{
    private static readonly BlsFp2[] FrobeniusFactors = MakeFrobenius();

    /// <inheritdoc/>
    public static ReadOnlySpan<BlsFp2> Frobenius => FrobeniusFactors;

    /// <inheritdoc/>
    public static BlsFp2 MultiplyByNonResidue(in BlsFp2 value) => new(BlsFp.Subtract(value.C0, value.C1), BlsFp.Add(value.C0, value.C1));

    private static BlsFp2[] MakeFrobenius()
    {
        // (p - 1) / 6
        ReadOnlySpan<ulong> sixth =
        [
            0x49aa7ffffffff1c7,
            0x051caaaa72e35555,
            0xe688231ad3c82906,
            0xe613e1eb7deb831f,
            0x0c849bf3b5e1f223,
            0x045582fc5eeaa66f,
        ];
        BlsFp2 root = MultiplyByNonResidue(BlsFp2.One).Power(sixth);
        BlsFp2[] factors = new BlsFp2[6];
        factors[0] = BlsFp2.One;
        for (int i = 1; i < factors.Length; i++)
        {
            factors[i] = BlsFp2.Multiply(factors[i - 1], root);
        }
        return factors;
    }
}

/// <summary>G1 of BLS12-381: y² = x³ + 4 over the base field (EIP-2537).</summary>
internal readonly struct BlsG1Curve : ICurve<BlsFp>
{
    private static readonly BlsFp Four = BlsFp.From(4);

    // A cube root of unity: (βx, y) = -[x²](x, y) exactly for the points of the group of prime order, where x is the curve's parameter.
    private static readonly BlsFp Beta = Bls12381.ParseFp(
        "00000000000000005f19672fdf76ce51ba69c6076a0f77eaddb3a93be6f89688de17d813620a00022e01fffffffefffe"
    );

    /// <inheritdoc/>
    public static bool IsMinusThree => false;

    /// <inheritdoc/>
    public static BlsFp B => Four;

    /// <summary>Whether a point of the curve lies in the group of prime order.</summary>
    /// <remarks>Source: M. Scott, "A note on group membership tests for G1, G2 and GT", IACR ePrint 2021/1130.</remarks>
    public static bool IsInSubgroup(in AffinePoint<BlsFp, BlsG1Curve> point)
    {
        if (point.IsInfinity)
        {
            return true;
        }
        ulong x = Bls12381.ParameterMagnitude;
        JacobianPoint<BlsFp, BlsG1Curve> once = JacobianPoint<BlsFp, BlsG1Curve>.MultiplySparse(
            JacobianPoint<BlsFp, BlsG1Curve>.From(point),
            x
        );
        JacobianPoint<BlsFp, BlsG1Curve> twice = JacobianPoint<BlsFp, BlsG1Curve>.MultiplySparse(once, x);
        return twice.IsSameAs(JacobianPoint<BlsFp, BlsG1Curve>.From(TimesSquaredParameter(point)));
    }

    /// <summary>[x²] · point, for a point of the group of prime order and the curve's parameter x.</summary>
    public static AffinePoint<BlsFp, BlsG1Curve> TimesSquaredParameter(in AffinePoint<BlsFp, BlsG1Curve> point) =>
        point.IsInfinity ? point : new(BlsFp.Multiply(point.X, Beta), BlsFp.Negate(point.Y));
}

/// <summary>G2 of BLS12-381: y² = x³ + 4(1 + u) over the quadratic extension (EIP-2537).</summary>
internal readonly struct BlsG2Curve : ICurve<BlsFp2>
{
    private static readonly BlsFp2 FourXi = Bls12381Tower.MultiplyByNonResidue(new BlsFp2(BlsFp.From(4), BlsFp.Zero));
    private static readonly BlsFp2 PsiX = BlsFp2.Invert(Bls12381Tower.Frobenius[2]);
    private static readonly BlsFp2 PsiY = BlsFp2.Invert(Bls12381Tower.Frobenius[3]);

    /// <inheritdoc/>
    public static bool IsMinusThree => false;

    /// <inheritdoc/>
    public static BlsFp2 B => FourXi;

    /// <summary>The endomorphism ψ: out of the twist, Frobenius, back into the twist.</summary>
    public static AffinePoint<BlsFp2, BlsG2Curve> Psi(in AffinePoint<BlsFp2, BlsG2Curve> point) =>
        point.IsInfinity ? point : new(BlsFp2.Multiply(point.X.Conjugate(), PsiX), BlsFp2.Multiply(point.Y.Conjugate(), PsiY));

    /// <summary>Whether a point of the curve lies in the group of prime order: there ψ multiplies by the curve's parameter.</summary>
    /// <remarks>Source: M. Scott, "A note on group membership tests for G1, G2 and GT", IACR ePrint 2021/1130.</remarks>
    public static bool IsInSubgroup(in AffinePoint<BlsFp2, BlsG2Curve> point)
    {
        JacobianPoint<BlsFp2, BlsG2Curve> product = JacobianPoint<BlsFp2, BlsG2Curve>.MultiplySparse(
            JacobianPoint<BlsFp2, BlsG2Curve>.From(point),
            Bls12381.ParameterMagnitude
        );
        return JacobianPoint<BlsFp2, BlsG2Curve>.Negate(product).IsSameAs(JacobianPoint<BlsFp2, BlsG2Curve>.From(Psi(point)));
    }
}

/// <summary>Constants of BLS12-381 (EIP-2537).</summary>
internal static class Bls12381
{
    /// <summary>|x| of the curve's parameter x = -0xd201000000010000.</summary>
    public const ulong ParameterMagnitude = 0xd201000000010000;

    /// <summary>The generator of G1.</summary>
    public static readonly AffinePoint<BlsFp, BlsG1Curve> G1 = new(
        ParseFp("17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"),
        ParseFp("08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1")
    );

    /// <summary>The generator of G2.</summary>
    public static readonly AffinePoint<BlsFp2, BlsG2Curve> G2 = new(
        new BlsFp2(
            ParseFp("024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"),
            ParseFp("13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e")
        ),
        new BlsFp2(
            ParseFp("0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"),
            ParseFp("0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be")
        )
    );

    /// <summary>An element of the base field from 96 hexadecimal digits.</summary>
    public static BlsFp ParseFp(ReadOnlySpan<char> hex)
    {
        bool isReduced = BlsFp.TryRead(HexText.Decode(hex), out BlsFp value);
        Invariant.Holds(isReduced, "a constant of BLS12-381 is below the modulus");
        return value;
    }
}
