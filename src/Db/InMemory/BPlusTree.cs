namespace NodeProto.Db;

/// <summary>The ordered rows of one table: a copy-on-write B+ tree. Copying the struct takes a snapshot.</summary>
/// <remarks>
/// A write transaction copies the nodes that it changes once and then works in place, so that every root taken before stays
/// as it is. Leaves that become empty are unlinked; half-full ones are not merged.
/// </remarks>
internal struct BPlusTree
{
    /// <summary>Null for an empty table.</summary>
    public BPlusNode? Root;

    /// <summary>How many rows there are.</summary>
    public long Rows;

    /// <summary>Bytes of all keys and values.</summary>
    public long Bytes;

    public readonly bool TryGet(scoped ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Root is not { } node)
        {
            return false;
        }
        ulong prefix = BPlusNode.PrefixOf(key);
        while (node.Children is { } children)
        {
            node = children[node.ChildIndex(key, prefix)];
        }
        int index = node.LowerBound(key, prefix, out bool isEqual);
        if (isEqual)
        {
            value = node.Values![index];
        }
        return isEqual;
    }

    public void Put(long owner, ReadOnlySpan<byte> key, byte[] value)
    {
        BPlusNode root = Root is null ? new BPlusNode(owner, isLeaf: true) : Root.Owned(owner);
        Root = root;
        if (Put(root, key, BPlusNode.PrefixOf(key), value) is { } right)
        {
            BPlusNode grown = new(owner, isLeaf: false) { Count = 2 };
            (grown.Children![0], grown.Children[1]) = (root, right);
            (grown.Keys[0], grown.Keys[1]) = (root.Keys[0], right.Keys[0]);
            (grown.Prefixes[0], grown.Prefixes[1]) = (root.Prefixes[0], right.Prefixes[0]);
            Root = grown;
        }
    }

    public bool Delete(long owner, ReadOnlySpan<byte> key)
    {
        if (!TryGet(key, out _))
        {
            return false; // Without this look, a miss would copy the path.
        }
        BPlusNode root = Root!.Owned(owner);
        Delete(root, key, BPlusNode.PrefixOf(key));
        Root = Shrunk(root);
        return true;
    }

    /// <summary>Removes the rows from first (inclusive) to end (exclusive; empty means all that follow).</summary>
    public void DeleteRange(long owner, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        if (Root is null || (end.Length > 0 && first.SequenceCompareTo(end) >= 0))
        {
            return;
        }
        BPlusNode root = Root.Owned(owner);
        DeleteRange(root, first, end);
        Root = Shrunk(root);
    }

    private static BPlusNode? Shrunk(BPlusNode root)
    {
        while (root is { Children: { } children, Count: 1 })
        {
            root = children[0];
        }
        return root.Count == 0 ? null : root;
    }

    /// <summary>Puts below an owned node; returns the new right sibling when the node had to split.</summary>
    private BPlusNode? Put(BPlusNode node, ReadOnlySpan<byte> key, ulong prefix, byte[] value)
    {
        if (node.Values is { } values)
        {
            int index = node.LowerBound(key, prefix, out bool isEqual);
            if (isEqual)
            {
                Bytes += value.Length - values[index].Length;
                values[index] = value;
                return null;
            }
            BPlusNode? right = SplitIfFull(node, index, out BPlusNode target, ref index);
            target.InsertAt(index);
            target.Keys[index] = key.ToArray();
            target.Prefixes[index] = prefix;
            target.Values![index] = value;
            Rows++;
            Bytes += key.Length + value.Length;
            return right;
        }
        int childIndex = node.ChildIndex(key, prefix);
        BPlusNode child = node.Children![childIndex].Owned(node.Owner);
        node.Children[childIndex] = child;
        if (Put(child, key, prefix, value) is not { } newChild)
        {
            return null;
        }
        int at = childIndex + 1;
        BPlusNode? sibling = SplitIfFull(node, at, out BPlusNode parent, ref at);
        parent.InsertAt(at);
        parent.Keys[at] = newChild.Keys[0];
        parent.Prefixes[at] = newChild.Prefixes[0];
        parent.Children![at] = newChild;
        return sibling;
    }

    /// <summary>Splits a full node and says into which half, and where, the entry goes. At its end it starts a new node, so that ascending rows fill nodes.</summary>
    private static BPlusNode? SplitIfFull(BPlusNode node, int index, out BPlusNode target, ref int at)
    {
        target = node;
        if (node.Count < BPlusNode.Capacity)
        {
            return null;
        }
        int split = index == node.Count ? node.Count - 1 : node.Count / 2;
        BPlusNode right = node.SplitAt(split);
        if (index > split)
        {
            target = right;
            at = index - split;
        }
        return right;
    }

    private void Delete(BPlusNode node, ReadOnlySpan<byte> key, ulong prefix)
    {
        if (node.Values is { } values)
        {
            int index = node.LowerBound(key, prefix, out _);
            Rows--;
            Bytes -= key.Length + values[index].Length;
            node.RemoveAt(index, index + 1);
            return;
        }
        int childIndex = node.ChildIndex(key, prefix);
        BPlusNode child = node.Children![childIndex].Owned(node.Owner);
        node.Children[childIndex] = child;
        Delete(child, key, prefix);
        if (child.Count == 0)
        {
            node.RemoveAt(childIndex, childIndex + 1);
        }
    }

    private void DeleteRange(BPlusNode node, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        if (node.Values is not null)
        {
            int from = node.LowerBound(first, BPlusNode.PrefixOf(first), out _);
            int to = end.IsEmpty ? node.Count : node.LowerBound(end, BPlusNode.PrefixOf(end), out _);
            Forget(node, from, to);
            node.RemoveAt(from, to);
            return;
        }
        int low = node.ChildIndex(first, BPlusNode.PrefixOf(first));
        int high = end.IsEmpty ? node.Count - 1 : node.ChildIndex(end, BPlusNode.PrefixOf(end));
        for (int i = high; i >= low; i--)
        {
            // A child between the two ends lies in the range whole.
            bool isWhole = i > low && (i < high || end.IsEmpty);
            BPlusNode child = node.Children![i];
            if (isWhole)
            {
                Forget(child, 0, child.Count);
                node.RemoveAt(i, i + 1);
                continue;
            }
            child = child.Owned(node.Owner);
            node.Children[i] = child;
            DeleteRange(child, first, end);
            if (child.Count == 0)
            {
                node.RemoveAt(i, i + 1);
            }
        }
    }

    /// <summary>Takes removed entries out of the counts.</summary>
    private void Forget(BPlusNode node, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (node.Values is { } values)
            {
                Rows--;
                Bytes -= node.Keys[i].Length + values[i].Length;
            }
            else
            {
                BPlusNode child = node.Children![i];
                Forget(child, 0, child.Count);
            }
        }
    }
}
