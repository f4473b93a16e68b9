namespace NodeProto.Primitives.Tests.Hashing;

public sealed class BloomTests
{
    [Fact]
    public void An_added_entry_sets_the_three_bits_that_its_hash_names()
    {
        byte[] entry = KeccakTests.RandomBytes(20, 1);
        byte[] hash = Keccak.Hash(entry).Bytes.ToArray();
        byte[] expected = new byte[Bloom.Size];
        foreach (int i in new[] { 0, 2, 4 })
        {
            int bit = ((hash[i] * 256) + hash[i + 1]) % 2048;
            expected[255 - (bit / 8)] |= (byte)(1 << (bit % 8));
        }
        byte[] filter = new byte[Bloom.Size];
        Bloom.Add(filter, entry);
        Assert.Equal(expected, filter);
        Assert.True(Bloom.MightContain(filter, entry));
    }

    [Fact]
    public void What_was_added_might_be_contained_and_most_else_is_not()
    {
        byte[] filter = new byte[Bloom.Size];
        for (int i = 0; i < 20; i++)
        {
            Bloom.Add(filter, KeccakTests.RandomBytes(32, i));
        }
        Bloom bloom = Bloom.FromBytes(filter);
        int others = 0;
        for (int i = 0; i < 20; i++)
        {
            Assert.True(bloom.MightContain(KeccakTests.RandomBytes(32, i)));
            others += bloom.MightContain(KeccakTests.RandomBytes(32, 1000 + i)) ? 1 : 0;
        }
        Assert.InRange(others, 0, 2);
        Assert.False(Bloom.Empty.MightContain([]));
    }

    [Fact]
    public void Joining_filters_is_a_bitwise_or_of_all_bytes()
    {
        byte[] left = KeccakTests.RandomBytes(Bloom.Size, 1);
        byte[] right = KeccakTests.RandomBytes(Bloom.Size, 2);
        byte[] joined = [.. left];
        Bloom.Or(joined, right);
        for (int i = 0; i < Bloom.Size; i++)
        {
            Assert.Equal(left[i] | right[i], joined[i]);
        }
        Assert.True(Bloom.FromBytes(joined).Contains(Bloom.FromBytes(left)));
        Assert.True(Bloom.FromBytes(joined).Contains(Bloom.FromBytes(right)));
        Assert.False(Bloom.FromBytes(left).Contains(Bloom.FromBytes(right)));
    }

    [Fact]
    public void Filters_differ_when_any_byte_does()
    {
        byte[] bytes = KeccakTests.RandomBytes(Bloom.Size, 7);
        Bloom bloom = Bloom.FromBytes(bytes);
        Assert.Equal(bloom, Bloom.FromBytes(bytes));
        Assert.Equal(bloom.GetHashCode(), Bloom.FromBytes(bytes).GetHashCode());
        for (int i = 0; i < Bloom.Size; i++)
        {
            bytes[i] ^= 0x10;
            Assert.NotEqual(bloom, Bloom.FromBytes(bytes));
            Assert.False(bloom.Contains(Bloom.FromBytes(bytes)) && Bloom.FromBytes(bytes).Contains(bloom));
            bytes[i] ^= 0x10;
        }
    }

    [Fact]
    public void A_filter_is_a_copy_of_its_bytes()
    {
        byte[] bytes = KeccakTests.RandomBytes(Bloom.Size, 8);
        Bloom bloom = Bloom.FromBytes(bytes);
        string before = bloom.ToString();
        bytes[0] ^= 1;
        Assert.Equal(before, bloom.ToString());
        Assert.Same(Bloom.Empty, Bloom.FromBytes(new byte[Bloom.Size]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(257)]
    public void Other_lengths_are_refused(int length)
    {
        Assert.Throws<ArgumentException>(() => Bloom.FromBytes(new byte[length]));
        Assert.Throws<ArgumentException>(() => Bloom.Or(new byte[length], new byte[Bloom.Size]));
        Assert.Throws<ArgumentException>(() => Bloom.Or(new byte[Bloom.Size], new byte[length]));
        Assert.Throws<ArgumentException>(() => Bloom.Add(new byte[length], [1]));
    }
}
