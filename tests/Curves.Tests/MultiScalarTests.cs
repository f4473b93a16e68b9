namespace NodeProto.Curves.Tests;

/// <summary>The quick sums of products against the sum of one product after the other.</summary>
public sealed class MultiScalarTests
{
    private static readonly ulong[] Order = [0xffffffff00000001, 0x53bda402fffe5bfe, 0x3339d80809a1d805, 0x73eda753299d7d48];

    // Both sides of the count from which buckets take the place of multiples, and a count of several buckets a digit.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(70)]
    public void Sums_in_g1_agree_with_single_products(int count) =>
        Check(count, Bls12381.G1, static (points, scalars) => BlsMultiScalar.Sum(points, scalars));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(40)]
    public void Sums_in_g2_agree_with_single_products(int count) =>
        Check(count, Bls12381.G2, static (points, scalars) => BlsMultiScalar.Sum(points, scalars));

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(13)]
    public void Signed_digits_make_up_the_number(int bits)
    {
        Random random = new(bits);
        for (int round = 0; round < 200; round++)
        {
            ulong[] number = new ulong[1 + (round % 4)];
            System.Numerics.BigInteger expected = 0;
            for (int i = number.Length - 1; i >= 0; i--)
            {
                number[i] = round % 8 == 7 ? ulong.MaxValue : (ulong)random.NextInt64(long.MinValue, long.MaxValue);
                expected = (expected << 64) + number[i];
            }
            short[] digits = new short[(number.Length * 64 / bits) + 1];
            SignedDigits.Split(number, bits, digits);
            System.Numerics.BigInteger found = 0;
            for (int i = digits.Length - 1; i >= 0; i--)
            {
                Assert.InRange(digits[i], 1 - (1 << (bits - 1)), 1 << (bits - 1));
                found = (found << bits) + digits[i];
            }
            Assert.Equal(expected, found);
        }
    }

    private delegate JacobianPoint<F, C> Summation<F, C>(ReadOnlySpan<AffinePoint<F, C>> points, ReadOnlySpan<ulong> scalars)
        where F : struct, IField<F>
        where C : struct, ICurve<F>;

    private static void Check<F, C>(int count, AffinePoint<F, C> generator, Summation<F, C> sum)
        where F : struct, IField<F>
        where C : struct, ICurve<F>
    {
        Random random = new(count);
        for (int round = 0; round < 8; round++)
        {
            var points = new AffinePoint<F, C>[count];
            ulong[] scalars = new ulong[4 * count];
            JacobianPoint<F, C> expected = default;
            for (int i = 0; i < count; i++)
            {
                // Few different points, infinity and opposites among them, so that sums meet equal and opposite ones.
                points[i] = JacobianPoint<F, C>.Multiply(JacobianPoint<F, C>.From(generator), [(ulong)random.Next(5)]).ToAffine();
                points[i] = random.Next(2) == 0 ? points[i] : AffinePoint<F, C>.Negate(points[i]);
                Draw(random, scalars.AsSpan(4 * i, 4));
                expected = JacobianPoint<F, C>.Add(
                    expected,
                    JacobianPoint<F, C>.Multiply(JacobianPoint<F, C>.From(points[i]), scalars.AsSpan(4 * i, 4))
                );
            }
            Assert.True(expected.IsSameAs(sum(points, scalars)));
        }
    }

    // Any 256-bit number: small ones, the order and its neighbours, powers of the parameter, the largest.
    private static void Draw(Random random, Span<ulong> scalar)
    {
        scalar.Clear();
        switch (random.Next(6))
        {
            case 0:
                scalar[0] = (ulong)random.Next(3);
                break;
            case 1:
                Order.CopyTo(scalar);
                scalar[0] += (ulong)random.Next(3) - 1;
                break;
            case 2:
                scalar.Fill(ulong.MaxValue);
                break;
            case 3:
                scalar[0] = Bls12381.ParameterMagnitude - 1 + (ulong)random.Next(3);
                break;
            default:
                random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(scalar));
                break;
        }
    }
}
