namespace NodeProto.Curves;

/// <summary>The 3-isogeny to G2's curve (RFC 9380, appendix E.3; section 8.8.2).</summary>
internal readonly struct SwuMapG2 : ISwuMap<BlsFp2>
{
    /// <summary>Numerator of x, lowest degree first.</summary>
    private static readonly BlsFp2[] XNumeratorTerms =
    [
        new(
            Bls12381.ParseFp("05c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6"),
            Bls12381.ParseFp("05c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97d6")
        ),
        new(
            Bls12381.ParseFp("000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"),
            Bls12381.ParseFp("11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71a")
        ),
        new(
            Bls12381.ParseFp("11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71e"),
            Bls12381.ParseFp("08ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38d")
        ),
        new(
            Bls12381.ParseFp("171d6541fa38ccfaed6dea691f5fb614cb14b4e7f4e810aa22d6108f142b85757098e38d0f671c7188e2aaaaaaaa5ed1"),
            Bls12381.ParseFp("000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")
        ),
    ];

    /// <summary>Denominator of x.</summary>
    private static readonly BlsFp2[] XDenominatorTerms =
    [
        new(
            Bls12381.ParseFp("000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"),
            Bls12381.ParseFp("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa63")
        ),
        new(
            Bls12381.ParseFp("00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000c"),
            Bls12381.ParseFp("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa9f")
        ),
        new(
            Bls12381.ParseFp("000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001"),
            Bls12381.ParseFp("000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")
        ),
    ];

    /// <summary>Numerator of y.</summary>
    private static readonly BlsFp2[] YNumeratorTerms =
    [
        new(
            Bls12381.ParseFp("1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706"),
            Bls12381.ParseFp("1530477c7ab4113b59a4c18b076d11930f7da5d4a07f649bf54439d87d27e500fc8c25ebf8c92f6812cfc71c71c6d706")
        ),
        new(
            Bls12381.ParseFp("000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"),
            Bls12381.ParseFp("05c759507e8e333ebb5b7a9a47d7ed8532c52d39fd3a042a88b58423c50ae15d5c2638e343d9c71c6238aaaaaaaa97be")
        ),
        new(
            Bls12381.ParseFp("11560bf17baa99bc32126fced787c88f984f87adf7ae0c7f9a208c6b4f20a4181472aaa9cb8d555526a9ffffffffc71c"),
            Bls12381.ParseFp("08ab05f8bdd54cde190937e76bc3e447cc27c3d6fbd7063fcd104635a790520c0a395554e5c6aaaa9354ffffffffe38f")
        ),
        new(
            Bls12381.ParseFp("124c9ad43b6cf79bfbf7043de3811ad0761b0f37a1e26286b0e977c69aa274524e79097a56dc4bd9e1b371c71c718b10"),
            Bls12381.ParseFp("000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")
        ),
    ];

    /// <summary>Denominator of y.</summary>
    private static readonly BlsFp2[] YDenominatorTerms =
    [
        new(
            Bls12381.ParseFp("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa8fb"),
            Bls12381.ParseFp("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa8fb")
        ),
        new(
            Bls12381.ParseFp("000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"),
            Bls12381.ParseFp("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffa9d3")
        ),
        new(
            Bls12381.ParseFp("000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000012"),
            Bls12381.ParseFp("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaa99")
        ),
        new(
            Bls12381.ParseFp("000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001"),
            Bls12381.ParseFp("000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000")
        ),
    ];

    private static readonly BlsFp2 ConstantA = new(BlsFp.Zero, BlsFp.From(240));

    private static readonly BlsFp2 ConstantB = new(BlsFp.From(1012), BlsFp.From(1012));

    private static readonly BlsFp2 ConstantZ = BlsFp2.Negate(new BlsFp2(BlsFp.From(2), BlsFp.One));

    /// <inheritdoc/>
    public static BlsFp2 A => ConstantA;

    /// <inheritdoc/>
    public static BlsFp2 B => ConstantB;

    /// <inheritdoc/>
    public static BlsFp2 Z => ConstantZ;

    /// <inheritdoc/>
    public static ReadOnlySpan<BlsFp2> XNumerator => XNumeratorTerms;

    /// <inheritdoc/>
    public static ReadOnlySpan<BlsFp2> XDenominator => XDenominatorTerms;

    /// <inheritdoc/>
    public static ReadOnlySpan<BlsFp2> YNumerator => YNumeratorTerms;

    /// <inheritdoc/>
    public static ReadOnlySpan<BlsFp2> YDenominator => YDenominatorTerms;

    /// <inheritdoc/>
    public static bool TrySqrt(in BlsFp2 value, out BlsFp2 root) => BlsSquareRoot.TrySqrt(value, out root);

    /// <inheritdoc/>
    public static bool IsOdd(in BlsFp2 value) => BlsSquareRoot.IsOdd(value);
}
