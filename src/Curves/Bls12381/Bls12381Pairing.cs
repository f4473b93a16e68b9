using System.Numerics;

namespace NodeProto.Curves;

/// <summary>The optimal ate pairing on BLS12-381.</summary>
/// <remarks>
/// Source: F. Vercauteren, "Optimal pairings" (IACR ePrint 2008/096); final exponentiation after D. Hayashida, K. Hayasaka
/// and T. Teruya (IACR ePrint 2020/875), which raises to thrice the exponent: that changes no comparison with one.
/// </remarks>
internal static class Bls12381Pairing
{
    /// <summary>Lines of one Miller loop: 63 tangents and 5 chords.</summary>
    public const int LineCount = 68;

    /// <summary>Whether the product of the pairings e(P, Q) is one.</summary>
    /// <param name="g1">Points of G1; pairs with a point at infinity contribute one.</param>
    /// <param name="g2">Points of G2, as many.</param>
    public static bool IsProductOne(ReadOnlySpan<AffinePoint<BlsFp, BlsG1Curve>> g1, ReadOnlySpan<AffinePoint<BlsFp2, BlsG2Curve>> g2)
    {
        Line<BlsFp>[][] lines = new Line<BlsFp>[g1.Length][];
        AffinePoint<BlsFp, BlsG1Curve>[] points = new AffinePoint<BlsFp, BlsG1Curve>[g1.Length];
        int count = 0;
        for (int i = 0; i < g1.Length; i++)
        {
            if (!g1[i].IsInfinity && !g2[i].IsInfinity)
            {
                points[count] = g1[i];
                lines[count++] = Prepare(g2[i]);
            }
        }
        return IsProductOne(points.AsSpan(0, count), lines.AsSpan(0, count));
    }

    /// <summary>Whether the product of the pairings is one, with the lines of each second point at hand.</summary>
    /// <param name="points">Finite points of G1.</param>
    /// <param name="lines">What <see cref="Prepare"/> made of each second point.</param>
    public static bool IsProductOne(ReadOnlySpan<AffinePoint<BlsFp, BlsG1Curve>> points, ReadOnlySpan<Line<BlsFp>[]> lines) =>
        points.IsEmpty || FinalExponentiation(MillerLoop(points, lines)).IsOne;

    /// <summary>All lines of the Miller loop of a finite point of G2; they serve for any number of pairings.</summary>
    public static Line<BlsFp>[] Prepare(in AffinePoint<BlsFp2, BlsG2Curve> point)
    {
        Line<BlsFp>[] lines = new Line<BlsFp>[LineCount];
        TwistPoint<BlsFp> running = new(point.X, point.Y, BlsG2Curve.B);
        int count = 0;
        for (int i = 62; i >= 0; i--)
        {
            lines[count++] = running.Double();
            if (((Bls12381.ParameterMagnitude >> i) & 1) != 0)
            {
                lines[count++] = running.Add(point.X, point.Y);
            }
        }
        return lines;
    }

    private static BlsFp12 MillerLoop(ReadOnlySpan<AffinePoint<BlsFp, BlsG1Curve>> points, ReadOnlySpan<Line<BlsFp>[]> lines)
    {
        BlsFp12 value = BlsFp12.One;
        int next = 0;
        for (int i = 62; i >= 0; i--)
        {
            value = BlsFp12.Square(value);
            int last = next + (int)((Bls12381.ParameterMagnitude >> i) & 1);
            for (; next <= last; next++)
            {
                for (int pair = 0; pair < points.Length; pair++)
                {
                    ref readonly Line<BlsFp> line = ref lines[pair][next];
                    value = BlsFp12.MultiplyBy014(
                        value,
                        line.Constant,
                        BlsFp2.Scale(line.X, points[pair].X),
                        BlsFp2.Scale(line.Y, points[pair].Y)
                    );
                }
            }
        }
        return value.Conjugate(); // The parameter is negative.
    }

    private static BlsFp12 FinalExponentiation(in BlsFp12 value)
    {
        // The easy part: (p⁶ - 1)(p² + 1).
        BlsFp12 f = BlsFp12.Multiply(value.Conjugate(), BlsFp12.Invert(value));
        f = BlsFp12.Multiply(BlsFp12.Frobenius(BlsFp12.Frobenius(f)), f);

        // Thrice the hard part: (x - 1)² (x + p)(x² + p² - 1) + 3.
        BlsFp12 a = BlsFp12.Multiply(PowerOfParameter(f), f.Conjugate());
        a = BlsFp12.Multiply(PowerOfParameter(a), a.Conjugate());
        BlsFp12 b = BlsFp12.Multiply(PowerOfParameter(a), BlsFp12.Frobenius(a));
        BlsFp12 c = BlsFp12.Multiply(PowerOfParameter(PowerOfParameter(b)), BlsFp12.Frobenius(BlsFp12.Frobenius(b)));
        c = BlsFp12.Multiply(c, b.Conjugate());
        return BlsFp12.Multiply(c, BlsFp12.Multiply(BlsFp12.CyclotomicSquare(f), f));
    }

    private static BlsFp12 PowerOfParameter(in BlsFp12 value) => BlsFp12.CyclotomicPower(value, Bls12381.ParameterMagnitude).Conjugate();

    static Bls12381Pairing() =>
        System.Diagnostics.Debug.Assert(
            LineCount == 63 + BitOperations.PopCount(Bls12381.ParameterMagnitude) - 1,
            "one tangent a bit below the highest, one chord a set bit below it"
        );
}
