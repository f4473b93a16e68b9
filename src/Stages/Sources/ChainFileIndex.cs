using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Where each block of the files lies, in order of delivery, and which position a hash has. 48 to 64 bytes a block, 4 more when one comes twice.</summary>
internal sealed class ChainFileIndex
{
    private Hash256[] _hashes = new Hash256[1024];
    private long[] _offsets = new long[1024];
    private int[] _lengths = new int[1024];
    private int[] _slots = new int[4096]; // Open addressing; position + 1, or 0 where nothing is.
    private int[] _latest = []; // By first delivery: the latest one, or 0 where there is no other. Empty while no block came twice.
    private readonly List<(int First, int File)> _runs = []; // Of blocks of one file.

    /// <summary>How many blocks.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the next block.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="file">Number of the file where it lies.</param>
    /// <param name="offset">Where it begins there.</param>
    /// <param name="length">Its bytes.</param>
    public void Add(in Hash256 hash, int file, long offset, int length)
    {
        if (_runs.Count == 0 || _runs[^1].File != file)
        {
            _runs.Add((Count, file));
        }
        if (Count == _hashes.Length)
        {
            Array.Resize(ref _hashes, Count * 2);
            Array.Resize(ref _offsets, Count * 2);
            Array.Resize(ref _lengths, Count * 2);
            Rehash(Count * 8);
        }
        _hashes[Count] = hash;
        _offsets[Count] = offset;
        _lengths[Count] = length;
        Insert(Count);
        Count++;
    }

    /// <summary>Position of the first delivery of a block; false when the files do not hold it.</summary>
    public bool TryFind(in Hash256 hash, out int position)
    {
        int mask = _slots.Length - 1;
        for (int slot = SlotOf(hash) & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            position = _slots[slot] - 1;
            if (_hashes[position] == hash)
            {
                return true;
            }
        }
        position = -1;
        return false;
    }

    /// <summary>Position of the last delivery of a block before an end; false when there is none.</summary>
    public bool TryFindLast(in Hash256 hash, int end, out int position)
    {
        if (!TryFind(hash, out int first) || first >= end)
        {
            position = -1;
            return false;
        }
        position = first < _latest.Length ? Math.Max(first, _latest[first]) : first;
        if (position >= end)
        {
            position = end - 1; // Only where a source broke between two deliveries of a block.
            while (_hashes[position] != hash)
            {
                position--;
            }
        }
        return true;
    }

    /// <summary>Hash of the block at a position.</summary>
    public ref readonly Hash256 HashOf(int position) => ref _hashes[position];

    /// <summary>Where a block lies.</summary>
    public (int File, long Offset, int Length) this[int position] => (FileOf(position), _offsets[position], _lengths[position]);

    private int FileOf(int position)
    {
        int low = 0;
        int high = _runs.Count - 1;
        while (low < high) // The last run that begins at the position or before it.
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _runs[middle].First <= position ? (middle, high) : (low, middle - 1);
        }
        return _runs[low].File;
    }

    private static int SlotOf(in Hash256 hash) => (int)(BinaryPrimitives.ReadUInt64LittleEndian(hash.Bytes) & int.MaxValue);

    private void Insert(int position)
    {
        int mask = _slots.Length - 1;
        int slot = SlotOf(_hashes[position]) & mask;
        while (_slots[slot] != 0)
        {
            int first = _slots[slot] - 1;
            if (_hashes[first] == _hashes[position])
            {
                if (_latest.Length <= first)
                {
                    Array.Resize(ref _latest, _hashes.Length);
                }
                _latest[first] = position;
                return;
            }
            slot = (slot + 1) & mask;
        }
        _slots[slot] = position + 1;
    }

    private void Rehash(int slots)
    {
        _slots = new int[slots];
        for (int i = 0; i < Count; i++)
        {
            Insert(i);
        }
    }
}
