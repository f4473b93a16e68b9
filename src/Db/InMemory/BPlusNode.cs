using System.Buffers.Binary;

namespace NodeProto.Db;

/// <summary>A node of the in-memory tree. Only the write transaction that made it may change it; to all others it is frozen.</summary>
/// <remarks>
/// The first eight bytes of each key stand beside it as a number, so that most comparisons touch one array. A leaf holds rows;
/// an inner node holds children, and <c>Keys[i]</c> is at most the lowest key below child i (the first one is not looked at).
/// </remarks>
internal sealed class BPlusNode(long owner, bool isLeaf)
{
    public const int Capacity = 64;

    public readonly long Owner = owner;
    public readonly ulong[] Prefixes = new ulong[Capacity];
    public readonly byte[][] Keys = new byte[Capacity][];

    /// <summary>Values of a leaf; null in an inner node.</summary>
    public readonly byte[][]? Values = isLeaf ? new byte[Capacity][] : null;

    /// <summary>Children of an inner node; null in a leaf.</summary>
    public readonly BPlusNode[]? Children = isLeaf ? null : new BPlusNode[Capacity];

    public int Count;

    public static ulong PrefixOf(ReadOnlySpan<byte> key)
    {
        if (key.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(key);
        }
        ulong prefix = 0;
        for (int i = 0; i < key.Length; i++)
        {
            prefix |= (ulong)key[i] << (56 - (8 * i));
        }
        return prefix;
    }

    /// <summary>Index of the first key at or above the given one, from <paramref name="low"/> on; tells whether it is equal.</summary>
    public int LowerBound(ReadOnlySpan<byte> key, ulong prefix, out bool isEqual, int low = 0)
    {
        isEqual = false;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            ulong other = Prefixes[middle];
            int order = other.CompareTo(prefix);
            if (order == 0)
            {
                order = Keys[middle].AsSpan().SequenceCompareTo(key);
                if (order == 0)
                {
                    isEqual = true;
                    return middle;
                }
            }
            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    /// <summary>Index of the child below which the key belongs.</summary>
    public int ChildIndex(ReadOnlySpan<byte> key, ulong prefix)
    {
        int index = LowerBound(key, prefix, out bool isEqual, low: 1);
        return isEqual ? index : index - 1;
    }

    /// <summary>This node, if the transaction may change it, else a copy that it may change.</summary>
    public BPlusNode Owned(long owner)
    {
        if (Owner == owner)
        {
            return this;
        }
        BPlusNode copy = new(owner, Values is not null) { Count = Count };
        MoveTo(copy, 0, 0, Count);
        return copy;
    }

    /// <summary>Makes room for one entry.</summary>
    public void InsertAt(int index)
    {
        MoveTo(this, index, index + 1, Count - index);
        Count++;
    }

    /// <summary>Takes out entries from first (inclusive) to end (exclusive).</summary>
    public void RemoveAt(int first, int end)
    {
        MoveTo(this, end, first, Count - end);
        int count = Count - (end - first);
        Array.Clear(Keys, count, end - first);
        Array.Clear((Array?)Values ?? Children!, count, end - first);
        Count = count;
    }

    /// <summary>Moves the entries from the index on into a new node to the right.</summary>
    public BPlusNode SplitAt(int index)
    {
        BPlusNode right = new(Owner, Values is not null) { Count = Count - index };
        MoveTo(right, index, 0, Count - index);
        Array.Clear(Keys, index, Count - index);
        Array.Clear((Array?)Values ?? Children!, index, Count - index);
        Count = index;
        return right;
    }

    private void MoveTo(BPlusNode target, int from, int to, int count)
    {
        Array.Copy(Prefixes, from, target.Prefixes, to, count);
        Array.Copy(Keys, from, target.Keys, to, count);
        if (Values is not null)
        {
            Array.Copy(Values, from, target.Values!, to, count);
        }
        else
        {
            Array.Copy(Children!, from, target.Children!, to, count);
        }
    }
}
