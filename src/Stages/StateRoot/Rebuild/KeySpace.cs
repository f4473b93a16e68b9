using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Hashed keys lie evenly in their space, so that a few of them tell how many there are.</summary>
internal static class KeySpace
{
    private const double Size = 18446744073709551616.0; // 2^64: the first eight bytes tell enough.

    /// <summary>Where a hash lies, from 0 to 1.</summary>
    public static double PlaceOf(in Hash256 hash) => BinaryPrimitives.ReadUInt64BigEndian(hash.Bytes) / Size;

    /// <summary>The end of a range so wide, at least of one hash; null when it reaches to the end of the space.</summary>
    public static Hash256? EndOf(Hash256 first, double width)
    {
        double place = PlaceOf(first) + width;
        if (place >= 1)
        {
            return null;
        }
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)(place * Size));
        Hash256 end = new(bytes);
        if (end > first)
        {
            return end;
        }
        return HashOrder.TryIncrement(ref first) ? first : null;
    }

    /// <summary>How much of the space holds so many keys, judged by a part of it; at most four times the width before.</summary>
    public static double WidthFor(int wanted, long found, in Hash256 first, in Hash256 end, double before)
    {
        double width = PlaceOf(end) - PlaceOf(first);
        return found == 0 || width <= 0 ? before * 4 : Math.Clamp(width * wanted / found, 1 / Size, before * 4);
    }

    /// <summary>About how many keys there are from the first on to the end of the space, when so many reach to the last.</summary>
    public static double Extrapolate(long count, in Hash256 first, in Hash256 last)
    {
        double start = PlaceOf(first);
        return count * (1 - start) / Math.Max(PlaceOf(last) - start, 1 / Size);
    }
}
