using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NodeProto.Primitives;

public readonly partial struct UInt256
{
    /// <summary>A word from at most 32 big-endian bytes; missing leading bytes are zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than 32 bytes.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UInt256(ReadOnlySpan<byte> bigEndian)
    {
        if (bigEndian.Length == Size)
        {
            // The length was compared, so 32 bytes can be read; the struct is the same 32 bytes in the opposite order.
            this = FromVector(Reverse(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(bigEndian))));
        }
        else
        {
            this = FromShort(bigEndian);
        }
    }

    /// <summary>How many bytes the value needs without leading zeros; 0 for zero.</summary>
    public int ByteLength => (BitLength + 7) >> 3;

    /// <summary>Writes 32 big-endian bytes.</summary>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteBigEndian(Span<byte> destination)
    {
        if (destination.Length < Size)
        {
            ThrowTooShort();
        }
        Reverse(Unsafe.BitCast<UInt256, Vector256<byte>>(this)).StoreUnsafe(ref MemoryMarshal.GetReference(destination));
    }

    /// <summary>Writes the big-endian bytes without leading zeros; returns how many, none for zero.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="ByteLength"/>.</exception>
    public int WriteMinimalBigEndian(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteBigEndian(bytes);
        int length = ByteLength;
        bytes[(Size - length)..].CopyTo(destination);
        return length;
    }

    private static UInt256 FromShort(ReadOnlySpan<byte> bigEndian)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bigEndian.Length, Size);
        ulong u0 = TakeLast(ref bigEndian);
        ulong u1 = TakeLast(ref bigEndian);
        ulong u2 = TakeLast(ref bigEndian);
        return new UInt256(u0, u1, u2, TakeLast(ref bigEndian));
    }

    private static ulong TakeLast(ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= sizeof(ulong))
        {
            ulong limb = BinaryPrimitives.ReadUInt64BigEndian(bytes[^sizeof(ulong)..]);
            bytes = bytes[..^sizeof(ulong)];
            return limb;
        }
        ulong value = 0;
        foreach (byte next in bytes)
        {
            value = (value << 8) | next;
        }
        bytes = default;
        return value;
    }

    // With a constant pattern the JIT emits one byte permutation (AVX-512) or a shuffle and a swap of halves (AVX2).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Reverse(Vector256<byte> bytes) =>
        // csharpier-ignore
        Vector256.Shuffle(
            bytes,
            Vector256.Create(
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
            )
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UInt256 FromVector(Vector256<byte> limbs) => Unsafe.BitCast<Vector256<byte>, UInt256>(limbs);

    [DoesNotReturn]
    private static void ThrowTooShort() => throw new ArgumentException($"A word needs {Size} bytes.");
}
