namespace NodeProto.Db;

/// <summary>Stored rows merged with what the transaction wrote on top of them.</summary>
/// <remarks>
/// While it goes forward, the iterator stands on the first stored row at or above the current key, and the gap lies to the left
/// of the first written row at or above it; while it goes backward, on the last one at or below, and to the right of it.
/// </remarks>
internal sealed unsafe class RocksCursor : ICursor
{
    private readonly RocksDbIterator _stored;
    private readonly TableOverlay? _overlay;
    private SlotOrder? _order;
    private SlotOrder.Gap _gap;
    private int _gapVersion = -1;
    private bool _isForward;
    private bool _hasRow;
    private OverlayEntry* _entry; // Null when the current row is the iterator's.

    public RocksCursor(RocksDbIterator stored, TableOverlay? overlay)
    {
        _stored = stored;
        _overlay = overlay;
    }

    public ReadOnlySpan<byte> Key =>
        !_hasRow ? throw NoPosition()
        : _entry is null ? _stored.Key
        : OverlayEntry.Key(_entry);

    public ReadOnlySpan<byte> Value =>
        !_hasRow ? throw NoPosition()
        : _entry is null ? _stored.Value
        : OverlayEntry.Value(_entry);

    public bool Seek(ReadOnlySpan<byte> key)
    {
        _stored.Seek(key);
        _isForward = true;
        PlaceGap(key);
        return SettleForward();
    }

    public bool SeekExact(ReadOnlySpan<byte> key) => (Seek(key) && Key.SequenceEqual(key)) || Lose();

    public bool SeekForPrevious(ReadOnlySpan<byte> key)
    {
        _stored.SeekForPrevious(key);
        _isForward = false;
        PlaceGap(key);
        SkipRight(key);
        return SettleBackward();
    }

    public bool First()
    {
        _stored.First();
        _isForward = true;
        PlaceGap(default);
        return SettleForward();
    }

    public bool Last()
    {
        _stored.Last();
        _isForward = false;
        if (IsOverlaid)
        {
            _order = _overlay!.Order();
            _gap = _order.AtEnd();
            _gapVersion = _order.Version;
        }
        return SettleBackward();
    }

    public bool Next()
    {
        if (!_hasRow)
        {
            return false;
        }
        if (!_isForward)
        {
            TurnTo(forward: true);
        }
        if (IsOverlaid)
        {
            RefreshGap(Key);
            SkipRight(Key);
        }
        if (_entry is null || (_stored.IsValid && _stored.Key.SequenceEqual(OverlayEntry.Key(_entry))))
        {
            _stored.Next();
        }
        return SettleForward();
    }

    public bool Previous()
    {
        if (!_hasRow)
        {
            return false;
        }
        if (_isForward)
        {
            TurnTo(forward: false);
        }
        if (IsOverlaid)
        {
            PlaceGap(Key); // To the left of the current key, wherever that is by now.
        }
        if (_entry is null || (_stored.IsValid && _stored.Key.SequenceEqual(OverlayEntry.Key(_entry))))
        {
            _stored.Previous();
        }
        return SettleBackward();
    }

    public void Dispose()
    {
        Lose();
        _stored.Dispose();
    }

    private bool IsOverlaid => _overlay is { IsEmpty: false };

    /// <summary>Brings the iterator to the other side of the current key.</summary>
    private void TurnTo(bool forward)
    {
        _isForward = forward;
        if (_entry is null)
        {
            return; // It stands on the key itself.
        }
        ReadOnlySpan<byte> key = OverlayEntry.Key(_entry);
        _gapVersion = -1;
        if (forward)
        {
            _stored.Seek(key);
        }
        else
        {
            _stored.SeekForPrevious(key);
        }
    }

    private void PlaceGap(ReadOnlySpan<byte> key)
    {
        if (IsOverlaid)
        {
            _order = _overlay!.Order();
            _gap = _order.Before(key);
            _gapVersion = _order.Version;
        }
    }

    private void RefreshGap(ReadOnlySpan<byte> key)
    {
        _order = _overlay!.Order();
        if (_gapVersion != _order.Version)
        {
            _gap = _order.Before(key);
            _gapVersion = _order.Version;
        }
    }

    /// <summary>Moves the gap over the written row with this key, if there is one.</summary>
    private void SkipRight(ReadOnlySpan<byte> key)
    {
        if (!IsOverlaid)
        {
            return;
        }
        OverlayEntry* right = _order!.Right(_gap);
        if (right is not null && OverlayEntry.Key(right).SequenceEqual(key))
        {
            _order.StepRight(ref _gap);
        }
    }

    private bool SettleForward()
    {
        if (!IsOverlaid)
        {
            return StandOnStored();
        }
        while (true)
        {
            OverlayEntry* written = _order!.Right(_gap);
            int order = Compare(written, whenMissing: -1);
            if (order < 0 && !_stored.IsValid)
            {
                return Lose();
            }
            if (order < 0)
            {
                if (!_overlay!.Ranges.Covers(_stored.Key, out int range))
                {
                    return StandOnStored();
                }
                if (_overlay.Ranges[range].End is { } end)
                {
                    _stored.Seek(end);
                }
                else
                {
                    _stored.End();
                }
                continue;
            }
            if (written->ValueLength >= 0)
            {
                return StandOn(written);
            }
            if (order == 0)
            {
                _stored.Next();
            }
            _order.StepRight(ref _gap);
        }
    }

    private bool SettleBackward()
    {
        if (!IsOverlaid)
        {
            return StandOnStored();
        }
        while (true)
        {
            OverlayEntry* written = _order!.Left(_gap);
            int order = Compare(written, whenMissing: 1);
            if (order > 0 && !_stored.IsValid)
            {
                return Lose();
            }
            if (order > 0)
            {
                if (!_overlay!.Ranges.Covers(_stored.Key, out int range))
                {
                    return StandOnStored();
                }
                byte[] first = _overlay.Ranges[range].First;
                _stored.SeekForPrevious(first);
                if (_stored.IsValid && _stored.Key.SequenceEqual(first))
                {
                    _stored.Previous();
                }
                continue;
            }
            if (written->ValueLength >= 0)
            {
                return StandOn(written);
            }
            if (order == 0)
            {
                _stored.Previous();
            }
            _order.StepLeft(ref _gap);
        }
    }

    /// <summary>Compares the stored row with the written one; what is missing comes last in the direction of the walk.</summary>
    /// <param name="written">Null when there is no written row.</param>
    /// <param name="whenMissing">Result that means that the stored row, or none at all, is next.</param>
    private int Compare(OverlayEntry* written, int whenMissing) =>
        written is null ? whenMissing
        : !_stored.IsValid ? -whenMissing
        : _stored.Key.SequenceCompareTo(OverlayEntry.Key(written));

    private bool StandOnStored()
    {
        _entry = null;
        return _hasRow = _stored.IsValid;
    }

    private bool StandOn(OverlayEntry* entry)
    {
        _entry = entry;
        return _hasRow = true;
    }

    private bool Lose()
    {
        _entry = null;
        return _hasRow = false;
    }

    private static InvalidOperationException NoPosition() => new("The cursor stands on no row.");
}
