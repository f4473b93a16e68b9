using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Values that keys had before the blocks that changed them. With the rows it gives the value after any block b of its range: the
/// value before the first change later than b, else the row.
/// </summary>
/// <remarks>
/// Changes come by block and then by key. Those of one block are in the order of reading already, so a block that wiped a million
/// slots costs their entries and nothing more; only changes of several blocks get an index.
/// </remarks>
/// <typeparam name="TValue">The value before.</typeparam>
internal sealed class ChangeLog<TValue>
{
    private readonly List<Entry> _entries = [];
    private int[]? _order;
    private bool _isAscending = true;

    /// <summary>How many changes.</summary>
    public int Count => _entries.Count;

    /// <summary>A change, counted by key and then by block.</summary>
    public ref readonly Entry this[int index] => ref CollectionsMarshal.AsSpan(_entries)[_isAscending ? index : Order()[index]];

    /// <summary>Adds a change.</summary>
    public void Add(in Hash256 key, BlockNumber block, TValue before)
    {
        _isAscending = _isAscending && (_entries.Count == 0 || _entries[^1].Key < key);
        _entries.Add(new Entry(key, block, before));
        _order = null;
    }

    /// <summary>The changes as they came, from one on.</summary>
    /// <param name="first">Count of the changes that came before.</param>
    /// <param name="count">How many.</param>
    public ReadOnlySpan<Entry> AsTheyCame(int first, int count) => CollectionsMarshal.AsSpan(_entries).Slice(first, count);

    /// <summary>Position of the first change of a key that is the given one or a later one.</summary>
    public int LowerBound(in Hash256 key)
    {
        int first = 0;
        int end = Count;
        while (first < end)
        {
            int middle = (first + end) >>> 1;
            if (this[middle].Key < key)
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

    private int[] Order()
    {
        if (_order is null)
        {
            _order = new int[_entries.Count];
            for (int i = 0; i < _order.Length; i++)
            {
                _order[i] = i;
            }
            // Of one key the changes came block by block, so their places decide.
            _order
                .AsSpan()
                .Sort(
                    (left, right) =>
                        _entries[left].Key.CompareTo(_entries[right].Key) is not 0 and var order ? order : left.CompareTo(right)
                );
        }
        return _order;
    }

    /// <summary>A change.</summary>
    public readonly record struct Entry(Hash256 Key, BlockNumber Block, TValue Before);
}
