namespace NodeProto.Curves;

/// <summary>Sums of products scalar · point, with the doublings shared by all points.</summary>
/// <remarks>
/// Source: E. Straus, "Addition chains of vectors" (1964), with signed windows of five bits; the multiples of all points
/// are brought to Z = 1 together, by one inversion. Not constant in time: all inputs are public.
/// </remarks>
/// <typeparam name="F">The field of the coordinates.</typeparam>
/// <typeparam name="C">The curve.</typeparam>
internal static class MultiScalar<F, C>
    where F : struct, IField<F>
    where C : struct, ICurve<F>
{
    private const int WindowBits = 5;
    private const int MultiplesPerPoint = 1 << (WindowBits - 1);
    private const int Digits = (256 / WindowBits) + 1;

    /// <summary>The sum of scalars[i] · points[i].</summary>
    /// <param name="points">Points of the curve.</param>
    /// <param name="scalars">Four words for each point, least significant first; any 256-bit value.</param>
    public static JacobianPoint<F, C> Sum(ReadOnlySpan<AffinePoint<F, C>> points, ReadOnlySpan<ulong> scalars)
    {
        AffinePoint<F, C>[] multiples = MakeMultiples(points);
        sbyte[] digits = new sbyte[points.Length * Digits];
        for (int i = 0; i < points.Length; i++)
        {
            Split(scalars.Slice(i * 4, 4), digits.AsSpan(i * Digits, Digits));
        }

        JacobianPoint<F, C> sum = default;
        for (int position = Digits - 1; position >= 0; position--)
        {
            if (!sum.IsInfinity)
            {
                for (int i = 0; i < WindowBits; i++)
                {
                    sum = JacobianPoint<F, C>.Double(sum);
                }
            }
            for (int i = 0; i < points.Length; i++)
            {
                int digit = digits[(i * Digits) + position];
                if (digit > 0)
                {
                    sum = JacobianPoint<F, C>.Add(sum, multiples[(i * MultiplesPerPoint) + digit - 1]);
                }
                else if (digit < 0)
                {
                    sum = JacobianPoint<F, C>.Add(sum, AffinePoint<F, C>.Negate(multiples[(i * MultiplesPerPoint) - digit - 1]));
                }
            }
        }
        return sum;
    }

    /// <summary>1 to 16 times each point.</summary>
    private static AffinePoint<F, C>[] MakeMultiples(ReadOnlySpan<AffinePoint<F, C>> points)
    {
        JacobianPoint<F, C>[] running = new JacobianPoint<F, C>[points.Length * MultiplesPerPoint];
        for (int i = 0; i < points.Length; i++)
        {
            Span<JacobianPoint<F, C>> own = running.AsSpan(i * MultiplesPerPoint, MultiplesPerPoint);
            own[0] = JacobianPoint<F, C>.From(points[i]);
            for (int multiple = 2; multiple <= MultiplesPerPoint; multiple++)
            {
                own[multiple - 1] =
                    (multiple & 1) == 0
                        ? JacobianPoint<F, C>.Double(own[(multiple / 2) - 1])
                        : JacobianPoint<F, C>.Add(own[multiple - 2], points[i]);
            }
        }
        AffinePoint<F, C>[] multiples = new AffinePoint<F, C>[running.Length];
        JacobianPoint<F, C>.ToAffine(running, multiples);
        return multiples;
    }

    /// <summary>The scalar as digits from -15 to 16 in base 32, least significant first.</summary>
    private static void Split(ReadOnlySpan<ulong> scalar, Span<sbyte> digits)
    {
        int carry = 0;
        for (int position = 0; position < Digits; position++)
        {
            int bit = position * WindowBits;
            int word = bit >> 6;
            ulong window = word < 4 ? scalar[word] >> (bit & 63) : 0;
            if (word < 3 && (bit & 63) > 64 - WindowBits)
            {
                window |= scalar[word + 1] << (64 - (bit & 63));
            }
            int digit = (int)(window & ((1 << WindowBits) - 1)) + carry;
            carry = digit > MultiplesPerPoint ? 1 : 0;
            digits[position] = (sbyte)(digit - (carry << WindowBits));
        }
    }
}
