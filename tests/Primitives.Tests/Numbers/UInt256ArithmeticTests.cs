using System.Numerics;

namespace NodeProto.Primitives.Tests.Numbers;

/// <summary>Every operation against <see cref="BigInteger"/>.</summary>
public sealed class UInt256ArithmeticTests
{
    [Fact]
    public void Sum_and_overflow_agree_with_big_integers() =>
        Property.Holds(
            Words.Two,
            pair =>
            {
                BigInteger expected = pair.Left.ToBigInteger() + pair.Right.ToBigInteger();
                Assert.Equal(Words.FromSigned(expected), pair.Left + pair.Right);
                Assert.Equal(expected < Words.Modulus, UInt256.TryAdd(pair.Left, pair.Right, out UInt256 sum));
                Assert.Equal(Words.FromSigned(expected), sum);
            }
        );

    [Fact]
    public void Difference_and_borrow_agree_with_big_integers() =>
        Property.Holds(
            Words.Two,
            pair =>
            {
                BigInteger expected = pair.Left.ToBigInteger() - pair.Right.ToBigInteger();
                Assert.Equal(Words.FromSigned(expected), pair.Left - pair.Right);
                Assert.Equal(expected.Sign >= 0, UInt256.TrySubtract(pair.Left, pair.Right, out UInt256 difference));
                Assert.Equal(Words.FromSigned(expected), difference);
                Assert.Equal(Words.FromSigned(-pair.Left.ToBigInteger()), -pair.Left);
            }
        );

    [Fact]
    public void Increment_and_decrement_wrap()
    {
        UInt256 word = UInt256.MaxValue;
        word++;
        Assert.Equal(UInt256.Zero, word);
        word--;
        Assert.Equal(UInt256.MaxValue, word);
    }

    [Fact]
    public void Product_wide_product_and_overflow_agree_with_big_integers() =>
        Property.Holds(
            Words.Two,
            pair =>
            {
                BigInteger expected = pair.Left.ToBigInteger() * pair.Right.ToBigInteger();
                Assert.Equal(Words.FromSigned(expected), pair.Left * pair.Right);
                UInt256 low = UInt256.MultiplyFull(pair.Left, pair.Right, out UInt256 high);
                Assert.Equal(expected, (high.ToBigInteger() << 256) + low.ToBigInteger());
                Assert.Equal(expected < Words.Modulus, UInt256.TryMultiply(pair.Left, pair.Right, out UInt256 product));
                Assert.Equal(low, product);
            }
        );

    [Fact]
    public void Quotient_and_remainder_agree_with_big_integers() =>
        Property.Holds(Words.Two, pair => Divides(pair.Left, pair.Right), 10_000);

    [Fact]
    public void Quotients_of_products_and_their_neighbours_are_exact() =>
        Property.Holds(
            Words.Three,
            words =>
            {
                // A dividend just below, at and just above a multiple of the divisor: estimates of quotient digits are off by one here.
                UInt256 multiple = words.A * words.B;
                Divides(multiple, words.B);
                Divides(multiple - 1, words.B);
                Divides(multiple + words.C, words.B);
                Divides(words.C, words.B);
            },
            10_000
        );

    [Fact]
    public void A_digit_that_was_estimated_one_too_large_is_corrected()
    {
        // Knuth's step D6 with limbs of 64 bits: the top two limbs of the divisor promise a digit that its third limb does not allow.
        UInt256 divisor = new(ulong.MaxValue, 0, 1UL << 63);
        UInt256 dividend = new(0, 1, 0, 1UL << 62);
        Divides(dividend, divisor);
        Divides(new UInt256(0, 0, 1UL << 63, (1UL << 63) - 1), new UInt256(1, 0, 1UL << 63));
        Divides(new UInt256(3, 0, 1UL << 63), new UInt256(1, 0, 1UL << 61));
        Divides(new UInt256(0, ulong.MaxValue - 1, 1UL << 63), new UInt256(ulong.MaxValue, 1UL << 63));
    }

