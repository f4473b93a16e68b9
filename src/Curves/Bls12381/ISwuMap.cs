namespace NodeProto.Curves;

/// <summary>A curve E' that is isogenous to the target and has no zero coefficient, with the map from it (RFC 9380, section 6.6.3).</summary>
/// <typeparam name="F">The field of the coordinates.</typeparam>
internal interface ISwuMap<F>
    where F : struct, IField<F>
{
    /// <summary>Coefficient a of E'.</summary>
    static abstract F A { get; }

    /// <summary>Coefficient b of E'.</summary>
    static abstract F B { get; }

    /// <summary>The constant Z: not a square.</summary>
    static abstract F Z { get; }

    /// <summary>Numerator of the isogeny's x, lowest degree first.</summary>
    static abstract ReadOnlySpan<F> XNumerator { get; }

    /// <summary>Denominator of the isogeny's x.</summary>
    static abstract ReadOnlySpan<F> XDenominator { get; }

    /// <summary>Numerator of the isogeny's y.</summary>
    static abstract ReadOnlySpan<F> YNumerator { get; }

    /// <summary>Denominator of the isogeny's y.</summary>
    static abstract ReadOnlySpan<F> YDenominator { get; }

    /// <summary>A square root; false when there is none.</summary>
    static abstract bool TrySqrt(in F value, out F root);

    /// <summary>sgn0 of RFC 9380, section 4.1.</summary>
    static abstract bool IsOdd(in F value);
}

/// <summary>The simplified SWU map with an isogeny (RFC 9380, sections 6.6.2 and 6.6.3): from a field element to a point of the curve.</summary>
internal static class SwuMap<F, C, TMap>
    where F : struct, IField<F>
    where C : struct, ICurve<F>
    where TMap : struct, ISwuMap<F>
{
    /// <summary>Maps an element to the curve; the point need not be in the group of prime order yet.</summary>
    public static AffinePoint<F, C> Map(in F u)
    {
        F zuu = F.Multiply(TMap.Z, F.Square(u));
        F denominator = F.Invert(F.Add(F.Square(zuu), zuu));
        F x = denominator.IsZero
            ? F.Multiply(TMap.B, F.Invert(F.Multiply(TMap.Z, TMap.A)))
            : F.Multiply(F.Multiply(F.Negate(TMap.B), F.Invert(TMap.A)), F.Add(F.One, denominator));
        if (!TMap.TrySqrt(RightSide(x), out F y))
        {
            x = F.Multiply(zuu, x);
            bool isSquare = TMap.TrySqrt(RightSide(x), out y);
            Primitives.Invariant.Holds(isSquare, "one of the two candidates of the SWU map is a square");
        }
        if (TMap.IsOdd(u) != TMap.IsOdd(y))
        {
            y = F.Negate(y);
        }

        F xDenominator = Evaluate(TMap.XDenominator, x);
        F yDenominator = Evaluate(TMap.YDenominator, x);
        F inverse = F.Invert(F.Multiply(xDenominator, yDenominator));
        return inverse.IsZero
            ? default
            : new AffinePoint<F, C>(
                F.Multiply(Evaluate(TMap.XNumerator, x), F.Multiply(inverse, yDenominator)),
                F.Multiply(F.Multiply(y, Evaluate(TMap.YNumerator, x)), F.Multiply(inverse, xDenominator))
            );
    }

    private static F RightSide(in F x) => F.Add(F.Multiply(F.Add(F.Square(x), TMap.A), x), TMap.B);

    private static F Evaluate(ReadOnlySpan<F> terms, in F x)
    {
        F value = terms[^1];
        for (int i = terms.Length - 2; i >= 0; i--)
        {
            value = F.Add(F.Multiply(value, x), terms[i]);
        }
        return value;
    }
}
