using System.Numerics;
using FsCheck.Fluent;

namespace NodeProto.Primitives.Tests.Numbers;

/// <summary>Words as bytes and as text.</summary>
public sealed class UInt256TextTests
{
    [Fact]
    public void Decimal_and_hexadecimal_text_come_back() =>
        Property.Holds(
            Words.One,
            word =>
            {
                BigInteger value = word.ToBigInteger();
                Assert.Equal(value.ToString(), word.ToString());
                string hex = value.ToString("x").TrimStart('0');
                Assert.Equal("0x" + (hex.Length == 0 ? "0" : hex), word.ToHexText());
                Assert.Equal(word, UInt256.Parse(word.ToString()));
                Assert.Equal(word, UInt256.Parse(word.ToHexText()));
                Assert.Equal(word, UInt256.Parse("0X000" + value.ToString("X64")));
                Assert.Equal(word, UInt256.Parse("000" + word));
            }
        );

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("0x1g")]
    [InlineData("0x-1")]
    [InlineData("ff")]
    [InlineData("1_000")]
    [InlineData("0x0x1")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    [InlineData("1157920892373161954235709850086879078532699846656405640394575840079131296399350")]
    [InlineData("0x10000000000000000000000000000000000000000000000000000000000000000")]
    public void Text_that_is_no_256_bit_number_is_rejected(string text)
    {
        Assert.False(UInt256.TryParse(text, out UInt256 value));
        Assert.Equal(UInt256.Zero, value);
        Assert.Throws<FormatException>(() => UInt256.Parse(text));
    }

    [Fact]
    public void The_largest_number_has_78_digits() =>
        Assert.Equal(UInt256.MaxValue, UInt256.Parse("115792089237316195423570985008687907853269984665640564039457584007913129639935"));

    [Fact]
    public void Bytes_come_back_with_and_without_leading_zeros() =>
        Property.Holds(
            Words.One,
            word =>
            {
                byte[] bytes = new byte[33];
                word.WriteBigEndian(bytes);
                Assert.Equal(word.ToBigInteger(), new BigInteger(bytes.AsSpan(0, 32), isUnsigned: true, isBigEndian: true));
                Assert.Equal(word, new UInt256(bytes.AsSpan(0, 32)));
                int length = word.WriteMinimalBigEndian(bytes);
                Assert.Equal(word.ByteLength, length);
                Assert.True(length == 0 || bytes[0] != 0);
                Assert.Equal(word, new UInt256(bytes.AsSpan(0, length)));
            }
        );

    [Fact]
    public void Any_number_of_bytes_up_to_32_is_read() =>
        Property.Holds(
            Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().Where(bytes => bytes.Length <= 32),
            bytes =>
                Assert.Equal(
                    new BigInteger(bytes, isUnsigned: true, isBigEndian: true),
                    new UInt256((ReadOnlySpan<byte>)bytes).ToBigInteger()
                )
        );

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new UInt256(new byte[33].AsSpan()));
        Assert.Throws<ArgumentException>(() => UInt256.One.WriteBigEndian(new byte[31]));
        Assert.Throws<ArgumentException>(() => UInt256.MaxValue.WriteMinimalBigEndian(new byte[31]));
    }

    [Fact]
    public void Conversions_keep_or_refuse_the_value()
    {
        UInt256 word = ulong.MaxValue;
        Assert.Equal(ulong.MaxValue, (ulong)word);
        Assert.Equal(ulong.MaxValue, word.ToUInt64Saturated());
        Assert.Equal(ulong.MaxValue, (word + 1).ToUInt64Saturated());
        Assert.Equal(5UL, ((UInt256)5).ToUInt64Saturated());
        Assert.Throws<OverflowException>(() => (ulong)(word + 1));
        Assert.Throws<OverflowException>(() => UInt256.FromBigInteger(-1));
        Assert.Throws<OverflowException>(() => UInt256.FromBigInteger(Words.Modulus));
    }

    [Fact]
    public void Arithmetic_and_bytes_do_not_allocate()
    {
        Span<byte> bytes = stackalloc byte[32];
        UInt256 word = UInt256.MaxValue - 12345;
        long before = 0;
        for (int round = 0; round < 2; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            UInt256 other = (word * word) + (word / 1000) - (word % (UInt256.One << 130));
            other = UInt256.MultiplyModOrZero(other, word, UInt256.AddModOrZero(word, other, word - 1));
            other.WriteBigEndian(bytes);
            word = UInt256.Exp(new UInt256(bytes), 17) | 1;
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
