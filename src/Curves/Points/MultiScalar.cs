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

    /// <summary>The sum of scalars[i] · points[i].</summary>
    /// <param name="points">Points of the curve.</param>
    /// <param name="scalars">The same number of words for each point, least significant first; any value.</param>
    public static JacobianPoint<F, C> Sum(ReadOnlySpan<AffinePoint<F, C>> points, ReadOnlySpan<ulong> scalars) =>
        SumOfMultiples(MakeMultiples(points), scalars);

    /// <summary>The sum of scalars[i] · points[i].</summary>
    /// <param name="multiples">1 to 16 times each point.</param>
    /// <param name="scalars">The same number of words for each point, least significant first; any value.</param>
    public static JacobianPoint<F, C> SumOfMultiples(ReadOnlySpan<AffinePoint<F, C>> multiples, ReadOnlySpan<ulong> scalars)
    {
        int count = multiples.Length / MultiplesPerPoint;
        int words = count == 0 ? 0 : scalars.Length / count;
        int places = (words * 64 / WindowBits) + 1;
        short[] digits = new short[count * places];
        for (int i = 0; i < count; i++)
        {
            SignedDigits.Split(scalars.Slice(i * words, words), WindowBits, digits.AsSpan(i * places, places));
        }

        JacobianPoint<F, C> sum = default;
        for (int position = places - 1; position >= 0; position--)
        {
            if (!sum.IsInfinity)
            {
                for (int i = 0; i < WindowBits; i++)
                {
                    sum = JacobianPoint<F, C>.Double(sum);
                }
            }
            for (int i = 0; i < count; i++)
            {
                int digit = digits[(i * places) + position];
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
    public static AffinePoint<F, C>[] MakeMultiples(ReadOnlySpan<AffinePoint<F, C>> points)
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
}
