using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Walks an account's slots as they were after a block: rows of today, and over them what slots were before later changes.</summary>
/// <remarks>
/// A slot that is in several is that of its first change: the history knows it, else the blocks that are not indexed, else the row. What
/// those blocks changed of the account lies in memory, some 150 bytes a slot: nothing once the stage storage-history has run.
/// </remarks>
internal sealed class HistoricalSlots(IReadTransaction tx, HistoryRange range, ChangeSetLookup changes) : IDisposable
{
    private readonly Cursor<StorageKey, UInt256> _rows = tx.OpenCursor(Tables.Storage);
    private readonly Cursor<StorageHistoryKey, HistoryShard> _history = tx.OpenCursor(Tables.StorageHistory);
    private readonly SortedDictionary<Hash256, UInt256> _late = [];
    private Hash256[] _lateSlots = [];
    private Hash256 _owner;
    private bool _hasOwner;
    private Hash256 _expected; // What a walk asks for next; with it the cursors need no search.
    private bool _isWalking;
    private Hash256? _row;
    private Hash256? _changed;
    private BlockNumber _changedIn;
    private int _nextLate;

    /// <summary>Finds the first slot at or after one that was not zero.</summary>
    public bool TryGetNext(in Hash256 addressHash, ref Hash256 slotHash, out UInt256 value)
    {
        if (!_isWalking || addressHash != _owner || slotHash != _expected)
        {
            Start(addressHash, slotHash);
        }
        while (true)
        {
            Hash256? late = _nextLate < _lateSlots.Length ? _lateSlots[_nextLate] : null;
            if (Least(_row, Least(_changed, late)) is not { } slot)
            {
                _isWalking = false;
                value = UInt256.Zero;
                return false;
            }
            value =
                slot == _changed ? Before(slot)
                : slot == late ? _late[slot]
                : _rows.Value;
            MovePast(slot, late);
            if (!value.IsZero)
            {
                slotHash = slot;
                _expected = slot;
                _isWalking = HashOrder.TryIncrement(ref _expected);
                return true;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows.Dispose();
        _history.Dispose();
    }

    private static Hash256? Least(Hash256? left, Hash256? right) =>
        left is not { } a ? right
        : right is not { } b ? left
        : a < b ? a
        : b;

    private void Start(in Hash256 addressHash, in Hash256 slotHash)
    {
        if (!_hasOwner || addressHash != _owner)
        {
            _owner = addressHash;
            _hasOwner = true;
            ReadLate();
        }
        StorageKey first = new(addressHash, slotHash);
        TakeRow(_rows.Seek(first));
        _changed = null;
        if (range.HasIndexed)
        {
            TakeChange(_history.Seek(new StorageHistoryKey(first, 0)));
        }
        int found = Array.BinarySearch(_lateSlots, slotHash);
        _nextLate = found < 0 ? ~found : found;
    }

    private void MovePast(in Hash256 slot, Hash256? late)
    {
        if (slot == _row)
        {
            TakeRow(_rows.Next());
        }
        if (slot == _changed)
        {
            bool more = _history.Next();
            while (more && _history.Key.Slot is var key && key.SlotHash == slot && key.AddressHash == _owner)
            {
                more = _history.Next(); // Later shards of the same slot.
            }
            TakeChange(more);
        }
        if (slot == late)
        {
            _nextLate++;
        }
    }

    private void TakeRow(bool found) => _row = found && _rows.Key is var key && key.AddressHash == _owner ? key.SlotHash : null;

    /// <summary>Finds the first slot, from where the cursor stands, that an indexed block changed after the wanted one.</summary>
    private void TakeChange(bool found)
    {
        _changed = null;
        ulong firstShard = HistoryShard.NumberOf(range.First);
        for (; found && _history.Key is var key && key.Slot.AddressHash == _owner; found = _history.Next())
        {
            if (
                key.Shard >= firstShard
                && _history.Value.TryFindFirst(key.Shard == firstShard ? HistoryShard.OffsetOf(range.First) : 0, out ushort offset)
            )
            {
                _changed = key.Slot.SlotHash;
                _changedIn = HistoryShard.BlockAt(key.Shard, offset);
                return;
            }
        }
    }

    private UInt256 Before(in Hash256 slot) =>
        changes.TryFind(_changedIn, new StorageKey(_owner, slot), out UInt256 before)
            ? before
            : throw HistoricalState.Contradiction(
                nameof(Tables.StorageChanges),
                nameof(Tables.StorageHistory),
                _changedIn,
                $"{_owner} {slot}"
            );

    /// <summary>Collects what blocks that are not indexed changed of the account, each slot as it was before the first of them.</summary>
    private void ReadLate()
    {
        _late.Clear();
        using Cursor<StorageChangesKey, StorageChangeSet> cursor = tx.OpenCursor(Tables.StorageChanges);
        for (BlockNumber block = range.FirstNotIndexed; block <= range.Last; block += 1)
        {
            // The chunk in which the account's first slot would be: it may begin with another account.
            bool more = cursor.SeekForPrevious(new StorageChangesKey(block, new StorageKey(_owner, Hash256.Zero)));
            more = more && cursor.Key.Number == block || cursor.Seek(new StorageChangesKey(block, new StorageKey(_owner, Hash256.Zero)));
            for (; more && cursor.Key.Number == block && cursor.Key.First.AddressHash <= _owner; more = cursor.Next())
            {
                foreach (StorageChange change in cursor.Value)
                {
                    if (change.Key.AddressHash == _owner)
                    {
                        _late.TryAdd(change.Key.SlotHash, change.Before);
                    }
                }
            }
        }
        _lateSlots = [.. _late.Keys];
    }
}
