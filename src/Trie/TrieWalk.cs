using System.Numerics;
using NodeProto.Primitives;

namespace NodeProto.Trie;

/// <summary>
/// Walks a stored trie along the changed keys and gives the assembler, in order, the leaves that it must see again and a reference
/// for every subtree without a changed key.
/// </summary>
internal sealed class TrieWalk(TrieAssembler assembler)
{
    private const int MaxNibbles = BranchPool.MaxNibbles;

    // One row and one path for each level of the walk: what the cursor gave is valid only until its next answer.
    private readonly byte[] _rows = new byte[(MaxNibbles + 1) * BranchRow.MaxBytes];
    private readonly byte[] _paths = new byte[(MaxNibbles + 1) * MaxNibbles];
    private readonly byte[] _bound = new byte[Hash256.Size];
    private readonly byte[] _leaf = new byte[AccountLeaf.MaxBytes];
    private ITrieLeaves _leaves = null!;
    private ITrieBranches _branches = null!;
    private ITrieBranchSink _sink = null!;

    public void Run(ITrieLeaves leaves, ITrieBranches branches, ITrieBranchSink sink, ReadOnlySpan<Hash256> changedKeys)
    {
        for (int i = 1; i < changedKeys.Length; i++)
        {
            if (changedKeys[i - 1] >= changedKeys[i])
            {
                throw new ArgumentException("Changed keys must be sorted, each once.", nameof(changedKeys));
            }
        }
        _leaves = leaves;
        _branches = branches;
        _sink = sink;
        if (changedKeys.IsEmpty)
        {
            AddUnchanged([], 0);
        }
        else
        {
            Walk([], changedKeys, mayHaveRows: true, level: 0);
        }
    }

    /// <summary>Gives the assembler everything under a prefix that at least one changed key has.</summary>
    /// <returns>Whether there is anything.</returns>
    private bool Walk(ReadOnlySpan<byte> prefix, ReadOnlySpan<Hash256> keys, bool mayHaveRows, int level)
    {
        if (!mayHaveRows)
        {
            return AddLeavesUnder(prefix); // None of them was there before.
        }
        // Mostly the branch hangs right here. If not, it is most likely a leaf, and then the look at the leaves is needed anyway.
        ReadOnlySpan<byte> path = prefix;
        if (!TryRead(prefix, level, out BranchRow row, out int rowLength))
        {
            if (keys.Length == 1 && TryAddOnly(prefix, keys[0], out bool isThere))
            {
                return isThere;
            }
            if (!TryReadFirst(prefix, level, out path, out row, out rowLength))
            {
                return AddLeavesUnder(prefix); // At most one of them was there before.
            }
        }

        // Where an extension led to the branch, changed keys can lie beside it.
        int first = 0;
        int end = keys.Length;
        if (path.Length > prefix.Length)
        {
            first = Below(keys, path);
            end = first + NotAbove(keys[first..], path);
        }
        bool any = false;
        if (first > 0)
        {
            Nibbles.Bound(path, 0x0, _bound);
            any = AddLeavesFrom(keys[0], _bound, isInclusive: false);
        }
        if (first == end)
        {
            assembler.AddStored(path, in row, rowLength);
            any = true;
        }
        else
        {
            any |= WalkBranch(path, in row, keys[first..end], level);
        }
        if (end < keys.Length)
        {
            Nibbles.Bound(prefix, 0xF, _bound);
            any |= AddLeavesFrom(keys[end], _bound, isInclusive: true);
        }
        return any;
    }

