using System.Runtime.Intrinsics;

namespace NodeProto.Trie;

/// <summary>Keys as nibbles, one a byte, the high nibble of each key byte first.</summary>
public static class Nibbles
{
    /// <summary>Writes two nibbles for each byte.</summary>
    public static void Unpack(ReadOnlySpan<byte> key, Span<byte> nibbles)
    {
        nibbles = nibbles[..(key.Length * 2)];
        int i = 0;
        for (; key.Length - i >= Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            // Each byte becomes a 16-bit element whose low byte, the first in memory, is the high nibble.
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Create(key.Slice(i, Vector128<byte>.Count)));
            Spread(low).CopyTo(nibbles[(2 * i)..]);
            Spread(high).CopyTo(nibbles[((2 * i) + Vector128<byte>.Count)..]);
        }
        for (; i < key.Length; i++)
        {
            nibbles[(2 * i) + 1] = (byte)(key[i] & 0xF);
            nibbles[2 * i] = (byte)(key[i] >> 4);
        }
    }

    private static Vector128<byte> Spread(Vector128<ushort> bytes) =>
        ((bytes >>> 4) | ((bytes & Vector128.Create((ushort)0xF)) << 8)).AsByte();

    /// <summary>Writes a byte for each pair of nibbles.</summary>
    /// <param name="nibbles">An even number of nibbles.</param>
    /// <param name="key">Takes half as many bytes.</param>
    public static void Pack(ReadOnlySpan<byte> nibbles, Span<byte> key)
    {
        for (int i = 0; i + 1 < nibbles.Length; i += 2)
        {
            key[i / 2] = (byte)(nibbles[i] << 4 | nibbles[i + 1]);
        }
    }

    /// <summary>The nibble of a key.</summary>
    public static int At(ReadOnlySpan<byte> key, int index) => (index & 1) == 0 ? key[index >> 1] >> 4 : key[index >> 1] & 0xF;

    /// <summary>The first or last 32-byte key under a path: the path, then nibbles of 0 or of 15.</summary>
    public static void Bound(ReadOnlySpan<byte> path, byte fill, Span<byte> key)
    {
        key.Fill((byte)(fill << 4 | fill));
        Pack(path, key);
        if ((path.Length & 1) != 0)
        {
            key[path.Length / 2] = (byte)(path[^1] << 4 | fill);
        }
    }
}
