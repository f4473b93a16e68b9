using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Walks over a table of the state as it was after a block, in order: the rows, and over them the values before later changes.</summary>
/// <param name="rows">The rows; disposed with this.</param>
/// <param name="windows">What stands over them; null when the rows are the state.</param>
/// <param name="order">Order of the keys.</param>
internal sealed class Sweep<TKey, TValue>(Cursor<TKey, TValue> rows, ChangeWindows<TKey, TValue>? windows, IComparer<TKey> order)
    : IDisposable
    where TKey : struct, IKey<TKey>
    where TValue : struct
{
    private ChangeWindow<TKey, TValue>? _window;
    private int _nextChange;
    private bool _hasRow;
    private TKey _rowKey;
    private bool _isChange;
    private TValue _before;

    /// <summary>The key that it stands on.</summary>
    public TKey Key { get; private set; }

    /// <summary>The value of that key.</summary>
    public TValue Value => _isChange ? _before : rows.Value;

    /// <summary>Moves to the first key at or after one; false when there is none.</summary>
    public bool Seek(TKey key)
    {
        _hasRow = rows.Seek(key);
        _rowKey = _hasRow ? rows.Key : default;
        if (windows is not null)
        {
            _window = windows.At(key);
            _nextChange = LowerBound(_window.Changes, key);
        }
        return Settle();
    }

    /// <summary>Moves to the next key; false at the end.</summary>
    public bool Next()
    {
        if (!_isChange)
        {
            MoveRow();
        }
        return Settle();
    }

    /// <inheritdoc/>
    public void Dispose() => rows.Dispose();

    private void MoveRow()
    {
        _hasRow = rows.Next();
        if (_hasRow)
        {
            _rowKey = rows.Key;
        }
    }

    private bool Settle()
    {
        while (_window is { } window)
        {
            if (_nextChange == window.Changes.Length)
            {
                if (window.End is { } end && (!_hasRow || order.Compare(_rowKey, end) >= 0))
                {
                    _window = windows!.At(end);
                    _nextChange = LowerBound(_window.Changes, end);
                    continue;
                }
                break;
            }
            int isBehind = _hasRow ? order.Compare(window.Changes[_nextChange].Key, _rowKey) : -1;
            if (isBehind > 0)
            {
                break;
            }
            (Key, TValue? before) = window.Changes[_nextChange++];
            if (isBehind == 0)
            {
                MoveRow();
            }
            if (before is { } present)
            {
                _before = present;
                return _isChange = true;
            }
        }
        _isChange = false;
        Key = _rowKey;
        return _hasRow;
    }

    private int LowerBound((TKey Key, TValue? Before)[] changes, TKey key)
    {
        int first = 0;
        int end = changes.Length;
        while (first < end)
        {
            int middle = (first + end) >>> 1;
            if (order.Compare(changes[middle].Key, key) < 0)
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
}
