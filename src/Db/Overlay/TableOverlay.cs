using System.Runtime.CompilerServices;

namespace NodeProto.Db;

/// <summary>What a write transaction did to one table: the rows it put and deleted, and the ranges it deleted.</summary>
/// <remarks>
/// Writes go to a log. The first read builds a hash index over it, in which a later write of a key takes the place of the
/// earlier one; the first cursor also sorts it. A table that is only written pays for neither. Several threads may read while nobody
/// writes.
/// </remarks>
internal sealed unsafe class TableOverlay : IDisposable
{
    private readonly Arena _arena = new();
    private readonly Lock _ordering = new(); // Index and order are built by the first reader, and several may be the first.
    private nint[] _slots = new nint[64];
    private int[]? _buckets; // Slot + 1; 0 is empty. A power of two, at most half full.
    private SlotOrder? _order;

    /// <summary>Ranges whose stored rows are gone; rows in the log stand above them.</summary>
    public DeletedRanges Ranges { get; } = new();

    /// <summary>Rows in the log; each key once after the first read.</summary>
    public int Count { get; private set; }

    /// <summary>Whether each key so far was above the one before.</summary>
    public bool IsAscending { get; private set; } = true;

    /// <summary>Whether nothing has been written.</summary>
    public bool IsEmpty => Count == 0 && Ranges.Count == 0;

    /// <summary>Memory of rows and index.</summary>
    public long HeldBytes => _arena.Bytes + (sizeof(long) * _slots.LongLength) + (sizeof(int) * (_buckets?.LongLength ?? 0));

    public OverlayEntry* this[int slot] => (OverlayEntry*)_slots[slot];

    public void Put(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        OverlayEntry* entry = Write(key, value.Length);
        entry->ValueLength = value.Length;
        value.CopyTo(new Span<byte>(OverlayEntry.ValuePointer(entry), value.Length));
    }

    public void Delete(ReadOnlySpan<byte> key)
    {
        if (_buckets is not null && Find(key) is >= 0 and int slot)
        {
            if (this[slot]->ValueLength != OverlayEntry.Erased)
            {
                // A row put again inside a deleted range is marked deleted: the delete is superfluous there, and harmless.
                this[slot]->ValueLength = OverlayEntry.Deleted;
            }
            return;
        }
        Write(key, 0)->ValueLength = OverlayEntry.Deleted;
    }

    /// <summary>Marks a range of stored rows as gone, and the written rows in it too.</summary>
    public void DeleteRange(ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        EraseWritten(first, end, OverlayEntry.Erased);
        Ranges.Add(first, end);
    }

    /// <summary>Marks the written rows of a range.</summary>
    public void EraseWritten(ReadOnlySpan<byte> first, ReadOnlySpan<byte> end, int mark)
    {
        if (Count == 0)
        {
            return;
        }
        SlotOrder order = Order();
        SlotOrder.Gap gap = order.Before(first);
        for (OverlayEntry* entry = order.Right(gap); entry is not null; entry = order.Right(gap))
        {
            if (!end.IsEmpty && OverlayEntry.Key(entry).SequenceCompareTo(end) >= 0)
            {
                return;
            }
            entry->ValueLength = mark;
            order.StepRight(ref gap);
        }
    }

    /// <summary>Finds the written row of a key; null when there is none.</summary>
    public OverlayEntry* FindEntry(ReadOnlySpan<byte> key)
    {
        if (Count == 0)
        {
            return null;
        }
        EnsureIndexed();
        int slot = Find(key);
        return slot < 0 ? null : this[slot];
    }

    /// <summary>The written rows in order.</summary>
    public SlotOrder Order()
    {
        EnsureIndexed();
        if (Volatile.Read(ref _order) is not { IsCaughtUp: true })
        {
            lock (_ordering)
            {
                SlotOrder order = _order ?? new SlotOrder(this);
                order.CatchUp();
                Volatile.Write(ref _order, order);
            }
        }
        return _order!;
    }

    /// <summary>The log's slots by key, and by time where a key was written more than once.</summary>
    public int[] SortedSlots() => SlotSort.Sort(this, 0, Count);

    public void Dispose() => _arena.Dispose();

    private OverlayEntry* Write(ReadOnlySpan<byte> key, int valueLength)
    {
        if (_buckets is not null)
        {
            return WriteIndexed(key, valueLength);
        }
        OverlayEntry* entry = NewEntry(key, valueLength);
        if (Count > 0 && IsAscending && OverlayEntry.Compare(this[Count - 1], entry) >= 0)
        {
            IsAscending = false;
        }
        Add(entry);
        return entry;
    }

