using System.Numerics;
using FsCheck.Fluent;

namespace NodeProto.Primitives.Tests.Numbers;

public sealed class UInt256BitsTests
{
    [Fact]
    public void Logic_agrees_with_big_integers() =>
        Property.Holds(
            Words.Two,
            pair =>
            {
                (BigInteger left, BigInteger right) = (pair.Left.ToBigInteger(), pair.Right.ToBigInteger());
                Assert.Equal(left & right, (pair.Left & pair.Right).ToBigInteger());
                Assert.Equal(left | right, (pair.Left | pair.Right).ToBigInteger());
                Assert.Equal(left ^ right, (pair.Left ^ pair.Right).ToBigInteger());
                Assert.Equal(Words.Modulus - 1 - left, (~pair.Left).ToBigInteger());
            }
        );

    [Fact]
    public void Shifts_agree_with_big_integers_for_any_count() =>
        Property.Holds(
            from word in Words.One
            from count in Words.Counts
            select (word, count),
            given =>
            {
                (UInt256 word, UInt256 count) = given;
                int bits = count < 256 ? (int)count.U0 : 256;
                Assert.Equal(Words.FromSigned(word.ToBigInteger() << bits), word.ShiftLeft(count));
                Assert.Equal(word.ToBigInteger() >> bits, word.ShiftRight(count).ToBigInteger());
                Assert.Equal(Words.FromSigned(Words.Signed(word) >> bits), word.ShiftRightSigned(count));
                Assert.Equal(word.ShiftLeft(count), word << bits);
                Assert.Equal(word.ShiftRight(count), word >> bits);
                Assert.Equal(word.ShiftRight(count), word >>> bits);
                Assert.Equal(word.ShiftRightSigned(count), word.ShiftRightSigned(bits));
            }
        );

    [Fact]
    public void Sign_extension_repeats_the_sign_bit_of_the_chosen_byte() =>
        Property.Holds(
            from word in Words.One
            from index in Gen.Frequency((4, Gen.Choose(0, 33).Select(value => (UInt256)(ulong)value)), (1, Words.One))
            select (word, index),
            given =>
            {
                (UInt256 word, UInt256 index) = given;
                UInt256 expected = word;
                if (index < 31)
                {
                    int bits = 8 * ((int)index.U0 + 1);
                    BigInteger low = word.ToBigInteger() & ((BigInteger.One << bits) - 1);
                    expected = Words.FromSigned((low >> (bits - 1)).IsZero ? low : low - (BigInteger.One << bits));
                }
                Assert.Equal(expected, word.SignExtend(index));
            }
        );

    [Fact]
    public void Bytes_and_bits_are_those_of_the_big_endian_text() =>
        Property.Holds(
            Words.One,
            word =>
            {
                byte[] bytes = new byte[32];
                word.WriteBigEndian(bytes);
                for (int i = 0; i < 32; i++)
                {
                    Assert.Equal(bytes[i], word.ByteAt((UInt256)(ulong)i));
                }
                Assert.Equal(0, word.ByteAt(32));
                Assert.Equal(0, word.ByteAt(UInt256.MaxValue));
                Assert.Equal(0, word.ByteAt(UInt256.One << 64));
                for (int bit = 0; bit < 256; bit++)
                {
                    Assert.Equal(!((word.ToBigInteger() >> bit) & 1).IsZero, word.IsBitSet(bit));
                }
            },
            100
        );

    [Fact]
    public void Lengths_agree_with_big_integers() =>
        Property.Holds(
            Words.One,
            word =>
            {
                int bits = (int)word.ToBigInteger().GetBitLength();
                Assert.Equal(bits, word.BitLength);
                Assert.Equal(256 - bits, word.LeadingZeroCount);
                Assert.Equal((bits + 7) / 8, word.ByteLength);
                Assert.Equal(bits == 0, word.IsZero);
                Assert.Equal(bits <= 64, word.IsUInt64);
            }
        );

    [Fact]
    public void Zero_has_256_leading_zeros() => Assert.Equal(256, UInt256.Zero.LeadingZeroCount);

    [Fact]
    public void Comparisons_agree_with_big_integers() =>
        Property.Holds(
            Words.Two,
            pair =>
            {
                (UInt256 left, UInt256 right) = pair;
                int order = left.ToBigInteger().CompareTo(right.ToBigInteger());
                Assert.Equal(Math.Sign(order), Math.Sign(left.CompareTo(right)));
                Assert.Equal(order < 0, left < right);
                Assert.Equal(order > 0, left > right);
                Assert.Equal(order <= 0, left <= right);
                Assert.Equal(order >= 0, left >= right);
                Assert.Equal(order == 0, left == right);
                Assert.Equal(order != 0, left != right);
                Assert.Equal(order == 0, left.Equals(right));
                Assert.Equal(order < 0 ? left : right, UInt256.Min(left, right));
                Assert.Equal(order < 0 ? right : left, UInt256.Max(left, right));
                int signed = Words.Signed(left).CompareTo(Words.Signed(right));
                Assert.Equal(Math.Sign(signed), Math.Sign(UInt256.CompareSigned(left, right)));
                Assert.Equal(signed < 0, UInt256.SignedLessThan(left, right));
                Assert.Equal(Words.Signed(left).Sign < 0, left.IsNegative);
            }
        );

    [Fact]
    public void Equal_words_are_not_less_than_each_other() =>
        Property.Holds(
            Words.One,
            word =>
            {
                UInt256 same = Words.FromSigned(word.ToBigInteger());
                Assert.True(word == same && word <= same && word >= same && !(word < same) && !(word > same));
                Assert.Equal(word.GetHashCode(), same.GetHashCode());
            }
        );
}
