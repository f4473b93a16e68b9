using NodeProto.Primitives;

namespace NodeProto.Trie.Tests;

public class ListRootTests
{
    [Fact]
    public void No_items_give_the_empty_root() => Assert.Equal(Keccak.OfEmptyTrie, ListRoot.Of([], []));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 40)]
    [InlineData(127, 120)]
    [InlineData(128, 120)]
    [InlineData(129, 5)]
    [InlineData(130, 300)]
    [InlineData(300, 700)]
    [InlineData(257, 3000)] // Longer than the lanes: hashed alone.
    [InlineData(70000, 3)] // Keys of four bytes.
    public void Root_is_that_of_the_trie_keyed_by_the_index(int count, int bytesMax)
    {
        Random random = new(count);
        byte[][] items = new byte[count][];
        int[] ends = new int[count];
        RlpWriter key = new();
        List<KeyValuePair<byte[], byte[]>> pairs = [];
        for (int i = 0; i < count; i++)
        {
            items[i] = new byte[random.Next(1, bytesMax + 1)];
            random.NextBytes(items[i]);
            ends[i] = items[i].Length + (i == 0 ? 0 : ends[i - 1]);
            key.Clear();
            key.Write((ulong)i);
            pairs.Add(new(key.Written.ToArray(), items[i]));
        }
        Hash256 expected = NaiveTrie.Of(pairs).Root;
        Assert.Equal(expected, ListRoot.Of([.. items.SelectMany(item => item)], ends));
        Assert.Equal(expected, ListRoot.Of([.. items.Select(item => new ReadOnlyMemory<byte>(item))]));
    }

    [Fact]
    public void A_warm_list_root_allocates_nothing()
    {
        byte[] items = new byte[200 * 150];
        int[] ends = [.. Enumerable.Range(1, 200).Select(i => i * 150)];
        ListRoot.Of(items, ends);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ListRoot.Of(items, ends);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
