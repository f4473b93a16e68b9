using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NodeProto.Primitives;

/// <summary>Eight Keccak-256 states side by side in AVX-512 registers; <see cref="KeccakBatch"/> decides when to use it.</summary>
internal static unsafe class KeccakEightWay
{
    /// <summary>States that run together.</summary>
    public const int Lanes = 8;

    private const int RateWords = Keccak.RateBytes / sizeof(ulong);
    private const int Alignment = 64;
    private const int StateBytes = KeccakPermutation.StateLanes * 64;
    private const int PaddedBytes = 3 * 64; // A block's 136 bytes as vectors.

    /// <summary>Whether the processor has the instructions.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported;

    /// <summary>Hashes pieces of any lengths; the caller checked that each lies inside the data.</summary>
    /// <remarks>
    /// A lane that ends its message takes the next one at once, so lanes stay full whatever the lengths are, and no order or memory is needed.
    /// </remarks>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> data, ReadOnlySpan<(int Offset, int Length)> pieces, Span<Hash256> destination)
    {
        Debug.Assert(destination.Length >= pieces.Length);
        byte* room = stackalloc byte[StateBytes + (Lanes * PaddedBytes) + Alignment];
        Vector512<ulong>* state = Align(room);
        byte* padded = (byte*)(state + KeccakPermutation.StateLanes); // For each lane, the last block of its message.
        byte** messages = stackalloc byte*[Lanes]; // What a lane has not absorbed yet, and how many bytes it is.
        int* lengths = stackalloc int[Lanes];
        int* owners = stackalloc int[Lanes]; // Piece that the lane works on, or -1.
        byte** blocks = stackalloc byte*[Lanes]; // What it absorbs now; without work, whatever lies there.
        for (int lane = 0; lane < Lanes; lane++)
        {
            owners[lane] = -1;
            blocks[lane] = padded + (lane * PaddedBytes);
        }
        int next = 0;
        Vector512<ulong> keep = Vector512<ulong>.Zero; // All ones where the state goes on, zero where a new message begins.
        // Blocks are read through pointers: `fixed` keeps data and hashes in place, each read lies inside a piece or inside `padded`, and there are
        // at least as many hashes as pieces.
        fixed (byte* start = data)
        fixed (Hash256* hashes = destination)
        {
            while (true)
            {
                uint working = 0;
                uint ending = 0;
                for (int lane = 0; lane < Lanes; lane++)
                {
                    if (owners[lane] < 0)
                    {
                        if (next == pieces.Length)
                        {
                            continue;
                        }
                        messages[lane] = start + pieces[next].Offset;
                        lengths[lane] = pieces[next].Length;
                        owners[lane] = next++;
                    }
                    working |= 1U << lane;
                    if (lengths[lane] >= Keccak.RateBytes)
                    {
                        blocks[lane] = messages[lane];
                        messages[lane] += Keccak.RateBytes;
                        lengths[lane] -= Keccak.RateBytes;
                    }
                    else
                    {
                        blocks[lane] = padded + (lane * PaddedBytes);
                        Pad(messages[lane], lengths[lane], blocks[lane]);
                        ending |= 1U << lane;
                    }
                }
                if (working == 0)
                {
                    return;
                }
                Absorb(state, keep, blocks);
                if (ending == working)
                {
                    Permute<HashOnly>(state);
                }
                else
                {
                    Permute<WholeState>(state);
                }
                keep = ~Expand(ending);
                for (; ending != 0; ending &= ending - 1)
                {
                    int lane = BitOperations.TrailingZeroCount(ending);
                    Squeeze(state, lane, (ulong*)(hashes + owners[lane]));
                    owners[lane] = -1;
                }
            }
        }
    }

