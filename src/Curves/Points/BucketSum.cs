using System.Numerics;

namespace NodeProto.Curves;

/// <summary>Sums of products scalar · point for many points: no multiples of any point are made.</summary>
/// <remarks>
/// Source: N. Pippenger, "On the evaluation of powers and related problems" (1976), with signed digits. For each digit position a point goes into
/// the bucket of its digit; running sums then weigh each bucket by its digit. Not constant in time: all inputs are public.
/// </remarks>
/// <typeparam name="F">The field of the coordinates.</typeparam>
/// <typeparam name="C">The curve.</typeparam>
internal static class BucketSum<F, C>
    where F : struct, IField<F>
    where C : struct, ICurve<F>
{
    /// <summary>The sum of scalars[i] · points[i].</summary>
    /// <param name="points">Points of the curve.</param>
    /// <param name="scalars">The same number of words for each point, least significant first; any value.</param>
    public static JacobianPoint<F, C> Of(ReadOnlySpan<AffinePoint<F, C>> points, ReadOnlySpan<ulong> scalars)
    {
        int words = scalars.Length / points.Length;
        int bits = Math.Clamp(BitOperations.Log2((uint)points.Length) - 1, 2, 10);
        int places = (words * 64 / bits) + 1;
        short[] digits = new short[points.Length * places];
        for (int i = 0; i < points.Length; i++)
        {
            SignedDigits.Split(scalars.Slice(i * words, words), bits, digits.AsSpan(i * places, places));
        }

        JacobianPoint<F, C>[] buckets = new JacobianPoint<F, C>[1 << (bits - 1)];
        JacobianPoint<F, C> sum = default;
        for (int position = places - 1; position >= 0; position--)
        {
            for (int i = 0; i < bits && !sum.IsInfinity; i++)
            {
                sum = JacobianPoint<F, C>.Double(sum);
            }
            Array.Clear(buckets);
            for (int i = 0; i < points.Length; i++)
            {
                int digit = digits[(i * places) + position];
                if (digit > 0)
                {
                    buckets[digit - 1] = JacobianPoint<F, C>.Add(buckets[digit - 1], points[i]);
                }
                else if (digit < 0)
                {
                    buckets[-digit - 1] = JacobianPoint<F, C>.Add(buckets[-digit - 1], AffinePoint<F, C>.Negate(points[i]));
                }
            }
            JacobianPoint<F, C> running = default;
            for (int i = buckets.Length - 1; i >= 0; i--)
            {
                running = JacobianPoint<F, C>.Add(running, buckets[i]);
                sum = JacobianPoint<F, C>.Add(sum, running);
            }
        }
        return sum;
    }
}
