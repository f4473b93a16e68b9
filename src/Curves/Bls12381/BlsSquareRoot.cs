namespace NodeProto.Curves;

/// <summary>Square roots and parity in the fields of BLS12-381.</summary>
internal static class BlsSquareRoot
{
    private static readonly BlsFp Half = BlsFp.Invert(BlsFp.From(2));

    /// <summary>A root in the base field: value^((p + 1) / 4), since p = 3 mod 4.</summary>
    public static bool TrySqrt(in BlsFp value, out BlsFp root)
    {
        ReadOnlySpan<ulong> exponent =
        [
            0xee7fbfffffffeaab,
            0x07aaffffac54ffff,
            0xd9cc34a83dac3d89,
            0xd91dd2e13ce144af,
            0x92c6e9ed90d2eb35,
            0x0680447a8e5ff9a6,
        ];
        root = value.Power(exponent);
        return BlsFp.Square(root).Equals(value);
    }

    /// <summary>A root in the quadratic extension, by roots of the norm and of half the trace in the base field.</summary>
    /// <remarks>Source: G. Adj and F. Rodríguez-Henríquez, "Square root computation over even extension fields" (IACR ePrint 2012/685), the complex method.</remarks>
    public static bool TrySqrt(in BlsFp2 value, out BlsFp2 root)
    {
        root = default;
        if (value.C1.IsZero)
        {
            // A number of the base field is a square there, or it is one times u².
            if (TrySqrt(value.C0, out BlsFp real))
            {
                root = new BlsFp2(real, BlsFp.Zero);
                return true;
            }
            bool isSquare = TrySqrt(BlsFp.Negate(value.C0), out BlsFp imaginary);
            root = new BlsFp2(BlsFp.Zero, imaginary);
            return isSquare;
        }
        if (!TrySqrt(BlsFp.Add(BlsFp.Square(value.C0), BlsFp.Square(value.C1)), out BlsFp norm))
        {
            return false;
        }
        if (!TrySqrt(BlsFp.Multiply(BlsFp.Add(value.C0, norm), Half), out BlsFp c0))
        {
            if (!TrySqrt(BlsFp.Multiply(BlsFp.Subtract(value.C0, norm), Half), out c0))
            {
                return false;
            }
        }
        root = new BlsFp2(c0, BlsFp.Multiply(BlsFp.Multiply(value.C1, Half), BlsFp.Invert(c0)));
        return BlsFp2.Square(root).Equals(value);
    }

    /// <summary>The lowest bit of the number.</summary>
    public static bool IsOdd(in BlsFp value)
    {
        Span<ulong> words = stackalloc ulong[6];
        value.ToWords(words);
        return (words[0] & 1) != 0;
    }

    /// <summary>The lowest bit of the first part that is not zero (RFC 9380, section 4.1).</summary>
    public static bool IsOdd(in BlsFp2 value) => value.C0.IsZero ? IsOdd(value.C1) : IsOdd(value.C0);
}
