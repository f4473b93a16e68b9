namespace NodeProto.Db;

/// <summary>Ranges of keys whose stored rows count as gone: disjoint and sorted.</summary>
internal sealed class DeletedRanges
{
    private readonly List<(byte[] First, byte[]? End)> _ranges = [];

    public int Count => _ranges.Count;

    /// <summary>First key (inclusive) and end (exclusive; null means the table's end).</summary>
    public (byte[] First, byte[]? End) this[int index] => _ranges[index];

    /// <summary>Adds a range; an empty end means the table's end.</summary>
    public void Add(ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        byte[] newFirst = first.ToArray();
        byte[]? newEnd = end.IsEmpty ? null : end.ToArray();
        int from = FirstEndingAtOrAfter(first);
        int to = from;
        while (to < _ranges.Count && (newEnd is null || Compare(_ranges[to].First, newEnd) <= 0))
        {
            (byte[] otherFirst, byte[]? otherEnd) = _ranges[to++];
            newFirst = Compare(otherFirst, newFirst) < 0 ? otherFirst : newFirst;
            newEnd =
                newEnd is null || otherEnd is null ? null
                : Compare(otherEnd, newEnd) > 0 ? otherEnd
                : newEnd;
        }
        _ranges.RemoveRange(from, to - from);
        _ranges.Insert(from, (newFirst, newEnd));
    }

    /// <summary>Whether a range covers the key, and which.</summary>
    public bool Covers(ReadOnlySpan<byte> key, out int index)
    {
        index = 0;
        if (_ranges.Count == 0)
        {
            return false;
        }
        index = FirstEndingAtOrAfter(key);
        if (index < _ranges.Count && _ranges[index].End is { } end && key.SequenceEqual(end))
        {
            index++;
        }
        return index < _ranges.Count && _ranges[index].First.AsSpan().SequenceCompareTo(key) <= 0;
    }

    private int FirstEndingAtOrAfter(ReadOnlySpan<byte> key)
    {
        int low = 0;
        int high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_ranges[middle].End is { } end && end.AsSpan().SequenceCompareTo(key) < 0)
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

    private static int Compare(byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right);
}
