using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>Where the state is not what a stored trie says: one key, or the digits with which it begins.</summary>
/// <param name="First">The key, or the lowest one that begins so.</param>
/// <param name="Nibbles">How many of its hexadecimal digits are known; 64 for the key itself.</param>
internal readonly record struct DifferencePlace(Hash256 First, int Nibbles)
{
    /// <summary>Whether it is just this key.</summary>
    public bool IsExact => Nibbles == 2 * Hash256.Size;

    /// <summary>Descends from the lowest branch that differs into the child that does.</summary>
    /// <param name="leaves">The state.</param>
    /// <param name="path">Nibbles that lead to the branch; none for the whole trie.</param>
    /// <param name="computed">The branch that the state gives, if there is one.</param>
    /// <param name="stored">The one that is stored, if there is one.</param>
    /// <param name="hasBranchUnder">Whether a stored branch lies at a path or below it.</param>
    public static DifferencePlace Find(
        ITrieLeaves leaves,
        ReadOnlySpan<byte> path,
        ReadOnlySpan<byte> computed,
        ReadOnlySpan<byte> stored,
        Func<byte[], bool> hasBranchUnder
    )
    {
        byte[] below = path.ToArray();
        if (BranchRow.TryRead(computed, out BranchRow state) && BranchRow.TryRead(stored, out BranchRow trie))
        {
            int nibble = 0;
            while (nibble < 15 && state.Reference(nibble).SequenceEqual(trie.Reference(nibble)))
            {
                nibble++;
            }
            below = [.. path, (byte)nibble];
        }
        Hash256 first = BranchPlace.FirstUnder(below);
        if (leaves.Seek(first.Bytes) && BranchPlace.IsUnder(leaves.Key, below) && !hasBranchUnder(below))
        {
            Hash256 key = new(leaves.Key);
            if (!leaves.Next() || !BranchPlace.IsUnder(leaves.Key, below))
            {
                return new DifferencePlace(key, 2 * Hash256.Size); // A leaf here and at most a leaf there.
            }
        }
        return new DifferencePlace(first, below.Length);
    }

    /// <summary>What a finding expects there.</summary>
    /// <param name="one">One of what the keys stand for: an account, a slot.</param>
    public string Expectation(string one) => IsExact ? one : $"{one} among those whose keys begin with {Digits(First, Nibbles)}";

    private static string Digits(in Hash256 key, int nibbles) => nibbles == 0 ? "any digit" : $"{key}"[..("0x".Length + nibbles)];
}
