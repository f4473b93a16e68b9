using System.Buffers.Binary;
using System.Numerics;
using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>The compression function F of BLAKE2b with a chosen number of rounds (EIP-152; RFC 7693).</summary>
internal static class Blake2F
{
    private const int InputBytes = 213;

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
        uint rounds = BinaryPrimitives.ReadUInt32BigEndian(input);
        Span<ulong> v = stackalloc ulong[16];
        Span<ulong> m = stackalloc ulong[16];
        for (int i = 0; i < 8; i++)
        {
            v[i] = BinaryPrimitives.ReadUInt64LittleEndian(input[(4 + (i * 8))..]);
            v[i + 8] = InitialVector[i];
        }
        for (int i = 0; i < m.Length; i++)
        {
            m[i] = BinaryPrimitives.ReadUInt64LittleEndian(input[(68 + (i * 8))..]);
        }
        v[12] ^= BinaryPrimitives.ReadUInt64LittleEndian(input[196..]);
        v[13] ^= BinaryPrimitives.ReadUInt64LittleEndian(input[204..]);
        if (input[^1] == 1)
        {
            v[14] = ~v[14];
        }
        int row = 0;
        for (uint round = 0; round < rounds; round++)
        {
            ReadOnlySpan<byte> s = Sigma.Slice(row * 16, 16);
            Mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
            Mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
            Mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
            Mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
            Mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
            Mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
            Mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
            Mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
            row = row == 9 ? 0 : row + 1;
        }
        byte[] output = new byte[64];
        for (int i = 0; i < 8; i++)
        {
            ulong h = BinaryPrimitives.ReadUInt64LittleEndian(input[(4 + (i * 8))..]);
            BinaryPrimitives.WriteUInt64LittleEndian(output.AsSpan(i * 8), h ^ v[i] ^ v[i + 8]);
        }
        return output;
    }

    private static void Mix(Span<ulong> v, int a, int b, int c, int d, ulong x, ulong y)
    {
        v[a] += v[b] + x;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 32);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 24);
        v[a] += v[b] + y;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 63);
    }
}