    private OverlayEntry* WriteIndexed(ReadOnlySpan<byte> key, int valueLength)
    {
        int[] buckets = _buckets!;
        int mask = buckets.Length - 1;
        ulong prefix = BPlusNode.PrefixOf(key);
        int bucket = HashOf(prefix, key) & mask;
        for (; buckets[bucket] != 0; bucket = (bucket + 1) & mask)
        {
            int slot = buckets[bucket] - 1;
            OverlayEntry* found = this[slot];
            if (IsKey(found, prefix, key))
            {
                if (found->ValueRoom < valueLength)
                {
                    found = NewEntry(key, valueLength);
                    _slots[slot] = (nint)found;
                }
                return found;
            }
        }
        OverlayEntry* entry = NewEntry(key, valueLength);
        if (Count > 0 && IsAscending && OverlayEntry.Compare(this[Count - 1], entry) >= 0)
        {
            IsAscending = false;
        }
        Add(entry);
        buckets[bucket] = Count;
        if (Count * 2 > buckets.Length)
        {
            BuildIndex();
        }
        return entry;
    }

    private OverlayEntry* NewEntry(ReadOnlySpan<byte> key, int valueLength)
    {
        OverlayEntry* entry = (OverlayEntry*)_arena.Take((nuint)(sizeof(OverlayEntry) + key.Length + (long)valueLength));
        entry->Prefix = BPlusNode.PrefixOf(key);
        entry->KeyLength = key.Length;
        entry->ValueRoom = valueLength;
        key.CopyTo(new Span<byte>(OverlayEntry.KeyPointer(entry), key.Length));
        return entry;
    }

    private void Add(OverlayEntry* entry)
    {
        if (Count == _slots.Length)
        {
            Array.Resize(ref _slots, Count * 2);
        }
        _slots[Count++] = (nint)entry;
    }

    private void EnsureIndexed()
    {
        if (Volatile.Read(ref _buckets) is null)
        {
            lock (_ordering)
            {
                if (_buckets is null)
                {
                    BuildIndex();
                }
            }
        }
    }

    /// <summary>Builds or grows the index; of rows with the same key the last one stays, in the place of the first.</summary>
    private void BuildIndex()
    {
        int size = 128;
        while (size < Count * 4L)
        {
            size = checked(size * 2);
        }
        int[] buckets = new int[size];
        int mask = size - 1;
        int unique = 0;
        for (int i = 0; i < Count; i++)
        {
            OverlayEntry* entry = this[i];
            ReadOnlySpan<byte> key = OverlayEntry.Key(entry);
            int bucket = HashOf(entry->Prefix, key) & mask;
            while (buckets[bucket] != 0 && !IsKey(this[buckets[bucket] - 1], entry->Prefix, key))
            {
                bucket = (bucket + 1) & mask;
            }
            if (buckets[bucket] == 0)
            {
                _slots[unique++] = (nint)entry;
                buckets[bucket] = unique;
            }
            else
            {
                _slots[buckets[bucket] - 1] = (nint)entry;
            }
        }
        Count = unique;
        Volatile.Write(ref _buckets, buckets);
    }

    private int Find(ReadOnlySpan<byte> key)
    {
        int[] buckets = _buckets!;
        int mask = buckets.Length - 1;
        ulong prefix = BPlusNode.PrefixOf(key);
        for (int bucket = HashOf(prefix, key) & mask; buckets[bucket] != 0; bucket = (bucket + 1) & mask)
        {
            if (IsKey(this[buckets[bucket] - 1], prefix, key))
            {
                return buckets[bucket] - 1;
            }
        }
        return -1;
    }

    private static bool IsKey(OverlayEntry* entry, ulong prefix, ReadOnlySpan<byte> key) =>
        entry->Prefix == prefix && OverlayEntry.Key(entry).SequenceEqual(key);

    /// <summary>Mixes all words of the key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int HashOf(ulong prefix, ReadOnlySpan<byte> key)
    {
        ulong hash = (prefix ^ (ulong)key.Length) * 0x9E3779B97F4A7C15; // 2^64 / golden ratio: spreads the high bits.
        ReadOnlySpan<byte> rest = key;
        while (rest.Length > sizeof(ulong))
        {
            rest = rest[sizeof(ulong)..];
            hash = (ulong.RotateLeft(hash, 29) ^ BPlusNode.PrefixOf(rest)) * 0x9E3779B97F4A7C15;
        }
        return (int)((hash ^ (hash >> 32)) & 0x7FFFFFFF);
    }
}
