using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Values that keys had before the blocks that changed them. With the rows it gives the value after any block b of its range: the
/// value before the first change later than b, else the row.
/// </summary>
/// <typeparam name="TValue">The value before.</typeparam>
internal sealed class ChangeLog<TValue>
{
    private readonly List<Entry> _entries = [];
    private bool _isSorted = true;

    /// <summary>Adds a change.</summary>
    public void Add(in Hash256 key, BlockNumber block, TValue before)
    {
        _entries.Add(new Entry(key, block, before));
        _isSorted = false;
    }

    /// <summary>The changes, by key and then by block.</summary>
    public ReadOnlySpan<Entry> Sorted()
    {
        Span<Entry> entries = CollectionsMarshal.AsSpan(_entries);
        if (!_isSorted)
        {
            entries.Sort(
                static (left, right) => left.Key.CompareTo(right.Key) is not 0 and var order ? order : left.Block.CompareTo(right.Block)
            );
            _isSorted = true;
        }
        return entries;
    }

    /// <summary>Position of the first change of a key that is the given one or a later one.</summary>
    public int LowerBound(in Hash256 key)
    {
        ReadOnlySpan<Entry> entries = Sorted();
        int first = 0;
        int end = entries.Length;
        while (first < end)
        {
            int middle = (first + end) >>> 1;
            if (entries[middle].Key < key)
            {
                first = middle + 1;
            }
            else
            {
                end = middle;
            }
        }
        return first;
    }

    /// <summary>A change.</summary>
    public readonly record struct Entry(Hash256 Key, BlockNumber Block, TValue Before);
}
