namespace NodeProto.Curves;

/// <summary>The optimal ate pairing on bn254 (EIP-197).</summary>
/// <remarks>
/// Source: F. Vercauteren, "Optimal pairings" (IACR ePrint 2008/096); hard part of the final exponentiation after
/// L. Fuentes-Castañeda, E. Knapp and F. Rodríguez-Henríquez, "Faster hashing to G2" (2011), which raises to a multiple
/// of the exponent that is coprime to the group's order.
/// </remarks>
internal static class Bn254Pairing
{
    /// <summary>6x + 2 in non-adjacent form, least significant digit first.</summary>
    private static ReadOnlySpan<sbyte> LoopDigits =>
        [
            0,
            0,
            0,
            1,
            0,
            1,
            0,
            -1,
            0,
            0,
            -1,
            0,
            0,
            0,
            1,
            0,
            0,
            -1,
            0,
            -1,
            0,
            0,
            0,
            1,
            0,
            -1,
            0,
            0,
            0,
            0,
            -1,
            0,
            0,
            1,
            0,
            -1,
            0,
            0,
            1,
            0,
            0,
            0,
            0,
            0,
            -1,
            0,
            0,
            -1,
            0,
            1,
            0,
            -1,
            0,
            0,
            0,
            -1,
            0,
            -1,
            0,
            0,
            0,
            1,
            0,
            -1,
            0,
            1,
        ];

    /// <summary>Whether the product of the pairings e(P, Q) is one.</summary>
    /// <param name="g1">Points of G1; pairs with a point at infinity contribute one.</param>
    /// <param name="g2">Points of G2, as many.</param>
    public static bool IsProductOne(ReadOnlySpan<AffinePoint<BnFp, BnG1Curve>> g1, ReadOnlySpan<AffinePoint<BnFp2, BnG2Curve>> g2)
    {
        int[] pairs = new int[g1.Length];
        TwistPoint<BnFp>[] running = new TwistPoint<BnFp>[g1.Length];
        int count = 0;
        for (int i = 0; i < g1.Length; i++)
        {
            if (!g1[i].IsInfinity && !g2[i].IsInfinity)
            {
                running[count] = new TwistPoint<BnFp>(g2[i].X, g2[i].Y, BnG2Curve.B);
                pairs[count++] = i;
            }
        }
        if (count == 0)
        {
            return true;
        }

        BnFp12 value = BnFp12.One;
        for (int digit = LoopDigits.Length - 2; digit >= 0; digit--)
        {
            value = BnFp12.Square(value);
            for (int i = 0; i < count; i++)
            {
                value = Evaluate(value, running[i].Double(), g1[pairs[i]]);
                if (LoopDigits[digit] != 0)
                {
                    AffinePoint<BnFp2, BnG2Curve> q = g2[pairs[i]];
                    q = LoopDigits[digit] > 0 ? q : AffinePoint<BnFp2, BnG2Curve>.Negate(q);
                    value = Evaluate(value, running[i].Add(q.X, q.Y), g1[pairs[i]]);
                }
            }
        }
        for (int i = 0; i < count; i++)
        {
            AffinePoint<BnFp2, BnG2Curve> once = BnG2Curve.Psi(g2[pairs[i]]);
            AffinePoint<BnFp2, BnG2Curve> twice = AffinePoint<BnFp2, BnG2Curve>.Negate(BnG2Curve.Psi(once));
            value = Evaluate(value, running[i].Add(once.X, once.Y), g1[pairs[i]]);
            value = Evaluate(value, running[i].Add(twice.X, twice.Y), g1[pairs[i]]);
        }
        return FinalExponentiation(value).IsOne;
    }

    private static BnFp12 Evaluate(in BnFp12 value, in Line<BnFp> line, in AffinePoint<BnFp, BnG1Curve> point) =>
        BnFp12.MultiplyBy034(value, BnFp2.Scale(line.Y, point.Y), BnFp2.Scale(line.X, point.X), line.Constant);

    private static BnFp12 FinalExponentiation(in BnFp12 value)
    {
        // The easy part: (p⁶ - 1)(p² + 1).
        BnFp12 f = BnFp12.Multiply(value.Conjugate(), BnFp12.Invert(value));
        f = BnFp12.Multiply(BnFp12.Frobenius(BnFp12.Frobenius(f)), f);

        // The hard part, as a product of powers of p whose exponents are polynomials in x.
        BnFp12 fx = PowerOfParameter(f);
        BnFp12 fx2 = BnFp12.CyclotomicSquare(fx);
        BnFp12 fx6 = BnFp12.Multiply(BnFp12.CyclotomicSquare(fx2), fx2);
        BnFp12 fxx6 = PowerOfParameter(fx6);
        BnFp12 fxxx12 = PowerOfParameter(BnFp12.CyclotomicSquare(fxx6));
        BnFp12 a = BnFp12.Multiply(BnFp12.Multiply(fxxx12, fxx6), fx6); // 12x³ + 6x² + 6x
        BnFp12 b = BnFp12.Multiply(a, fx2.Conjugate()); // 12x³ + 6x² + 4x
        BnFp12 c = BnFp12.Multiply(BnFp12.Multiply(a, fxx6), f); // 12x³ + 12x² + 6x + 1
        BnFp12 d = BnFp12.Multiply(f.Conjugate(), b); // 12x³ + 6x² + 4x - 1
        BnFp12 result = BnFp12.Multiply(c, BnFp12.Frobenius(b));
        BnFp12 aSquared = BnFp12.Frobenius(BnFp12.Frobenius(a));
        BnFp12 dCubed = BnFp12.Frobenius(BnFp12.Frobenius(BnFp12.Frobenius(d)));
        return BnFp12.Multiply(result, BnFp12.Multiply(aSquared, dCubed));
    }

    private static BnFp12 PowerOfParameter(in BnFp12 value) => BnFp12.CyclotomicPower(value, BnG2Curve.Parameter);
}
