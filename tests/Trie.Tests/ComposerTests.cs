using NodeProto.Primitives;

namespace NodeProto.Trie.Tests;

/// <summary>Tries put together from pieces, many at once, and in more than one go.</summary>
public class ComposerTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(17, 2)]
    [InlineData(400, 1)]
    [InlineData(400, 3)]
    public void Sub_tries_in_order_make_the_trie_of_all_leaves(int leaves, int depth)
    {
        StoredTrie trie = BuilderTests.RandomTrie(leaves, seed: leaves + depth);
        Hash256 expected = trie.Rebuild(out StoredTrie rows);
        StoredTrie made = new();
        TrieComposer whole = new();
        whole.Begin(made);
        foreach (byte[] prefix in Prefixes(depth))
        {
            AddSubTrie(whole, trie, prefix, made);
        }
        whole.End();
        whole.Complete();
        Assert.Equal(expected, whole.Root(0));
        Assert.Equal(rows.Rows, made.Rows);
    }

    [Fact]
    public void A_trie_that_is_left_anywhere_goes_on_from_its_rows()
    {
        StoredTrie trie = BuilderTests.RandomTrie(300, seed: 5);
        Hash256 expected = trie.Rebuild(out StoredTrie rows);
        StoredTrie made = new();
        TrieComposer whole = new();
        byte[][] prefixes = [.. Prefixes(2)];
        for (int i = 0; i < prefixes.Length; i++)
        {
            whole.Reset();
            whole.Begin(made);
            AddDone(whole, made, trie, prefixes[i]);
            AddSubTrie(whole, trie, prefixes[i], made);
            if (i + 1 < prefixes.Length)
            {
                whole.Leave(prefixes[i + 1]);
            }
        }
        whole.End();
        whole.Complete();
        Assert.Equal(expected, whole.Root(0));
        Assert.Equal(rows.Rows, made.Rows);
    }

    [Fact]
    public void Many_tries_side_by_side_have_the_roots_that_each_has_alone()
    {
        StoredTrie[] tries = [.. Enumerable.Range(0, 50).Select(i => BuilderTests.RandomTrie(i % 9, seed: i))];
        TrieComposer together = new();
        foreach (StoredTrie trie in tries)
        {
            together.Begin(NullBranchSink.Instance);
            foreach ((byte[] key, byte[] value) in trie.Leaves)
            {
                together.AddLeaf(key, value);
            }
            together.End();
        }
        together.Complete();
        long hashes = together.Statistics.Hashes;
        Assert.True(together.Statistics.Batches < hashes / 3, "lanes are shared");
        for (int i = 0; i < tries.Length; i++)
        {
            Assert.Equal(tries[i].Rebuild(out _), together.Root(i));
        }
    }

    [Fact]
    public void A_damaged_row_is_refused() =>
        Assert.Throws<TrieRowException>(() =>
        {
            TrieComposer composer = new();
            composer.Begin(NullBranchSink.Instance);
            composer.AddBranch([1], [0, 1, 0, 0]);
        });

    private static IEnumerable<byte[]> Prefixes(int depth) =>
        Enumerable
            .Range(0, 1 << (4 * depth))
            .Select(i => Enumerable.Range(0, depth).Select(d => (byte)((i >> (4 * (depth - 1 - d))) & 15)).ToArray());

    /// <summary>Builds what lies under a prefix and adds its top.</summary>
    private static void AddSubTrie(TrieComposer whole, StoredTrie trie, byte[] prefix, StoredTrie rows)
    {
        KeyValuePair<byte[], byte[]>[] leaves =
        [
            .. trie.Leaves.Where(leaf => NibblesOf(leaf.Key).Take(prefix.Length).SequenceEqual(prefix)),
        ];
        LastRow last = new(rows);
        TrieComposer part = new();
        part.Begin(last);
        foreach ((byte[] key, byte[] value) in leaves)
        {
            part.AddLeaf(key, value);
        }
        part.End();
        part.Complete();
        if (last.Path is { } path)
        {
            whole.AddBranch(path, last.Row);
        }
        else if (leaves.Length == 1)
        {
            whole.AddLeaf(leaves[0].Key, leaves[0].Value);
        }
    }

    /// <summary>Adds everything before a prefix, as the rows tell it.</summary>
    private static void AddDone(TrieComposer whole, StoredTrie rows, StoredTrie trie, byte[] next)
    {
        for (int depth = 0; depth < next.Length; depth++)
        {
            for (byte nibble = 0; nibble < next[depth]; nibble++)
            {
                byte[] done = [.. next[..depth], nibble];
                if (rows.TryGetFirst(done, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row))
                {
                    whole.AddBranch(path, row);
                }
                else
                {
                    AddSubTrie(whole, trie, done, rows);
                }
            }
        }
    }

    private static IEnumerable<byte> NibblesOf(byte[] key) => key.SelectMany(b => new[] { (byte)(b >> 4), (byte)(b & 15) });

    private sealed class LastRow(StoredTrie rows) : ITrieBranchSink
    {
        public byte[]? Path { get; private set; }

        public byte[] Row { get; private set; } = [];

        public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row)
        {
            rows.Put(path, row);
            Path = path.ToArray();
            Row = row.ToArray();
        }

        public void Delete(ReadOnlySpan<byte> path) => Assert.Fail("a build deletes nothing");
    }
}
