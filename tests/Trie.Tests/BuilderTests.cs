using NodeProto.Primitives;

namespace NodeProto.Trie.Tests;

public class BuilderTests
{
    [Fact]
    public void No_leaves_give_the_empty_root_and_no_rows()
    {
        Assert.Equal(Keccak.OfEmptyTrie, new StoredTrie().Rebuild(out StoredTrie rebuilt));
        Assert.Empty(rebuilt.Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(5000)]
    public void Root_and_rows_are_those_of_the_naive_trie(int count)
    {
        StoredTrie trie = RandomTrie(count, seed: count);
        (Hash256 root, SortedDictionary<string, string> rows) = NaiveTrie.Of(trie.Leaves);
        Assert.Equal(root, trie.Rebuild(out StoredTrie rebuilt));
        Assert.Equal(rows, rebuilt.Rows);
    }

    [Fact]
    public void A_builder_that_failed_builds_the_next_trie()
    {
        TrieBuilder builder = new();
        Backwards backwards = new();
        Assert.Throws<ArgumentException>(() => builder.Build(backwards, NullBranchSink.Instance));
        StoredTrie trie = RandomTrie(100, seed: 3);
        Assert.Equal(NaiveTrie.Of(trie.Leaves).Root, builder.Build(trie, NullBranchSink.Instance));
    }

    [Fact]
    public void A_warm_build_allocates_nothing_and_fills_its_batches()
    {
        StoredTrie trie = RandomTrie(20_000, seed: 4);
        TrieBuilder builder = new();
        builder.Build(trie, NullBranchSink.Instance);
        long before = GC.GetAllocatedBytesForCurrentThread();
        builder.Build(trie, NullBranchSink.Instance);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(builder.Statistics.Batches, builder.Statistics.Permutations / 8, builder.Statistics.Permutations / 8 * 1.02);
    }

    [Fact]
    public void Short_nodes_stand_in_their_parents()
    {
        StoredTrie trie = new();
        for (int i = 0; i < 40; i++)
        {
            byte[] key = new byte[32];
            key[31] = (byte)i;
            trie.Set(key, [(byte)(i + 1)]);
        }
        TrieBuilder builder = new();
        StoredTrie rows = new();
        Assert.Equal(NaiveTrie.Of(trie.Leaves).Root, builder.Build(trie, rows));
        Assert.True(builder.Statistics.Embedded >= 40);
        Assert.Equal(NaiveTrie.Of(trie.Leaves).Rows, rows.Rows);
    }

    internal static StoredTrie RandomTrie(int count, int seed)
    {
        Random random = new(seed);
        StoredTrie trie = new();
        byte[][] keys = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            keys[i] = new byte[32];
            random.NextBytes(keys[i]);
        }
        Array.Sort(keys, StoredTrie.ByteOrder.Instance);
        foreach (byte[] key in keys)
        {
            byte[] value = new byte[random.Next(1, 110)];
            random.NextBytes(value);
            trie.Set(key, value);
        }
        return trie;
    }

    private sealed class Backwards : ITrieLeaves
    {
        private readonly byte[] _key = new byte[32];

        public ReadOnlySpan<byte> Key => _key;

        public ReadOnlySpan<byte> Value => [1];

        public bool Seek(ReadOnlySpan<byte> key)
        {
            _key[5] = 20;
            return true;
        }

        public bool Next() => _key[5]-- > 0;
    }
}