    /// <summary>Hashes exactly eight messages of 20 or of 32 bytes that lie one after the other.</summary>
    /// <param name="messages">8 · length bytes.</param>
    /// <param name="length">20 or 32.</param>
    /// <param name="destination">Eight hashes.</param>
    [SkipLocalsInit]
    public static void HashShort(ReadOnlySpan<byte> messages, int length, Span<Hash256> destination)
    {
        Debug.Assert(length is Address.Size or Hash256.Size && messages.Length >= Lanes * length && destination.Length >= Lanes);
        byte* room = stackalloc byte[StateBytes + Alignment];
        Vector512<ulong>* state = Align(room);
        Clear(state, 3);
        // All reads lie inside the eight messages, whose total length the caller gave, and all writes inside the eight hashes.
        fixed (byte* start = messages)
        fixed (Hash256* hashes = destination)
        {
            if (length == Hash256.Size)
            {
                LoadWords((ulong*)start, state);
                state[4] = Vector512<ulong>.One;
            }
            else
            {
                state[0] = Column(start, length, 0);
                state[1] = Column(start, length, 8);
                // Four bytes of the message and the padding bit after them: read from four bytes before, so as not to read past the last one.
                state[2] = (Column(start, length, 12) >>> 32) | Vector512.Create(1UL << 32);
            }
            state[RateWords - 1] = Vector512.Create(1UL << 63);
            Permute<HashOnly>(state);
            StoreWords(state, (ulong*)hashes);
        }
    }

    /// <summary>Replaces eight rows of 64 bytes by their Keccak-512 hashes.</summary>
    /// <param name="rows">512 bytes.</param>
    [SkipLocalsInit]
    public static void Hash512(Span<byte> rows)
    {
        Debug.Assert(rows.Length == Lanes * Keccak512.Size);
        byte* room = stackalloc byte[StateBytes + Alignment];
        Vector512<ulong>* state = Align(room);
        byte** blocks = stackalloc byte*[Lanes];
        Clear(state, 9);
        // All reads and writes lie inside the eight rows, which `fixed` keeps in place, and inside the state.
        fixed (byte* start = rows)
        {
            for (int lane = 0; lane < Lanes; lane++)
            {
                blocks[lane] = start + (lane * Keccak512.Size);
            }
            AbsorbEightWords(state, Vector512<ulong>.Zero, blocks, 0);
            state[8] = Vector512.Create((1UL << 63) | 1); // Both ends of the padding share the last word of the rate.
            Permute<WholeState>(state);
            // Back from one word of all messages to eight words of each: the same transposition.
            for (int lane = 0; lane < Lanes; lane++)
            {
                blocks[lane] = (byte*)(state + lane);
            }
            AbsorbEightWords((Vector512<ulong>*)start, Vector512<ulong>.Zero, blocks, 0);
        }
    }

    private static void Permute<TResult>(Vector512<ulong>* state)
        where TResult : struct, IPermutationResult => KeccakPermutation.Permute<Vector512<ulong>, EightLanes, TResult>(ref *(ulong*)state);

    // From one lane on, vector by vector: what is cleared in other portions is slow to read back.
    private static void Clear(Vector512<ulong>* state, int first)
    {
        for (int i = first; i < KeccakPermutation.StateLanes; i++)
        {
            state[i] = Vector512<ulong>.Zero;
        }
    }

    // A vector that crosses a cache line costs two accesses, and the state is read and written as 25 of them.
    private static Vector512<ulong>* Align(byte* room) => (Vector512<ulong>*)(((nuint)room + Alignment - 1) & ~(nuint)(Alignment - 1));

    /// <summary>Transposes eight messages of four words; lane i of the state takes message 0, 2, 1, 3, 4, 6, 5, 7, in that order.</summary>
    private static void LoadWords(ulong* messages, Vector512<ulong>* state)
    {
        Vector512<ulong> m01 = Vector512.Load(messages);
        Vector512<ulong> m23 = Vector512.Load(messages + 8);
        Vector512<ulong> m45 = Vector512.Load(messages + 16);
        Vector512<ulong> m67 = Vector512.Load(messages + 24);
        Vector512<ulong> even0123 = Avx512F.UnpackLow(m01, m23);
        Vector512<ulong> odd0123 = Avx512F.UnpackHigh(m01, m23);
        Vector512<ulong> even4567 = Avx512F.UnpackLow(m45, m67);
        Vector512<ulong> odd4567 = Avx512F.UnpackHigh(m45, m67);
        state[0] = Avx512F.Shuffle4x128(even0123, even4567, 0b10_00_10_00);
        state[1] = Avx512F.Shuffle4x128(odd0123, odd4567, 0b10_00_10_00);
        state[2] = Avx512F.Shuffle4x128(even0123, even4567, 0b11_01_11_01);
        state[3] = Avx512F.Shuffle4x128(odd0123, odd4567, 0b11_01_11_01);
    }

