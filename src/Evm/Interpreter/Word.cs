using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Operations on stack words in place, by pointer.</summary>
/// <remarks>Every pointer points into a frame's pinned stack or memory; the caller has checked that 32 bytes are there.</remarks>
internal static unsafe class Word
{
    // Reverses 32 bytes within a 256-bit register, lane by lane; the lanes are exchanged besides.
    private static readonly Vector256<byte> ReverseBytes = Vector256.Create(
        (byte)31,
        30,
        29,
        28,
        27,
        26,
        25,
        24,
        23,
        22,
        21,
        20,
        19,
        18,
        17,
        16,
        15,
        14,
        13,
        12,
        11,
        10,
        9,
        8,
        7,
        6,
        5,
        4,
        3,
        2,
        1,
        0
    );

    /// <summary>The word as a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Vector(UInt256* word) => Vector256.Load((ulong*)word);

    /// <summary>Writes a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Set(UInt256* word, Vector256<ulong> value) => value.Store((ulong*)word);

    /// <summary>Writes a 64-bit number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetUInt64(UInt256* word, ulong value) => Vector256.CreateScalar(value).Store((ulong*)word);

    /// <summary>Writes 1 or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetBool(UInt256* word, bool value) => SetUInt64(word, value ? 1UL : 0UL);

    /// <summary>Exchanges two words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Swap(UInt256* left, UInt256* right)
    {
        Vector256<ulong> word = Vector(left);
        Set(left, Vector(right));
        Set(right, word);
    }

    /// <summary>target += value, modulo 2^256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(UInt256* target, UInt256* value)
    {
        ulong* t = (ulong*)target;
        ulong* v = (ulong*)value;
        ulong s0 = t[0] + v[0];
        ulong c0 = s0 < v[0] ? 1UL : 0UL;
        ulong s1 = t[1] + v[1];
        ulong c1 = s1 < v[1] ? 1UL : 0UL;
        ulong r1 = s1 + c0;
        c1 |= r1 < c0 ? 1UL : 0UL;
        ulong s2 = t[2] + v[2];
        ulong c2 = s2 < v[2] ? 1UL : 0UL;
        ulong r2 = s2 + c1;
        c2 |= r2 < c1 ? 1UL : 0UL;
        t[0] = s0;
        t[1] = r1;
        t[2] = r2;
        t[3] = t[3] + v[3] + c2;
    }

    /// <summary>target = value - target, modulo 2^256: the top word minus the one below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(UInt256* target, UInt256* value)
    {
        ulong* t = (ulong*)target;
        ulong* v = (ulong*)value;
        ulong d0 = v[0] - t[0];
        ulong b0 = v[0] < t[0] ? 1UL : 0UL;
        ulong d1 = v[1] - t[1];
        ulong b1 = v[1] < t[1] ? 1UL : 0UL;
        ulong r1 = d1 - b0;
        b1 |= d1 < b0 ? 1UL : 0UL;
        ulong d2 = v[2] - t[2];
        ulong b2 = v[2] < t[2] ? 1UL : 0UL;
        ulong r2 = d2 - b1;
        b2 |= d2 < b1 ? 1UL : 0UL;
        t[0] = d0;
        t[1] = r1;
        t[2] = r2;
        t[3] = v[3] - t[3] - b2;
    }

    /// <summary>Whether left is less than right, unsigned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBelow(UInt256* left, UInt256* right)
    {
        ulong* l = (ulong*)left;
        ulong* r = (ulong*)right;
        if (l[3] != r[3])
        {
            return l[3] < r[3];
        }
        if (l[2] != r[2])
        {
            return l[2] < r[2];
        }
        return l[1] != r[1] ? l[1] < r[1] : l[0] < r[0];
    }

    /// <summary>Whether a range that starts at the word lies within the first bytes of memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInside(UInt256* offset, int length, int size)
    {
        ulong* words = (ulong*)offset;
        return (words[1] | words[2] | words[3]) == 0 && words[0] <= (ulong)size && (ulong)size - words[0] >= (ulong)length;
    }

    /// <summary>Reads 32 big-endian bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadBigEndian(UInt256* target, byte* source) =>
        Vector256.Shuffle(Vector256.Load(source), ReverseBytes).Store((byte*)target);

    /// <summary>Writes 32 big-endian bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteBigEndian(byte* target, UInt256* source) =>
        Vector256.Shuffle(Vector256.Load((byte*)source), ReverseBytes).Store(target);

    /// <summary>Reads 1 to 31 big-endian bytes.</summary>
    public static void ReadShort(UInt256* target, byte* source, int length)
    {
        ulong* words = (ulong*)target;
        for (int i = 0; i < 4; i++)
        {
            int rest = length - (i * 8);
            words[i] =
                rest >= 8 ? BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(source + rest - 8))
                : rest > 0 ? ReadPartial(source, rest)
                : 0;
        }
    }

    private static ulong ReadPartial(byte* source, int length)
    {
        ulong value = 0;
        for (int i = 0; i < length; i++)
        {
            value = (value << 8) | source[i];
        }
        return value;
    }
}
