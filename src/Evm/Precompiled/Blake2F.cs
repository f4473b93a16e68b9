using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>The compression function F of BLAKE2b with a chosen number of rounds (EIP-152; RFC 7693).</summary>
internal static class Blake2F
{
    private const int InputBytes = 213;
    private const int SigmaRows = 10;
    private const int VectorsPerRow = 4;

    // csharpier-ignore
    private static ReadOnlySpan<byte> Sigma =>
        [
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
            14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
            11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
            7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
            9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
            2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
            12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
            13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
            6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
            10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
        ];

    private static ReadOnlySpan<ulong> InitialVector =>
        [
            0x6a09e667f3bcc908,
            0xbb67ae8584caa73b,
            0x3c6ef372fe94f82b,
            0xa54ff53a5f1d36f1,
            0x510e527fade682d1,
            0x9b05688c2b3e6c1f,
            0x1f83d9abfb41bd6b,
            0x5be0cd19137e2179,
        ];

    /// <summary>One gas a round.</summary>
    public static ulong Gas(ReadOnlySpan<byte> input, Fork fork) =>
        input.Length == InputBytes ? BinaryPrimitives.ReadUInt32BigEndian(input) : 0;

    /// <summary>Rounds, state, message block, offsets and the final flag, in 213 bytes.</summary>
    public static byte[]? Run(ReadOnlySpan<byte> input, Fork fork)
    {
        if (input.Length != InputBytes || input[^1] > 1)
        {
            return null;
        }
        Span<Vector256<ulong>> schedule = stackalloc Vector256<ulong>[SigmaRows * VectorsPerRow];
        Arrange(input.Slice(68, 128), schedule);
        Vector256<ulong> first = Read(input.Slice(4, 32));
        Vector256<ulong> second = Read(input.Slice(36, 32));
        ulong final = input[^1] == 1 ? ulong.MaxValue : 0;
        Rows rows = new()
        {
            A = first,
            B = second,
            C = Vector256.Create(InitialVector[..4]),
            D =
                Vector256.Create(InitialVector[4..])
                ^ Vector256.Create(
                    BinaryPrimitives.ReadUInt64LittleEndian(input[196..]),
                    BinaryPrimitives.ReadUInt64LittleEndian(input[204..]),
                    final,
                    0
                ),
        };
        Mix(ref rows, schedule, BinaryPrimitives.ReadUInt32BigEndian(input));
        byte[] output = new byte[64];
        Write(first ^ rows.A ^ rows.C, output);
        Write(second ^ rows.B ^ rows.D, output.AsSpan(32));
        return output;
    }

    /// <summary>
    /// Puts the message words in the order in which the rounds add them: for each row of sigma the first and the second word of the four
    /// columns, then of the four diagonals.
    /// </summary>
    private static void Arrange(ReadOnlySpan<byte> message, Span<Vector256<ulong>> schedule)
    {
        Span<ulong> m = stackalloc ulong[16];
        for (int i = 0; i < m.Length; i++)
        {
            m[i] = BinaryPrimitives.ReadUInt64LittleEndian(message[(i * 8)..]);
        }
        for (int row = 0; row < SigmaRows; row++)
        {
            ReadOnlySpan<byte> s = Sigma.Slice(row * 16, 16);
            for (int half = 0; half < 2; half++)
            {
                int first = half * 8;
                int to = (row * VectorsPerRow) + (half * 2);
                schedule[to] = Vector256.Create(m[s[first]], m[s[first + 2]], m[s[first + 4]], m[s[first + 6]]);
                schedule[to + 1] = Vector256.Create(m[s[first + 1]], m[s[first + 3]], m[s[first + 5]], m[s[first + 7]]);
            }
        }
    }

    /// <summary>The rounds: four columns side by side, then four diagonals. A round takes some 12 ns, so the price of 1 gas is 80 Mgas/s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix(ref Rows rows, ReadOnlySpan<Vector256<ulong>> schedule, uint rounds)
    {
        Vector256<ulong> a = rows.A;
        Vector256<ulong> b = rows.B;
        Vector256<ulong> c = rows.C;
        Vector256<ulong> d = rows.D;
        int next = 0;
        for (uint round = 0; round < rounds; round++)
        {
            Quarter(ref a, ref b, ref c, ref d, schedule[next], schedule[next + 1]);
            b = Vector256.Shuffle(b, Vector256.Create(1UL, 2, 3, 0));
            c = Vector256.Shuffle(c, Vector256.Create(2UL, 3, 0, 1));
            d = Vector256.Shuffle(d, Vector256.Create(3UL, 0, 1, 2));
            Quarter(ref a, ref b, ref c, ref d, schedule[next + 2], schedule[next + 3]);
            b = Vector256.Shuffle(b, Vector256.Create(3UL, 0, 1, 2));
            c = Vector256.Shuffle(c, Vector256.Create(2UL, 3, 0, 1));
            d = Vector256.Shuffle(d, Vector256.Create(1UL, 2, 3, 0));
            next = next == (SigmaRows - 1) * VectorsPerRow ? 0 : next + VectorsPerRow;
        }
        rows = new Rows
        {
            A = a,
            B = b,
            C = c,
            D = d,
        };
    }

    /// <summary>The function G of RFC 7693 on four columns at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(
        ref Vector256<ulong> a,
        ref Vector256<ulong> b,
        ref Vector256<ulong> c,
        ref Vector256<ulong> d,
        Vector256<ulong> x,
        Vector256<ulong> y
    )
    {
        a += b + x;
        d = RotateRight(d ^ a, 32);
        c += d;
        b = RotateRight(b ^ c, 24);
        a += b + y;
        d = RotateRight(d ^ a, 16);
        c += d;
        b = RotateRight(b ^ c, 63);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateRight(Vector256<ulong> value, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(value, bits) : (value >>> bits) | (value << (64 - bits));

    private static Vector256<ulong> Read(ReadOnlySpan<byte> bytes) =>
        Vector256.Create(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..])
        );

    private static void Write(Vector256<ulong> words, Span<byte> bytes)
    {
        for (int i = 0; i < Vector256<ulong>.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(i * 8)..], words[i]);
        }
    }

    /// <summary>The sixteen working words in four rows.</summary>
    private struct Rows
    {
        public Vector256<ulong> A;
        public Vector256<ulong> B;
        public Vector256<ulong> C;
        public Vector256<ulong> D;
    }
}
