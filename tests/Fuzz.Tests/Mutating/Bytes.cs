namespace NodeProto.Fuzz.Tests;

/// <summary>Changes to bytes that know nothing of what these mean.</summary>
internal static class Bytes
{
    private static readonly ulong[] Limits =
    [
        0,
        1,
        0x7F,
        0x80,
        0xB8,
        0xC0,
        0xF8,
        byte.MaxValue,
        ushort.MaxValue,
        int.MaxValue,
        0x8000_0000,
        uint.MaxValue,
        1UL << 32,
        long.MaxValue,
        1UL << 63,
        ulong.MaxValue,
    ];

    /// <summary>Bytes with a range replaced.</summary>
    public static byte[] Replace(ReadOnlySpan<byte> bytes, int first, int end, ReadOnlySpan<byte> with)
    {
        byte[] changed = new byte[bytes.Length - (end - first) + with.Length];
        bytes[..first].CopyTo(changed);
        with.CopyTo(changed.AsSpan(first));
        bytes[end..].CopyTo(changed.AsSpan(first + with.Length));
        return changed;
    }

    /// <summary>One change at a random place.</summary>
    public static byte[] Change(byte[] bytes, byte[] other, Random random)
    {
        int at = random.Next(bytes.Length + 1);
        int end = Math.Min(bytes.Length, at + Length(random));
        switch (random.Next(9))
        {
            case 0:
                return Insert(bytes, at, random);
            case 1:
                return Replace(bytes, at, end, default);
            case 2: // A range twice.
                return Replace(bytes, at, at, bytes.AsSpan(at, end - at));
            case 3:
                return bytes[..at];
            case 4: // The begin of one, the end of another.
                return Replace(bytes, at, bytes.Length, other.AsSpan(random.Next(other.Length + 1)));
            case 5:
                return Limit(bytes, at, random);
            case 6 when bytes.Length > 0:
                byte[] set = [.. bytes];
                set[at % bytes.Length] = (byte)Limits[random.Next(8)];
                return set;
            case 7 when bytes.Length > 0:
                byte[] stepped = [.. bytes];
                stepped[at % bytes.Length] += (byte)(random.Next(2) == 0 ? 1 : -1);
                return stepped;
            default:
                if (bytes.Length == 0)
                {
                    return Insert(bytes, at, random);
                }
                byte[] flipped = [.. bytes];
                flipped[at % bytes.Length] ^= (byte)(1 << random.Next(8));
                return flipped;
        }
    }

    /// <summary>A length: mostly short, now and then long.</summary>
    public static int Length(Random random) => 1 << random.Next(random.Next(16) == 0 ? 14 : 6);

    private static byte[] Insert(byte[] bytes, int at, Random random)
    {
        byte[] inserted = new byte[Length(random)];
        if (random.Next(2) == 0)
        {
            random.NextBytes(inserted);
        }
        else
        {
            Array.Fill(inserted, (byte)random.Next(256));
        }
        return Replace(bytes, at, at, inserted);
    }

    /// <summary>A number at the edge of some type over the bytes, in either order.</summary>
    private static byte[] Limit(byte[] bytes, int at, Random random)
    {
        byte[] number = BitConverter.GetBytes(Limits[random.Next(Limits.Length)])[..(1 << random.Next(4))];
        if (random.Next(2) == 0)
        {
            Array.Reverse(number);
        }
        return Replace(bytes, at, Math.Min(bytes.Length, at + number.Length), number);
    }
}