    /// <summary>Writes the first four words of each lane as eight hashes, in the order of the messages.</summary>
    private static void StoreWords(Vector512<ulong>* state, ulong* hashes)
    {
        Vector512<ulong> low01 = Avx512F.UnpackLow(state[0], state[1]);
        Vector512<ulong> high01 = Avx512F.UnpackHigh(state[0], state[1]);
        Vector512<ulong> low23 = Avx512F.UnpackLow(state[2], state[3]);
        Vector512<ulong> high23 = Avx512F.UnpackHigh(state[2], state[3]);
        Vector512<ulong> first = Vector512.Create(0UL, 1, 8, 9, 2, 3, 10, 11);
        Vector512<ulong> second = Vector512.Create(4UL, 5, 12, 13, 6, 7, 14, 15);
        Avx512F.PermuteVar8x64x2(low01, first, low23).Store(hashes);
        Avx512F.PermuteVar8x64x2(high01, first, high23).Store(hashes + 8);
        Avx512F.PermuteVar8x64x2(low01, second, low23).Store(hashes + 16);
        Avx512F.PermuteVar8x64x2(high01, second, high23).Store(hashes + 24);
    }

    // One word of all messages, in the order of LoadWords.
    private static Vector512<ulong> Column(byte* first, int stride, int offset)
    {
        byte* at = first + offset;
        return Vector512.Create(
            Word(at),
            Word(at + (2 * stride)),
            Word(at + stride),
            Word(at + (3 * stride)),
            Word(at + (4 * stride)),
            Word(at + (6 * stride)),
            Word(at + (5 * stride)),
            Word(at + (7 * stride))
        );
    }

    private static ulong Word(byte* at) => Unsafe.ReadUnaligned<ulong>(at);

    /// <summary>Writes the last block of a message; in whole vectors, since it is read in such.</summary>
    /// <param name="message">Start of the rest.</param>
    /// <param name="length">Its length, less than a block.</param>
    /// <param name="block">Receives <see cref="PaddedBytes"/> bytes.</param>
    private static void Pad(byte* message, int length, byte* block)
    {
        Vector512<byte> end = Vector512.Create((byte)length);
        for (int offset = 0; offset < PaddedBytes; offset += 64)
        {
            // Bytes outside the mask are neither read nor able to fault.
            Vector512<byte> index = Vector512<byte>.Indices + Vector512.Create((byte)offset);
            Vector512<byte> bytes = Avx512BW.MaskLoad(message + offset, Vector512.LessThan(index, end), Vector512<byte>.Zero);
            (bytes | (Vector512.Equals(index, end) & Vector512<byte>.One)).Store(block + offset);
        }
        *(ulong*)(block + (Keccak.RateBytes - 8)) |= 1UL << 63;
    }

    private static void Squeeze(Vector512<ulong>* state, int lane, ulong* hash)
    {
        ulong* word = (ulong*)state + lane;
        hash[0] = word[0];
        hash[1] = word[Lanes];
        hash[2] = word[2 * Lanes];
        hash[3] = word[3 * Lanes];
    }

    // All ones in the elements whose bits are set.
    private static Vector512<ulong> Expand(uint lanes)
    {
        Vector512<ulong> bit = Vector512.Create(1UL, 2, 4, 8, 16, 32, 64, 128);
        return Vector512.Equals(Vector512.Create((ulong)lanes) & bit, bit);
    }

