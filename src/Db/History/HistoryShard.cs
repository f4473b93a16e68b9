using System.Buffers.Binary;
using System.Numerics;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>
/// The blocks that changed an account or a slot, of the 65,536 that one shard spans: offsets of 16 bits from the shard's first
/// block, ascending. Read in place; the default value holds none.
/// </summary>
/// <remarks>
/// <para>
/// A set of blocks has one encoding, the shorter one of two, which the parity of its length tells apart. An even length is a list of
/// offsets, two bytes each, big-endian. An odd one is a bitmap: a byte with the number of its first page, then 32 bytes for each page
/// of 256 blocks up to the last one; the lowest bit of the first byte is the first block of its page; neither the first nor the last
/// page is empty.
/// </para>
/// <para>
/// Both forms find a block without decoding what stands before it, and take further blocks at their end. A row that is read is checked as
/// a whole all the same, at most some 4,000 offsets or 8 KiB of bits: a damaged one is refused, not searched.
/// </para>
/// </remarks>
public readonly ref struct HistoryShard
{
    /// <summary>How many blocks a shard spans.</summary>
    public const int Blocks = 1 << 16;

    /// <summary>Bytes of a shard's number at the end of a key.</summary>
    public const int NumberBytes = sizeof(ulong) - sizeof(ushort);

    internal const int PageBytes = 32;

    internal HistoryShard(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>The list as it is stored.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Whether there is no block in it.</summary>
    public bool IsEmpty => Bytes.IsEmpty;

    /// <summary>How many blocks there are.</summary>
    public int Count => CountBefore(Blocks);

    /// <summary>The shard that a block belongs to.</summary>
    public static ulong NumberOf(BlockNumber block) => block.Value >> 16;

    /// <summary>Position of a block in its shard.</summary>
    public static ushort OffsetOf(BlockNumber block) => (ushort)block.Value;

    /// <summary>The block at a position of a shard.</summary>
    public static BlockNumber BlockAt(ulong shard, int offset) => new((shard << 16) + (uint)offset);

    internal bool IsBitmap => (Bytes.Length & 1) != 0;

    /// <summary>Offset of the first block of a bitmap's first page.</summary>
    internal int BitmapStart => Bytes[0] << 8;

    /// <summary>The bits of a bitmap.</summary>
    internal ReadOnlySpan<byte> Bits => Bytes[1..];

    /// <summary>Finds the first block at or after an offset; false when there is none.</summary>
    /// <param name="from">Offset from 0 on; beyond the shard there is none.</param>
    /// <param name="offset">The block's.</param>
    public bool TryFindFirst(int from, out ushort offset)
    {
        if (!IsBitmap)
        {
            int index = LowerBound(from);
            bool found = index < Bytes.Length / sizeof(ushort);
            offset = found ? OffsetAt(index) : default;
            return found;
        }
        int bit = Math.Max(0, from - BitmapStart);
        ReadOnlySpan<byte> bits = Bits;
        for (int at = (bit >> 6) * sizeof(ulong); at < bits.Length; at += sizeof(ulong))
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bits[at..]);
            word = at * 8 < bit ? word & (ulong.MaxValue << (bit & 63)) : word;
            if (word != 0)
            {
                offset = (ushort)(BitmapStart + (at * 8) + BitOperations.TrailingZeroCount(word));
                return true;
            }
        }
        offset = default;
        return false;
    }

    /// <summary>Finds the last block before an offset; false when there is none.</summary>
    /// <param name="end">Offset that is not looked at itself; 65,536 for the whole shard.</param>
    /// <param name="offset">The block's.</param>
    public bool TryFindLast(int end, out ushort offset)
    {
        if (!IsBitmap)
        {
            int index = LowerBound(end) - 1;
            offset = index >= 0 ? OffsetAt(index) : default;
            return index >= 0;
        }
        ReadOnlySpan<byte> bits = Bits;
        int bitEnd = Math.Min(end - BitmapStart, bits.Length * 8);
        for (int at = ((bitEnd - 1) >> 6) * sizeof(ulong); bitEnd > 0 && at >= 0; at -= sizeof(ulong))
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bits[at..]);
            int used = bitEnd - (at * 8);
            word = used < 64 ? word & ((1UL << used) - 1) : word;
            if (word != 0)
            {
                offset = (ushort)(BitmapStart + (at * 8) + BitOperations.Log2(word));
                return true;
            }
        }
        offset = default;
        return false;
    }

    /// <summary>How many blocks there are before an offset.</summary>
    /// <param name="end">Offset that is not counted itself; 65,536 for the whole shard.</param>
    public int CountBefore(int end)
    {
        if (!IsBitmap)
        {
            return LowerBound(end);
        }
        int count = 0;
        ReadOnlySpan<byte> bits = Bits;
        int bitEnd = Math.Min(end - BitmapStart, bits.Length * 8);
        for (int bit = 0; bit < bitEnd; bit += 64)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bits[(bit / 8)..]);
            count += BitOperations.PopCount(bitEnd - bit < 64 ? word & ((1UL << (bitEnd - bit)) - 1) : word);
        }
        return count;
    }

    /// <summary>Walks over the offsets.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>An offset of the list form.</summary>
    internal ushort OffsetAt(int index) => BinaryPrimitives.ReadUInt16BigEndian(Bytes[(index * sizeof(ushort))..]);

    /// <summary>Index of the first offset of the list form that is the given one or a later one.</summary>
    private int LowerBound(int offset)
    {
        int first = 0;
        int end = Bytes.Length / sizeof(ushort);
        while (first < end)
        {
            int middle = (first + end) >>> 1;
            if (OffsetAt(middle) < offset)
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

    /// <summary>Walks over the offsets, ascending.</summary>
    public ref struct Enumerator
    {
        private readonly HistoryShard _shard;
        private int _next;

        internal Enumerator(HistoryShard shard) => _shard = shard;

        /// <summary>The offset.</summary>
        public ushort Current { get; private set; }

        /// <summary>Moves to the next offset.</summary>
        public bool MoveNext()
        {
            if (_shard.IsBitmap)
            {
                bool found = _shard.TryFindFirst(_next, out ushort offset);
                Current = offset;
                _next = offset + 1;
                return found;
            }
            if (_next * sizeof(ushort) == _shard.Bytes.Length)
            {
                return false;
            }
            Current = _shard.OffsetAt(_next++);
            return true;
        }
    }
}
