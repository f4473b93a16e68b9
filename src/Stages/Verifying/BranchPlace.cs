using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>Whether a trie has a branch at a nibble path: exactly where the keys below go on with more than one nibble.</summary>
internal static class BranchPlace
{
    private const int NibblesMax = 2 * Hash256.Size;

    /// <summary>Asks the leaves.</summary>
    public static bool IsBranch(ITrieLeaves leaves, ReadOnlySpan<byte> path)
    {
        if (path.Length >= NibblesMax || !leaves.Seek(FirstUnder(path).Bytes) || !IsUnder(leaves.Key, path))
        {
            return false;
        }
        int nibble = NibbleAt(leaves.Key, path.Length);
        if (nibble == 15)
        {
            return false; // The first leaf goes on with the highest nibble, and so do all others.
        }
        Span<byte> next = stackalloc byte[path.Length + 1];
        path.CopyTo(next);
        next[path.Length] = (byte)(nibble + 1);
        return leaves.Seek(FirstUnder(next).Bytes) && IsUnder(leaves.Key, path);
    }

    /// <summary>The lowest key that a path may lead to.</summary>
    public static Hash256 FirstUnder(ReadOnlySpan<byte> path)
    {
        Span<byte> key = stackalloc byte[Hash256.Size];
        key.Clear();
        for (int i = 0; i < path.Length && i < NibblesMax; i++)
        {
            key[i / 2] |= (byte)((path[i] & 0xF) << (i % 2 == 0 ? 4 : 0));
        }
        return new Hash256(key);
    }

    /// <summary>Whether a path leads to a key.</summary>
    public static bool IsUnder(ReadOnlySpan<byte> key, ReadOnlySpan<byte> path)
    {
        for (int i = 0; i < path.Length; i++)
        {
            if (NibbleAt(key, i) != path[i])
            {
                return false;
            }
        }
        return true;
    }

    private static int NibbleAt(ReadOnlySpan<byte> key, int index) => (key[index / 2] >> (index % 2 == 0 ? 4 : 0)) & 0xF;
}
