using NodeProto.Primitives;
using Xunit.Abstractions;

namespace NodeProto.Trie.Tests;

/// <summary>Rebuilt, updated and naive tries agree in root and in every row.</summary>
public class UpdateTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 4, 1)]
    [InlineData(2, 4, 33)]
    [InlineData(3, 12, 3)]
    [InlineData(4, 64, 40)]
    [InlineData(5, 250, 90)]
    public void Any_sequence_of_changes_leaves_the_rows_of_a_rebuild(int seed, int population, int valueBytes)
    {
        Random random = new(seed);
        output.WriteLine($"seed {seed}");
        for (int round = 0; round < 15; round++)
        {
            KeyMaker keys = new(random, population);
            StoredTrie trie = new();
            TrieUpdater updater = new();
            for (int step = 0; step < 12; step++)
            {
                SortedSet<Hash256> changed = Change(trie, keys, random, valueBytes, isEmptying: step == 9);
                Hash256 updated = updater.Update(trie, trie, trie, [.. changed]);

                (Hash256 naive, SortedDictionary<string, string> rows) = NaiveTrie.Of(trie.Leaves);
                Assert.Equal(naive, updated);
                Assert.Equal(rows, trie.Rows);
                Assert.Equal(naive, trie.Rebuild(out StoredTrie rebuilt));
                Assert.Equal(rows, rebuilt.Rows);
            }
        }
    }

    [Fact]
    public void An_update_without_changes_gives_the_root_and_writes_nothing()
    {
        StoredTrie trie = BuilderTests.RandomTrie(300, seed: 6);
        Hash256 root = trie.Rebuild(out StoredTrie rows);
        TrieUpdater updater = new();
        Assert.Equal(root, updater.Update(trie, rows, rows, []));
        Assert.Equal(0, updater.Statistics.RowsPut + updater.Statistics.RowsDeleted);
        Assert.Equal(Keccak.OfEmptyTrie, updater.Update(new StoredTrie(), new StoredTrie(), NullBranchSink.Instance, []));
    }

    [Fact]
    public void A_warm_update_allocates_nothing_and_touches_only_the_paths_of_the_changed_keys()
    {
        StoredTrie trie = BuilderTests.RandomTrie(20_000, seed: 7);
        trie.Rebuild(out StoredTrie rows);
        TrieUpdater updater = new();
        Hash256[] changed = [.. Enumerable.Range(0, 100).Select(i => new Hash256(trie.Keys[i * 200]))];
        updater.Update(trie, rows, NullBranchSink.Instance, changed);
        long before = GC.GetAllocatedBytesForCurrentThread();
        updater.Update(trie, rows, NullBranchSink.Instance, changed);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.InRange(updater.Statistics.Leaves, 100, 110);
        Assert.InRange(updater.Statistics.Branches, 117, 500); // 1 and 16 at the top, one or more on each path.
    }

    [Fact]
    public void Changed_keys_out_of_order_are_refused()
    {
        StoredTrie trie = BuilderTests.RandomTrie(10, seed: 8);
        Hash256[] twice = [new(trie.Keys[0]), new(trie.Keys[0])];
        Assert.Throws<ArgumentException>(() => new TrieUpdater().Update(trie, trie, NullBranchSink.Instance, twice));
    }

    private static SortedSet<Hash256> Change(StoredTrie trie, KeyMaker keys, Random random, int valueBytes, bool isEmptying)
    {
        SortedSet<Hash256> changed = [];
        int changes = random.Next(4) switch
        {
            0 => 1,
            1 => 2,
            2 => random.Next(1, 10),
            _ => random.Next(1, keys.Count),
        };
        for (int i = 0; i < changes; i++)
        {
            byte[] key = keys.Next();
            if (random.Next(5) < 2)
            {
                trie.Remove(key); // Also keys that are not there: named as changed, and no harm done.
            }
            else
            {
                byte[] value = new byte[random.Next(1, valueBytes + 1)];
                random.NextBytes(value);
                trie.Set(key, value);
            }
            changed.Add(new Hash256(key));
        }
        if (isEmptying)
        {
            foreach (byte[] key in trie.Keys.ToArray())
            {
                trie.Remove(key);
                changed.Add(new Hash256(key));
            }
        }
        return changed;
    }

    /// <summary>Keys that share long prefixes: each begins like an earlier one, up to any nibble.</summary>
    private sealed class KeyMaker
    {
        private readonly Random _random;
        private readonly List<byte[]> _keys = [];

        public KeyMaker(Random random, int count)
        {
            _random = random;
            for (int i = 0; i < count; i++)
            {
                byte[] key = new byte[32];
                random.NextBytes(key);
                if (i > 0 && random.Next(4) > 0)
                {
                    byte[] like = _keys[random.Next(i)];
                    int nibbles = random.Next(3) == 0 ? random.Next(58, 64) : random.Next(64);
                    like.AsSpan(0, nibbles / 2).CopyTo(key);
                    if (nibbles % 2 == 1)
                    {
                        key[nibbles / 2] = (byte)((like[nibbles / 2] & 0xF0) | (key[nibbles / 2] & 0x0F));
                    }
                }
                _keys.Add(key);
            }
        }

        public int Count => _keys.Count;

        public byte[] Next() => _keys[_random.Next(_keys.Count)];
    }
}
