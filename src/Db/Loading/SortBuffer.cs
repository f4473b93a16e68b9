using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NodeProto.Db;

/// <summary>
/// Rows in one piece of memory that does not grow: their bytes from its beginning up, and an entry for each from its end down.
/// Not thread-safe.
/// </summary>
internal sealed unsafe class SortBuffer : IDisposable
{
    private const int ParallelMin = 1 << 14;
    private const int Samples = 31;

    private readonly long _capacity;
    private byte* _memory;
    private long _used; // Bytes of rows.

    /// <summary>Takes the memory; pages that are never written cost nothing.</summary>
    public SortBuffer(long capacityBytes)
    {
        _capacity = Math.Min(capacityBytes, uint.MaxValue) & ~15L;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)_capacity, 16);
    }

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all keys and values.</summary>
    public long RowBytes => _used - (Count * (long)sizeof(int));

    private Entry* Entries => (Entry*)(_memory + _capacity) - Count;

    /// <summary>Takes a row; false when there is no room for it.</summary>
    public bool TryAdd(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        long need = key.Length + (long)value.Length + sizeof(int);
        if (_used + need + ((Count + 1L) * sizeof(Entry)) > _capacity)
        {
            return false;
        }
        Count++;
        Entry* entry = Entries;
        entry->Prefix = BPlusNode.PrefixOf(key);
        entry->Offset = (uint)_used;
        entry->KeyLength = key.Length;
        byte* row = _memory + _used;
        BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(row, sizeof(int)), value.Length);
        key.CopyTo(new Span<byte>(row + sizeof(int), key.Length));
        value.CopyTo(new Span<byte>(row + sizeof(int) + key.Length, value.Length));
        _used += need;
        return true;
    }

    /// <summary>Sorts by key, and rows of one key by the time they came; on all cores.</summary>
    public void Sort() => Sort(0, Count, BitOperations.Log2((uint)Environment.ProcessorCount));

    private void Sort(int first, int end, int halvings)
    {
        if (halvings == 0 || end - first < ParallelMin)
        {
            new Span<Entry>(Entries + first, end - first).Sort(new ByKey(this));
            return;
        }
        int middle = Divide(first, end);
        Parallel.Invoke(() => Sort(first, middle, halvings - 1), () => Sort(middle, end, halvings - 1));
    }

    /// <summary>Brings the rows below a row from about the middle to the front; returns where the others begin.</summary>
    private int Divide(int first, int end)
    {
        Entry* entries = Entries;
        ByKey byKey = new(this);
        Span<Entry> samples = stackalloc Entry[Samples];
        for (int i = 0; i < Samples; i++)
        {
            samples[i] = entries[first + (int)((end - first) * (long)i / Samples)];
        }
        samples.Sort(byKey);
        Entry pivot = samples[Samples / 2];
        int low = first;
        int high = end - 1;
        while (low <= high) // No two rows are equal: those of one key differ in their offset.
        {
            if (byKey.Compare(entries[low], pivot) < 0)
            {
                low++;
            }
            else if (byKey.Compare(entries[high], pivot) >= 0)
            {
                high--;
            }
            else
            {
                (entries[low], entries[high]) = (entries[high], entries[low]);
            }
        }
        return low;
    }

    /// <summary>Key of a row, counted in the order of the last sort.</summary>
    public ReadOnlySpan<byte> Key(int index)
    {
        Entry* entry = Entries + index;
        return new ReadOnlySpan<byte>(_memory + entry->Offset + sizeof(int), entry->KeyLength);
    }

    /// <summary>Value of a row, counted in the order of the last sort.</summary>
    public ReadOnlySpan<byte> Value(int index)
    {
        Entry* entry = Entries + index;
        byte* row = _memory + entry->Offset;
        int length = BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(row, sizeof(int)));
        return new ReadOnlySpan<byte>(row + sizeof(int) + entry->KeyLength, length);
    }

    /// <summary>Forgets the rows and keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }

    private struct Entry
    {
        public ulong Prefix;
        public uint Offset;
        public int KeyLength;
    }

    private readonly struct ByKey(SortBuffer buffer) : IComparer<Entry>
    {
        public int Compare(Entry left, Entry right)
        {
            if (left.Prefix != right.Prefix)
            {
                return left.Prefix < right.Prefix ? -1 : 1;
            }
            byte* rows = buffer._memory + sizeof(int);
            int order = new ReadOnlySpan<byte>(rows + left.Offset, left.KeyLength).SequenceCompareTo(
                new ReadOnlySpan<byte>(rows + right.Offset, right.KeyLength)
            );
            return order != 0 ? order : left.Offset.CompareTo(right.Offset);
        }
    }
}
