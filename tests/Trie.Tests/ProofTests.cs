using NodeProto.Primitives;

namespace NodeProto.Trie.Tests;

/// <summary>Every proof convinces a checker that knows Keccak and RLP only, of what is there and of what is not.</summary>
public class ProofTests
{
    [Theory]
    [InlineData(1, 1, 100)]
    [InlineData(2, 2, 100)]
    [InlineData(3, 30, 3)] // Short values under long shared paths: nodes stand in their parents.
    [InlineData(4, 200, 3)]
    [InlineData(5, 500, 60)]
    public void What_is_there_and_what_is_not_is_proven(int seed, int count, int valueBytes)
    {
        Random random = new(seed);
        StoredTrie trie = new();
        for (int i = 0; i < count; i++)
        {
            byte[] value = new byte[random.Next(1, valueBytes + 1)];
            random.NextBytes(value);
            value[0] |= 1;
            trie.Set(NewKey(trie, random), value);
        }
        Hash256 root = trie.Rebuild(out StoredTrie rows);
        foreach ((byte[] key, byte[] value) in trie.Leaves.ToArray())
        {
            Assert.Equal(value, ProofCheck.ValueOf(root, key, TrieProof.Of(rows, trie, root, new Hash256(key))));
        }
        for (int i = 0; i < 200; i++)
        {
            byte[] absent = NewKey(trie, random);
            if (!trie.Keys.Contains(absent, StoredTrie.ByteEquality.Instance))
            {
                Assert.Null(ProofCheck.ValueOf(root, absent, TrieProof.Of(rows, trie, root, new Hash256(absent))));
            }
        }
    }

    [Fact]
    public void A_trie_without_leaves_needs_no_node()
    {
        StoredTrie empty = new();
        Assert.Empty(TrieProof.Of(empty, empty, Keccak.OfEmptyTrie, Hash256.Zero));
        Assert.Null(ProofCheck.ValueOf(Keccak.OfEmptyTrie, Hash256.Zero.Bytes, []));
    }

    [Fact]
    public void Nodes_that_stand_in_their_parents_are_not_listed_again()
    {
        StoredTrie trie = new();
        byte[] key = new byte[32];
        for (byte i = 0; i < 3; i++)
        {
            trie.Set([.. key[..31], i], [1]);
        }
        Hash256 root = trie.Rebuild(out StoredTrie rows);
        Assert.Single(TrieProof.Of(rows, trie, root, new Hash256(key))); // An extension with a branch of three leaves inside.
    }

    [Fact]
    public void A_proof_of_another_root_or_with_a_changed_node_is_refused_by_the_checker()
    {
        StoredTrie trie = BuilderTests.RandomTrie(100, seed: 9);
        Hash256 root = trie.Rebuild(out StoredTrie rows);
        byte[] key = trie.Keys[7];
        byte[][] nodes = [.. TrieProof.Of(rows, trie, root, new Hash256(key))];
        Assert.Throws<InvalidDataException>(() => ProofCheck.ValueOf(Hash256.Zero, key, nodes));
        Assert.Throws<InvalidDataException>(() => ProofCheck.ValueOf(root, key, nodes[..^1]));
        Assert.Throws<InvalidDataException>(() => ProofCheck.ValueOf(root, key, [.. nodes, nodes[0]]));
        nodes[1] = [.. nodes[1]];
        nodes[1][^1] ^= 1;
        Assert.Throws<InvalidDataException>(() => ProofCheck.ValueOf(root, key, nodes));
    }

    [Fact]
    public void Rows_that_do_not_fit_the_root_prove_nothing()
    {
        StoredTrie trie = BuilderTests.RandomTrie(100, seed: 9);
        Hash256 root = trie.Rebuild(out StoredTrie rows);
        Hash256 key = new(trie.Keys[7]);
        trie.Set(trie.Keys[7], [1, 2, 3]);
        Assert.Throws<TrieRowException>(() => TrieProof.Of(rows, trie, root, key));
        Assert.Throws<TrieRowException>(() => TrieProof.Of(rows, trie, Hash256.Zero, key));
        Assert.Throws<TrieRowException>(() => TrieProof.Of(new StoredTrie(), new StoredTrie(), root, key));
    }

    /// <summary>A key like one that is there, up to any nibble.</summary>
    private static byte[] NewKey(StoredTrie trie, Random random)
    {
        byte[] key = new byte[32];
        random.NextBytes(key);
        if (trie.Count > 0 && random.Next(3) > 0)
        {
            byte[] like = trie.Keys[random.Next(trie.Count)];
            like.AsSpan(0, random.Next(32)).CopyTo(key);
        }
        return key;
    }
}
