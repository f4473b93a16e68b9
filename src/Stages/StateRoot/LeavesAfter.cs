using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>The leaves of a trie as they were after a block: rows, and over them the values before later changes.</summary>
/// <typeparam name="TValue">Value of a row.</typeparam>
internal abstract class LeavesAfter<TValue> : ITrieLeaves
    where TValue : struct
{
    private readonly ChangeLog<TValue?>? _log;
    private readonly BlockNumber _block;
    private readonly byte[] _leaf;
    private readonly CancellationToken _stop;
    private readonly Action? _moved;
    private int _next; // Of the log: the first entry of the next key.
    private bool _hasRow;
    private bool _isRowTaken; // The leaf is the row's, which is left only when the next one is asked for.
    private Hash256 _rowKey;
    private Hash256 _key;
    private TValue _before; // The leaf's, when it is not the row's.
    private int _length; // Of the leaf; 0 until somebody asks for it.
    private int _moves;

    // The last seek: no leaf lies from its key to the one that it found, or to the end.
    private Hash256 _gapStart;
    private Hash256 _gapEnd;
    private bool _hasGap;
    private bool _isGapToEnd;

    /// <summary>Leaves after a block.</summary>
    /// <param name="log">Changes later than the block; null when there is none. Earlier ones in it do no harm.</param>
    /// <param name="block">The block.</param>
    /// <param name="leafBytesMax">Longest leaf.</param>
    /// <param name="moved">Called every some thousand moves.</param>
    /// <param name="stop">Ends a long sweep with an exception.</param>
    protected LeavesAfter(ChangeLog<TValue?>? log, BlockNumber block, int leafBytesMax, Action? moved, CancellationToken stop)
    {
        _log = log;
        _block = block;
        _leaf = new byte[leafBytesMax];
        _stop = stop;
        _moved = moved;
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Key => _key.Bytes;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Value
    {
        get
        {
            if (_length == 0)
            {
                _length = Encode(_key, _isRowTaken ? RowValue : _before, _leaf);
            }
            return _leaf.AsSpan(0, _length);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Where a million slots went, a million changed keys are looked for and not one of them is found: without a memory of the gap
    /// each search would go through all of the log behind it.
    /// </remarks>
    public bool Seek(ReadOnlySpan<byte> key)
    {
        Move();
        Hash256 first = key.IsEmpty ? Hash256.Zero : new Hash256(key);
        bool isInGap = _hasGap && first >= _gapStart && (_isGapToEnd || first <= _gapEnd);
        if (isInGap && _isGapToEnd)
        {
            return false;
        }
        Hash256 from = isInGap ? _gapEnd : first;
        _next = _log?.LowerBound(from) ?? 0;
        _hasRow = TrySeekRow(from, out _rowKey);
        bool found = Settle();
        if (!isInGap)
        {
            (_hasGap, _gapStart, _gapEnd, _isGapToEnd) = (true, first, _key, !found);
        }
        return found;
    }

    /// <inheritdoc/>
    public bool Next()
    {
        Move();
        if (_isRowTaken)
        {
            _hasRow = TryNextRow(out _rowKey);
        }
        return Settle();
    }

    /// <summary>Moves to the first row at or after a key.</summary>
    protected abstract bool TrySeekRow(in Hash256 key, out Hash256 rowKey);

    /// <summary>Moves to the next row.</summary>
    protected abstract bool TryNextRow(out Hash256 rowKey);

    /// <summary>The value of the row.</summary>
    protected abstract TValue RowValue { get; }

    /// <summary>Writes a leaf; returns its length.</summary>
    protected abstract int Encode(in Hash256 key, in TValue value, Span<byte> leaf);

    private void Move()
    {
        if ((++_moves & 0xFFF) == 0)
        {
            _stop.ThrowIfCancellationRequested();
            _moved?.Invoke();
        }
    }

    /// <summary>Finds the next leaf among row and log, and moves past it in the log.</summary>
    private bool Settle()
    {
        int count = _log?.Count ?? 0;
        _isRowTaken = false;
        _length = 0;
        while (true)
        {
            bool hasLog = _next < count;
            if (!hasLog && !_hasRow)
            {
                return false;
            }
            int order =
                !hasLog ? 1
                : !_hasRow ? -1
                : _log![_next].Key.CompareTo(_rowKey);
            bool isFound = false;
            TValue? before = null;
            _key = order <= 0 ? _log![_next].Key : _rowKey;
            if (order <= 0)
            {
                for (; _next < count && _log![_next].Key == _key; _next++)
                {
                    ref readonly ChangeLog<TValue?>.Entry change = ref _log[_next];
                    if (!isFound && change.Block > _block)
                    {
                        before = change.Before;
                        isFound = true;
                    }
                }
            }
            if (!isFound && order >= 0)
            {
                return _isRowTaken = true;
            }
            if (order == 0)
            {
                _hasRow = TryNextRow(out _rowKey);
            }
            if (before is { } present)
            {
                _before = present;
                return true;
            }
        }
    }
}
