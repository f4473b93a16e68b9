namespace NodeProto.Db;

/// <summary>The rows of a <see cref="RowSorter"/> in order.</summary>
public sealed class SortedRows
{
    private readonly SortedRun[] _heap; // By key, then by the age of the run: the row that comes next is at the top.
    private readonly int[] _ages;
    private int _count;
    private bool _hasRow;

    internal SortedRows(IReadOnlyList<SortedRun> runs)
    {
        Whole = runs is [BufferRun run] ? run.Buffer : null;
        _heap = new SortedRun[runs.Count];
        _ages = new int[runs.Count];
        for (int i = 0; i < runs.Count; i++)
        {
            if (runs[i].Next())
            {
                _heap[_count] = runs[i];
                _ages[_count++] = i;
            }
        }
        for (int i = (_count / 2) - 1; i >= 0; i--)
        {
            SiftDown(i);
        }
    }

    /// <summary>All rows, sorted, where they lie in one piece of memory; null where they are merged on the way.</summary>
    internal SortBuffer? Whole { get; }

    /// <summary>Key of the current row; valid until the next move.</summary>
    public ReadOnlySpan<byte> Key => _heap[0].Key;

    /// <summary>Value of the current row; valid until the next move.</summary>
    public ReadOnlySpan<byte> Value => _heap[0].Value;

    /// <summary>Moves to the first row, then to the next; false after the last.</summary>
    public bool Next()
    {
        if (_hasRow && !_heap[0].Next())
        {
            _count--;
            (_heap[0], _ages[0]) = (_heap[_count], _ages[_count]);
        }
        if (_count == 0)
        {
            _hasRow = false;
            return false;
        }
        if (_hasRow)
        {
            SiftDown(0);
        }
        _hasRow = true;
        return true;
    }

    private void SiftDown(int at)
    {
        while (true)
        {
            int least = at;
            int child = (2 * at) + 1;
            least = child < _count && IsBefore(child, least) ? child : least;
            least = child + 1 < _count && IsBefore(child + 1, least) ? child + 1 : least;
            if (least == at)
            {
                return;
            }
            (_heap[at], _heap[least]) = (_heap[least], _heap[at]);
            (_ages[at], _ages[least]) = (_ages[least], _ages[at]);
            at = least;
        }
    }

    private bool IsBefore(int left, int right)
    {
        int order = _heap[left].Key.SequenceCompareTo(_heap[right].Key);
        return order != 0 ? order < 0 : _ages[left] < _ages[right];
    }
}