    /// <summary>The same for a stored branch that has changed keys under it.</summary>
    private bool WalkBranch(ReadOnlySpan<byte> path, in BranchRow row, ReadOnlySpan<Hash256> keys, int level)
    {
        int depth = path.Length;
        int touched = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            touched |= 1 << Nibbles.At(keys[i].Bytes, depth);
        }
        int untouched = row.Children & ~touched;
        Span<byte> childPath = stackalloc byte[depth + 1];
        path.CopyTo(childPath);
        int live = BitOperations.PopCount((uint)untouched);
        bool isSure = live >= 2;
        if (isSure)
        {
            assembler.AddBranch(path, in row, untouched);
            untouched = 0;
        }
        for (int left = touched | untouched; left != 0; left &= left - 1)
        {
            int nibble = BitOperations.TrailingZeroCount(left);
            childPath[depth] = (byte)nibble;
            if ((touched >> nibble & 1) != 0)
            {
                int count = CountNibble(keys, depth, nibble);
                if (Walk(childPath, keys[..count], row.Has(nibble), level + 1))
                {
                    live++;
                }
                keys = keys[count..];
            }
            else if (live == 1 && !HasLeafUnder(path, touched & (left - 1) & left))
            {
                AddUnchanged(childPath, level + 1); // The branch is gone, and its only child moves up.
            }
            else
            {
                assembler.AddReference(childPath, row.Reference(nibble));
            }
        }
        if (!isSure && live < 2)
        {
            assembler.Count.RowsDeleted++;
            _sink.Delete(path);
        }
        return live > 0;
    }

    /// <summary>Whether a leaf lies under any of these children.</summary>
    private bool HasLeafUnder(ReadOnlySpan<byte> path, int nibbles)
    {
        Span<byte> childPath = stackalloc byte[path.Length + 1];
        path.CopyTo(childPath);
        Span<byte> last = stackalloc byte[Hash256.Size];
        for (; nibbles != 0; nibbles &= nibbles - 1)
        {
            childPath[path.Length] = (byte)BitOperations.TrailingZeroCount(nibbles);
            Nibbles.Bound(childPath, 0x0, _bound);
            Nibbles.Bound(childPath, 0xF, last);
            if (_leaves.Seek(_bound) && _leaves.Key.SequenceCompareTo(last) <= 0)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Adds a subtree without changed keys whose place above may change: its topmost branch, or its only leaf.</summary>
    private void AddUnchanged(ReadOnlySpan<byte> prefix, int level)
    {
        if (TryReadFirst(prefix, level, out ReadOnlySpan<byte> path, out BranchRow row, out int rowLength))
        {
            assembler.AddStored(path, in row, rowLength);
        }
        else if (!AddLeavesUnder(prefix) && prefix.Length > 0)
        {
            throw new TrieRowException(prefix, "a parent's row tells of a child here, but there is neither a row nor a leaf.");
        }
    }

    /// <summary>
    /// Adds the leaf of the only changed key under a prefix, if it is there. False when there are other leaves: without any, there was at most
    /// that one before, and so no branch.
    /// </summary>
    private bool TryAddOnly(ReadOnlySpan<byte> prefix, in Hash256 key, out bool isThere)
    {
        Span<byte> last = stackalloc byte[Hash256.Size];
        Nibbles.Bound(prefix, 0x0, _bound);
        Nibbles.Bound(prefix, 0xF, last);
        isThere = _leaves.Seek(_bound) && _leaves.Key.SequenceCompareTo(last) <= 0;
        if (!isThere)
        {
            return true;
        }
        if (!_leaves.Key.SequenceEqual(key.Bytes) || _leaves.Value.Length > _leaf.Length)
        {
            return false;
        }
        int length = _leaves.Value.Length;
        _leaves.Value.CopyTo(_leaf);
        if (_leaves.Next() && _leaves.Key.SequenceCompareTo(last) <= 0)
        {
            return false;
        }
        assembler.AddLeaf(key.Bytes, _leaf.AsSpan(0, length));
        return true;
    }

    private bool AddLeavesUnder(ReadOnlySpan<byte> prefix)
    {
        Span<byte> last = stackalloc byte[Hash256.Size];
        Nibbles.Bound(prefix, 0x0, _bound);
        Nibbles.Bound(prefix, 0xF, last);
        return AddLeaves(_bound, last, isInclusive: true);
    }

    private bool AddLeavesFrom(in Hash256 first, ReadOnlySpan<byte> end, bool isInclusive) => AddLeaves(first.Bytes, end, isInclusive);

    private bool AddLeaves(ReadOnlySpan<byte> first, ReadOnlySpan<byte> end, bool isInclusive)
    {
        int limit = isInclusive ? 0 : -1;
        bool any = false;
        for (bool more = _leaves.Seek(first); more && Math.Sign(_leaves.Key.SequenceCompareTo(end)) <= limit; more = _leaves.Next())
        {
            assembler.AddLeaf(_leaves.Key, _leaves.Value);
            any = true;
        }
        return any;
    }

    private bool TryRead(ReadOnlySpan<byte> path, int level, out BranchRow row, out int rowLength)
    {
        row = default;
        rowLength = 0;
        if (!_branches.TryGet(path, out ReadOnlySpan<byte> found))
        {
            return false;
        }
        Keep(path, found, level, out row);
        rowLength = found.Length;
        return true;
    }

    private bool TryReadFirst(ReadOnlySpan<byte> prefix, int level, out ReadOnlySpan<byte> path, out BranchRow row, out int rowLength)
    {
        path = default;
        row = default;
        rowLength = 0;
        if (!_branches.TryGetFirst(prefix, out ReadOnlySpan<byte> foundPath, out ReadOnlySpan<byte> foundRow))
        {
            return false;
        }
        if (foundPath.Length >= MaxNibbles || !foundPath.StartsWith(prefix))
        {
            throw new TrieRowException(foundPath, "the path is longer than a key, or has not the prefix that was asked for.");
        }
        Span<byte> keptPath = _paths.AsSpan(level * MaxNibbles, foundPath.Length);
        foundPath.CopyTo(keptPath);
        Keep(keptPath, foundRow, level, out row);
        path = keptPath;
        rowLength = foundRow.Length;
        return true;
    }

    /// <summary>Copies a row to its level, and reads it there.</summary>
    private void Keep(ReadOnlySpan<byte> path, ReadOnlySpan<byte> found, int level, out BranchRow row)
    {
        if (found.Length > BranchRow.MaxBytes)
        {
            throw new TrieRowException(path, "the row is longer than 16 hashes.");
        }
        Span<byte> kept = _rows.AsSpan(level * BranchRow.MaxBytes, found.Length);
        found.CopyTo(kept);
        if (!BranchRow.TryRead(kept, out row))
        {
            throw new TrieRowException(path, TrieRowException.NoRow);
        }
    }

    /// <summary>How many keys come before every key under the path.</summary>
    private int Below(ReadOnlySpan<Hash256> keys, ReadOnlySpan<byte> path)
    {
        Nibbles.Bound(path, 0x0, _bound);
        int count = 0;
        while (count < keys.Length && keys[count].Bytes.SequenceCompareTo(_bound) < 0)
        {
            count++;
        }
        return count;
    }

    /// <summary>How many keys do not come after the last key under the path.</summary>
    private int NotAbove(ReadOnlySpan<Hash256> keys, ReadOnlySpan<byte> path)
    {
        Nibbles.Bound(path, 0xF, _bound);
        int count = 0;
        while (count < keys.Length && keys[count].Bytes.SequenceCompareTo(_bound) <= 0)
        {
            count++;
        }
        return count;
    }

    private static int CountNibble(ReadOnlySpan<Hash256> keys, int depth, int nibble)
    {
        int count = 0;
        while (count < keys.Length && Nibbles.At(keys[count].Bytes, depth) == nibble)
        {
            count++;
        }
        return count;
    }
}
