namespace NodeProto.Curves;

/// <summary>Sums of products scalar · point in the groups of BLS12-381, by scalars of a quarter or of half the length.</summary>
/// <remarks>
/// Source: S. Galbraith, X. Lin and M. Scott, "Endomorphisms for faster elliptic curve cryptography on a large class of curves"
/// (IACR ePrint 2008/194). With m the magnitude of the curve's parameter, the order of the groups is m⁴ - m² + 1: a scalar is written in base m,
/// and the points m·Q, in G2, and m²·P, in G1, cost no more than a product or two.
/// </remarks>
internal static class BlsMultiScalar
{
    /// <summary>Words of a scalar as the operations read it.</summary>
    public const int ScalarWords = 4;

    private const ulong M = Bls12381.ParameterMagnitude;

    // The groups' order.
    private static ReadOnlySpan<ulong> Order => [0xffffffff00000001, 0x53bda402fffe5bfe, 0x3339d80809a1d805, 0x73eda753299d7d48];

    // From as many points on, buckets are quicker than multiples of each.
    private const int ManyPoints = 16;

    /// <summary>The sum of scalars[i] · points[i] in G1.</summary>
    /// <param name="points">Points of the group of prime order.</param>
    /// <param name="scalars">Four words for each point, least significant first; any value.</param>
    public static JacobianPoint<BlsFp, BlsG1Curve> Sum(ReadOnlySpan<AffinePoint<BlsFp, BlsG1Curve>> points, ReadOnlySpan<ulong> scalars)
    {
        ulong[] halves = new ulong[scalars.Length];
        Span<ulong> digits = stackalloc ulong[4];
        for (int i = 0; i < points.Length; i++)
        {
            Split(scalars.Slice(i * ScalarWords, ScalarWords), digits);
            for (int half = 0; half < 2; half++)
            {
                UInt128 value = ((UInt128)digits[(2 * half) + 1] * M) + digits[2 * half];
                int at = 2 * ((half * points.Length) + i);
                halves[at] = (ulong)value;
                halves[at + 1] = (ulong)(value >> 64);
            }
        }
        bool isMany = points.Length >= ManyPoints;
        ReadOnlySpan<AffinePoint<BlsFp, BlsG1Curve>> own = isMany ? points : MultiScalar<BlsFp, BlsG1Curve>.MakeMultiples(points);
        AffinePoint<BlsFp, BlsG1Curve>[] all = new AffinePoint<BlsFp, BlsG1Curve>[2 * own.Length];
        own.CopyTo(all);
        for (int i = 0; i < own.Length; i++)
        {
            all[own.Length + i] = BlsG1Curve.TimesSquaredParameter(own[i]);
        }
        return isMany ? BucketSum<BlsFp, BlsG1Curve>.Of(all, halves) : MultiScalar<BlsFp, BlsG1Curve>.SumOfMultiples(all, halves);
    }

    /// <summary>The sum of scalars[i] · points[i] in G2.</summary>
    /// <param name="points">Points of the group of prime order.</param>
    /// <param name="scalars">Four words for each point, least significant first; any value.</param>
    public static JacobianPoint<BlsFp2, BlsG2Curve> Sum(ReadOnlySpan<AffinePoint<BlsFp2, BlsG2Curve>> points, ReadOnlySpan<ulong> scalars)
    {
        ulong[] quarters = new ulong[scalars.Length];
        Span<ulong> digits = stackalloc ulong[4];
        for (int i = 0; i < points.Length; i++)
        {
            Split(scalars.Slice(i * ScalarWords, ScalarWords), digits);
            for (int quarter = 0; quarter < digits.Length; quarter++)
            {
                quarters[(quarter * points.Length) + i] = digits[quarter];
            }
        }
        bool isMany = points.Length >= ManyPoints;
        ReadOnlySpan<AffinePoint<BlsFp2, BlsG2Curve>> own = isMany ? points : MultiScalar<BlsFp2, BlsG2Curve>.MakeMultiples(points);
        AffinePoint<BlsFp2, BlsG2Curve>[] all = new AffinePoint<BlsFp2, BlsG2Curve>[4 * own.Length];
        own.CopyTo(all);
        for (int i = own.Length; i < all.Length; i++)
        {
            all[i] = AffinePoint<BlsFp2, BlsG2Curve>.Negate(BlsG2Curve.Psi(all[i - own.Length]));
        }
        return isMany ? BucketSum<BlsFp2, BlsG2Curve>.Of(all, quarters) : MultiScalar<BlsFp2, BlsG2Curve>.SumOfMultiples(all, quarters);
    }

    /// <summary>The scalar, reduced by the order, as four digits in base m, least significant first.</summary>
    private static void Split(ReadOnlySpan<ulong> scalar, Span<ulong> digits)
    {
        Span<ulong> rest = stackalloc ulong[ScalarWords];
        Span<ulong> less = stackalloc ulong[ScalarWords];
        scalar.CopyTo(rest);
        while (true)
        {
            ulong borrow = 0;
            for (int i = 0; i < less.Length; i++)
            {
                less[i] = Word.SubtractBorrow(rest[i], Order[i], ref borrow);
            }
            if (borrow != 0)
            {
                break;
            }
            less.CopyTo(rest);
        }
        for (int digit = 0; digit < digits.Length; digit++)
        {
            // One long division by m; after three of them what is left is below m, since the order is below m⁴.
            ulong remainder = 0;
            for (int i = rest.Length - 1; i >= 0; i--)
            {
                UInt128 dividend = new(remainder, rest[i]);
                UInt128 quotient = dividend / M;
                rest[i] = (ulong)quotient;
                remainder = (ulong)(dividend - (quotient * M));
            }
            digits[digit] = remainder;
        }
    }
}
