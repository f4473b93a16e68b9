using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Puts shards together: what is there, cut off or not, and what comes behind it.</summary>
public static class HistoryShardWriter
{
    /// <summary>The most bytes that a shard takes: a bitmap of all its blocks.</summary>
    public const int BytesMax = BitmapHead + (HistoryShard.Blocks / 8);

    private const int BitmapHead = 1;

    /// <summary>Writes the offsets of a shard below an end, then further ones, in the one form that they have.</summary>
    /// <param name="head">What is there; the default value for nothing. It does not lie in the buffer.</param>
    /// <param name="headEnd">First offset of it that is left out; 65,536 to keep all.</param>
    /// <param name="tail">What comes behind it, ascending.</param>
    /// <param name="buffer">Emptied; the result points into it.</param>
    /// <returns>The shard; empty when nothing is left.</returns>
    public static HistoryShard Write(HistoryShard head, int headEnd, ReadOnlySpan<ushort> tail, ByteBuffer buffer)
    {
        buffer.Clear();
        int headCount = head.CountBefore(headEnd);
        int count = headCount + tail.Length;
        if (count == 0)
        {
            return default;
        }
        bool hasHead = head.TryFindLast(headEnd, out ushort last);
        ushort first = tail.IsEmpty ? last : tail[0];
        if (hasHead)
        {
            head.TryFindFirst(0, out first);
        }
        else
        {
            head = default;
        }
        int before = hasHead ? last : -1;
        foreach (ushort offset in tail)
        {
            Invariant.Holds(offset > before, "the blocks of a shard come in ascending order");
            before = offset;
        }
        last = (ushort)before;
        if (IsBitmapShorter(count, first, last))
        {
            WriteBitmap(head, headEnd, tail, first, last, buffer);
        }
        else
        {
            WriteList(head, headCount, tail, buffer);
        }
        return new HistoryShard(buffer.Written);
    }

    /// <summary>Whether so many offsets between two are stored as a bitmap; the two forms are never of equal length.</summary>
    internal static bool IsBitmapShorter(int count, ushort first, ushort last) =>
        BitmapHead + (HistoryShard.PageBytes * ((last >> 8) - (first >> 8) + 1)) < count * sizeof(ushort);

    private static void WriteList(HistoryShard head, int headCount, ReadOnlySpan<ushort> tail, ByteBuffer buffer)
    {
        if (!head.IsBitmap)
        {
            buffer.Write(head.Bytes[..(headCount * sizeof(ushort))]);
        }
        else
        {
            HistoryShard.Enumerator offsets = head.GetEnumerator();
            for (int i = 0; i < headCount; i++)
            {
                offsets.MoveNext();
                BinaryPrimitives.WriteUInt16BigEndian(buffer.Take(sizeof(ushort)), offsets.Current);
            }
        }
        foreach (ushort offset in tail)
        {
            BinaryPrimitives.WriteUInt16BigEndian(buffer.Take(sizeof(ushort)), offset);
        }
    }

    private static void WriteBitmap(HistoryShard head, int headEnd, ReadOnlySpan<ushort> tail, ushort first, ushort last, ByteBuffer buffer)
    {
        int start = first >> 8;
        int bytes = HistoryShard.PageBytes * ((last >> 8) - start + 1);
        buffer.WriteByte((byte)start);
        Span<byte> bits = buffer.Take(bytes);
        bits.Clear();
        if (head.IsBitmap)
        {
            ReadOnlySpan<byte> old = head.Bits; // Of the same first page, since its first offset is this shard's.
            old[..Math.Min(old.Length, bytes)].CopyTo(bits);
            int bitEnd = headEnd - (start << 8);
            if (bitEnd < bytes * 8)
            {
                bits[(bitEnd >> 3)..][0] &= (byte)((1 << (bitEnd & 7)) - 1);
                bits[((bitEnd >> 3) + 1)..].Clear();
            }
        }
        else
        {
            foreach (ushort offset in head)
            {
                if (offset < headEnd)
                {
                    Set(bits, offset - (start << 8));
                }
            }
        }
        foreach (ushort offset in tail)
        {
            Set(bits, offset - (start << 8));
        }
    }

    private static void Set(Span<byte> bits, int bit) => bits[bit >> 3] |= (byte)(1 << (bit & 7));
}