    /// <summary>Joins one block of 136 bytes into each of the eight states.</summary>
    /// <param name="state">25 lanes.</param>
    /// <param name="keep">All ones where the state goes on, zero where it begins.</param>
    /// <param name="blocks">A block for each of the states.</param>
    private static void Absorb(Vector512<ulong>* state, Vector512<ulong> keep, byte** blocks)
    {
        AbsorbEightWords(state, keep, blocks, 0);
        AbsorbEightWords(state + 8, keep, blocks, 64);
        Vector512<ulong> last = Vector512.Create(
            Word(blocks[0] + 128),
            Word(blocks[1] + 128),
            Word(blocks[2] + 128),
            Word(blocks[3] + 128),
            Word(blocks[4] + 128),
            Word(blocks[5] + 128),
            Word(blocks[6] + 128),
            Word(blocks[7] + 128)
        );
        state[16] = (state[16] & keep) ^ last;
        for (int i = RateWords; i < KeccakPermutation.StateLanes; i++)
        {
            state[i] &= keep;
        }
    }

    /// <summary>An 8 by 8 transposition: from eight words of each message to one word of all messages.</summary>
    private static void AbsorbEightWords(Vector512<ulong>* state, Vector512<ulong> keep, byte** blocks, int offset)
    {
        Vector512<ulong> m0 = Vector512.Load((ulong*)(blocks[0] + offset));
        Vector512<ulong> m1 = Vector512.Load((ulong*)(blocks[1] + offset));
        Vector512<ulong> m2 = Vector512.Load((ulong*)(blocks[2] + offset));
        Vector512<ulong> m3 = Vector512.Load((ulong*)(blocks[3] + offset));
        Vector512<ulong> m4 = Vector512.Load((ulong*)(blocks[4] + offset));
        Vector512<ulong> m5 = Vector512.Load((ulong*)(blocks[5] + offset));
        Vector512<ulong> m6 = Vector512.Load((ulong*)(blocks[6] + offset));
        Vector512<ulong> m7 = Vector512.Load((ulong*)(blocks[7] + offset));

        // Pairs of messages: even words in t0, t2, t4, t6, odd words in the others, each pair of elements one word of two messages.
        Vector512<ulong> t0 = Avx512F.UnpackLow(m0, m1);
        Vector512<ulong> t1 = Avx512F.UnpackHigh(m0, m1);
        Vector512<ulong> t2 = Avx512F.UnpackLow(m2, m3);
        Vector512<ulong> t3 = Avx512F.UnpackHigh(m2, m3);
        Vector512<ulong> t4 = Avx512F.UnpackLow(m4, m5);
        Vector512<ulong> t5 = Avx512F.UnpackHigh(m4, m5);
        Vector512<ulong> t6 = Avx512F.UnpackLow(m6, m7);
        Vector512<ulong> t7 = Avx512F.UnpackHigh(m6, m7);

        AbsorbFourWords(state, keep, t0, t2, t4, t6);
        AbsorbFourWords(state + 1, keep, t1, t3, t5, t7);
    }

    // Quarter k of each argument holds word 2k of two messages (or 2k + 1): the quarters are brought together, and words go to every other lane.
    private static void AbsorbFourWords(
        Vector512<ulong>* state,
        Vector512<ulong> keep,
        Vector512<ulong> m01,
        Vector512<ulong> m23,
        Vector512<ulong> m45,
        Vector512<ulong> m67
    )
    {
        Vector512<ulong> low0123 = Avx512F.Shuffle4x128(m01, m23, 0b01_00_01_00); // Words 0, 2 of messages 0, 1; then of 2, 3.
        Vector512<ulong> low4567 = Avx512F.Shuffle4x128(m45, m67, 0b01_00_01_00);
        Vector512<ulong> high0123 = Avx512F.Shuffle4x128(m01, m23, 0b11_10_11_10); // Words 4, 6.
        Vector512<ulong> high4567 = Avx512F.Shuffle4x128(m45, m67, 0b11_10_11_10);
        state[0] = (state[0] & keep) ^ Avx512F.Shuffle4x128(low0123, low4567, 0b10_00_10_00);
        state[2] = (state[2] & keep) ^ Avx512F.Shuffle4x128(low0123, low4567, 0b11_01_11_01);
        state[4] = (state[4] & keep) ^ Avx512F.Shuffle4x128(high0123, high4567, 0b10_00_10_00);
        state[6] = (state[6] & keep) ^ Avx512F.Shuffle4x128(high0123, high4567, 0b11_01_11_01);
    }
}