    [Fact]
    public void Dividing_by_zero_gives_zero_in_the_EVM_and_throws_in_operators()
    {
        UInt256 seven = 7;
        Assert.Equal(UInt256.Zero, UInt256.DivideOrZero(seven, default));
        Assert.Equal(UInt256.Zero, UInt256.RemainderOrZero(seven, default));
        Assert.Equal(UInt256.Zero, UInt256.DivideOrZero(UInt256.MaxValue, default));
        Assert.Equal(UInt256.Zero, UInt256.RemainderOrZero(UInt256.MaxValue, default));
        Assert.Equal(UInt256.Zero, UInt256.SignedDivideOrZero(UInt256.MaxValue, default));
        Assert.Equal(UInt256.Zero, UInt256.SignedRemainderOrZero(UInt256.MaxValue, default));
        Assert.Equal(UInt256.Zero, UInt256.AddModOrZero(UInt256.MaxValue, UInt256.MaxValue, default));
        Assert.Equal(UInt256.Zero, UInt256.MultiplyModOrZero(UInt256.MaxValue, UInt256.MaxValue, default));
        Assert.Throws<DivideByZeroException>(() => seven / default(UInt256));
        Assert.Throws<DivideByZeroException>(() => seven % default(UInt256));
    }

    [Fact]
    public void Signed_division_rounds_towards_zero_and_the_remainder_has_the_dividends_sign() =>
        Property.Holds(
            Words.Two,
            pair =>
            {
                BigInteger left = Words.Signed(pair.Left);
                BigInteger right = Words.Signed(pair.Right);
                UInt256 quotient = right.IsZero ? default : Words.FromSigned(BigInteger.Divide(left, right));
                UInt256 remainder = right.IsZero ? default : Words.FromSigned(BigInteger.Remainder(left, right));
                Assert.Equal(quotient, UInt256.SignedDivideOrZero(pair.Left, pair.Right));
                Assert.Equal(remainder, UInt256.SignedRemainderOrZero(pair.Left, pair.Right));
            }
        );

    [Fact]
    public void The_smallest_signed_number_divided_by_minus_one_is_itself()
    {
        UInt256 smallest = UInt256.One << 255;
        Assert.Equal(smallest, UInt256.SignedDivideOrZero(smallest, UInt256.MaxValue));
        Assert.Equal(UInt256.Zero, UInt256.SignedRemainderOrZero(smallest, UInt256.MaxValue));
    }

    [Fact]
    public void Modular_sum_and_product_use_the_unwrapped_intermediate() =>
        Property.Holds(
            Words.Three,
            words =>
            {
                if (words.C.IsZero)
                {
                    return;
                }
                BigInteger modulus = words.C.ToBigInteger();
                BigInteger sum = (words.A.ToBigInteger() + words.B.ToBigInteger()) % modulus;
                BigInteger product = words.A.ToBigInteger() * words.B.ToBigInteger() % modulus;
                Assert.Equal(sum, UInt256.AddModOrZero(words.A, words.B, words.C).ToBigInteger());
                Assert.Equal(product, UInt256.MultiplyModOrZero(words.A, words.B, words.C).ToBigInteger());
            },
            10_000
        );

    [Fact]
    public void Power_agrees_with_big_integers() =>
        Property.Holds(
            Words.Two,
            pair =>
            {
                BigInteger expected = BigInteger.ModPow(pair.Left.ToBigInteger(), pair.Right.ToBigInteger(), Words.Modulus);
                Assert.Equal(expected, UInt256.Exp(pair.Left, pair.Right).ToBigInteger());
            },
            500
        );

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1, 0)]
    [InlineData(2, 255, -1)]
    [InlineData(2, 256, 0)]
    [InlineData(3, 2, 9)]
    [InlineData(4, 128, 0)]
    [InlineData(10, 18, 1_000_000_000_000_000_000)]
    public void Powers_at_the_edges(ulong number, ulong exponent, long expected) =>
        Assert.Equal(expected < 0 ? UInt256.One << 255 : (UInt256)(ulong)expected, UInt256.Exp(number, exponent));

    private static void Divides(UInt256 dividend, UInt256 divisor)
    {
        if (divisor.IsZero)
        {
            return;
        }
        BigInteger quotient = BigInteger.DivRem(dividend.ToBigInteger(), divisor.ToBigInteger(), out BigInteger remainder);
        Assert.Equal(quotient, (dividend / divisor).ToBigInteger());
        Assert.Equal(remainder, (dividend % divisor).ToBigInteger());
        UInt256 both = UInt256.DivideRemainderOrZero(dividend, divisor, out UInt256 rest);
        Assert.Equal(quotient, both.ToBigInteger());
        Assert.Equal(remainder, rest.ToBigInteger());
    }
}
