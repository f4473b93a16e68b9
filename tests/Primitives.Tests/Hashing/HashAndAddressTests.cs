using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace NodeProto.Primitives.Tests.Hashing;

public sealed class HashAndAddressTests
{
    // Few distinct bytes and common prefixes, so that orders are decided at every position.
    private static readonly Gen<(byte[] Left, byte[] Right)> Pairs =
        from left in Gen.Elements((byte)0, (byte)1, (byte)0x7F, (byte)0x80, (byte)0xFF).ArrayOf(32)
        from right in Gen.Elements((byte)0, (byte)1, (byte)0x7F, (byte)0x80, (byte)0xFF).ArrayOf(32)
        from common in Gen.Choose(0, 32)
        select (left, (byte[])[.. left[..common], .. right[common..]]);

    [Fact]
    public void Sizes_are_those_of_the_bytes()
    {
        Assert.Equal(Hash256.Size, Unsafe.SizeOf<Hash256>());
        Assert.Equal(Address.Size, Unsafe.SizeOf<Address>());
    }

    [Fact]
    public void Hashes_sort_and_compare_as_their_bytes() =>
        Property.Holds(
            Pairs,
            pair =>
            {
                (Hash256 left, Hash256 right) = (new(pair.Left), new(pair.Right));
                int order = pair.Left.AsSpan().SequenceCompareTo(pair.Right);
                Assert.Equal(Math.Sign(order), Math.Sign(left.CompareTo(right)));
                Assert.Equal(order < 0, left < right);
                Assert.Equal(order > 0, left > right);
                Assert.Equal(order <= 0, left <= right);
                Assert.Equal(order >= 0, left >= right);
                Assert.Equal(order == 0, left == right);
                Assert.Equal(order != 0, left != right);
                Assert.True(order != 0 || left.GetHashCode() == right.GetHashCode());
            }
        );

    [Fact]
    public void Addresses_sort_and_compare_as_their_bytes() =>
        Property.Holds(
            Pairs,
            pair =>
            {
                (byte[] leftBytes, byte[] rightBytes) = (pair.Left[..20], pair.Right[..20]);
                (Address left, Address right) = (new(leftBytes), new(rightBytes));
                int order = leftBytes.AsSpan().SequenceCompareTo(rightBytes);
                Assert.Equal(Math.Sign(order), Math.Sign(left.CompareTo(right)));
                Assert.Equal(order < 0, left < right);
                Assert.Equal(order > 0, left > right);
                Assert.Equal(order <= 0, left <= right);
                Assert.Equal(order >= 0, left >= right);
                Assert.Equal(order == 0, left == right);
                Assert.Equal(order != 0, left != right);
                Assert.True(order != 0 || left.GetHashCode() == right.GetHashCode());
            }
        );

    [Fact]
    public void Bytes_keys_and_text_come_back() =>
        Property.Holds(
            Pairs,
            pair =>
            {
                Hash256 hash = new(pair.Left);
                Address address = new(pair.Right.AsSpan(0, 20));
                Assert.Equal(pair.Left, hash.Bytes.ToArray());
                Assert.Equal(pair.Right[..20], address.Bytes.ToArray());
                Assert.Equal(hash, Hash256.Parse(hash.ToString()));
                Assert.Equal(address, Address.Parse(address.ToString().ToUpperInvariant()));
                Assert.Equal(address, Address.Parse(address.ToString().AsSpan(2)));
                byte[] written = new byte[33];
                Assert.Equal(32, hash.WriteTo(written));
                Assert.Equal(hash, Hash256.ReadFrom(written));
                Assert.Equal(20, address.WriteTo(written));
                Assert.Equal(address, Address.ReadFrom(written));
            },
            300
        );

    [Fact]
    public void Every_byte_counts_for_equality_and_for_zero()
    {
        for (int i = 0; i < 32; i++)
        {
            byte[] bytes = new byte[32];
            bytes[i] = 1;
            Assert.NotEqual(Hash256.Zero, new Hash256(bytes));
            Assert.False(new Hash256(bytes).IsZero);
            Assert.Equal(i >= 20, new Address(bytes.AsSpan(0, 20)).IsZero);
            Assert.Equal(i >= 20, new Address(bytes.AsSpan(0, 20)) == Address.Zero);
        }
        Assert.True(Hash256.Zero.IsZero);
    }

    [Fact]
    public void Numbered_words_and_addresses_have_distinct_hash_codes()
    {
        // Slots and precompiles are numbers in 32 or 20 bytes, and mappings count up: their codes must spread all the same.
        HashSet<int> ofHashes = [];
        HashSet<int> ofAddresses = [];
        for (int i = 0; i < 1000; i++)
        {
            byte[] bytes = new byte[32];
            new UInt256((ulong)i).WriteBigEndian(bytes);
            ofHashes.Add(new Hash256(bytes).GetHashCode());
            ofAddresses.Add(new Address(bytes.AsSpan(12)).GetHashCode());
        }
        Assert.Equal(1000, ofHashes.Count);
        Assert.Equal(1000, ofAddresses.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0x00")]
    [InlineData("0x000000000000000000000000000000000000000g")]
    [InlineData("0x00000000000000000000000000000000000000000")]
    [InlineData("0x0x00000000000000000000000000000000000000")]
    [InlineData(" 0x0000000000000000000000000000000000000000")]
    public void Text_of_another_shape_is_rejected(string text)
    {
        Assert.False(Address.TryParse(text, out Address address));
        Assert.Equal(Address.Zero, address);
        Assert.False(Hash256.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Address.Parse(text));
        Assert.Throws<FormatException>(() => Hash256.Parse(text));
    }

    [Fact]
    public void Other_lengths_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Hash256(new byte[31]));
        Assert.Throws<ArgumentException>(() => new Hash256(new byte[33]));
        Assert.Throws<ArgumentException>(() => new Address(new byte[19]));
        Assert.Throws<ArgumentException>(() => new Address(new byte[21]));
    }
}
