using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NodeProto.Primitives;

/// <summary>Four Keccak states side by side in AVX2 registers, for processors without AVX-512; <see cref="KeccakBatch"/> decides when to use it.</summary>
internal static unsafe class KeccakFourWay
{
    /// <summary>States that run together.</summary>
    public const int Lanes = 4;

    private const int Alignment = 32;
    private const int StateBytes = KeccakPermutation.StateLanes * Alignment;

    /// <summary>Whether the processor has the instructions.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Hashes pieces of any lengths; the caller checked that each lies inside the data.</summary>
    /// <remarks>As in <see cref="KeccakEightWay"/>, a lane that ends its message takes the next one at once.</remarks>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> data, ReadOnlySpan<(int Offset, int Length)> pieces, Span<Hash256> destination)
    {
        Debug.Assert(destination.Length >= pieces.Length);
        byte* room = stackalloc byte[StateBytes + (Lanes * Keccak.RateBytes) + Alignment];
        Vector256<ulong>* state = Align(room);
        byte* padded = (byte*)(state + KeccakPermutation.StateLanes); // For each lane, the last block of its message.
        byte** messages = stackalloc byte*[Lanes]; // What a lane has not absorbed yet, and how many bytes it is.
        int* lengths = stackalloc int[Lanes];
        int* owners = stackalloc int[Lanes]; // Piece that the lane works on, or -1.
        byte** blocks = stackalloc byte*[Lanes]; // What it absorbs now; without work, whatever lies there.
        for (int lane = 0; lane < Lanes; lane++)
        {
            owners[lane] = -1;
            blocks[lane] = padded + (lane * Keccak.RateBytes);
        }
        int next = 0;
        Vector256<ulong> keep = Vector256<ulong>.Zero; // All ones where the state goes on, zero where a new message begins.
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
                        blocks[lane] = padded + (lane * Keccak.RateBytes);
                        Pad(messages[lane], lengths[lane], blocks[lane], Keccak.RateBytes);
                        ending |= 1U << lane;
                    }
                }
                if (working == 0)
                {
                    return;
                }
                Absorb(state, keep, blocks, Keccak.RateBytes / sizeof(ulong));
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
                    Squeeze(state, lane, (ulong*)(hashes + owners[lane]), Hash256.Size / sizeof(ulong));
                    owners[lane] = -1;
                }
            }
        }
    }

    /// <summary>Replaces four rows of 64 bytes by their Keccak-512 hashes.</summary>
    /// <param name="rows">256 bytes.</param>
    [SkipLocalsInit]
    public static void Hash512(Span<byte> rows)
    {
        Debug.Assert(rows.Length == Lanes * Keccak512.Size);
        byte* room = stackalloc byte[StateBytes + Alignment];
        Vector256<ulong>* state = Align(room);
        byte** blocks = stackalloc byte*[Lanes];
        // All reads and writes lie inside the four rows, which `fixed` keeps in place, and inside the state.
        fixed (byte* start = rows)
        {
            for (int lane = 0; lane < Lanes; lane++)
            {
                blocks[lane] = start + (lane * Keccak512.Size);
            }
            Absorb(state, Vector256<ulong>.Zero, blocks, Keccak512.Size / sizeof(ulong));
            state[8] = Vector256.Create((1UL << 63) | 1); // Both ends of the padding share the last word of the rate.
            Permute<WholeState>(state);
            for (int lane = 0; lane < Lanes; lane++)
            {
                Squeeze(state, lane, (ulong*)blocks[lane], Keccak512.Size / sizeof(ulong));
            }
        }
    }

    private static void Permute<TResult>(Vector256<ulong>* state)
        where TResult : struct, IPermutationResult => KeccakPermutation.Permute<Vector256<ulong>, FourLanes, TResult>(ref *(ulong*)state);

    // A vector that crosses a cache line costs two accesses, and the state is read and written as 25 of them.
    private static Vector256<ulong>* Align(byte* room) => (Vector256<ulong>*)(((nuint)room + Alignment - 1) & ~(nuint)(Alignment - 1));

    /// <summary>Writes the last block of a message: its rest, a bit behind it, and the last bit of the rate.</summary>
    private static void Pad(byte* message, int length, byte* block, int rateBytes)
    {
        new ReadOnlySpan<byte>(message, length).CopyTo(new Span<byte>(block, rateBytes));
        new Span<byte>(block + length, rateBytes - length).Clear();
        block[length] = 1;
        block[rateBytes - 1] |= 0x80;
    }

    /// <summary>Joins one block into each of the four states, word by word, in steps of four words that are transposed.</summary>
    /// <param name="state">25 lanes.</param>
    /// <param name="keep">All ones where the state goes on, zero where it begins.</param>
    /// <param name="blocks">A block for each of the states.</param>
    /// <param name="words">Length of a block: a multiple of four, or one more.</param>
    private static void Absorb(Vector256<ulong>* state, Vector256<ulong> keep, byte** blocks, int words)
    {
        int i = 0;
        for (; i + Lanes <= words; i += Lanes)
        {
            Vector256<ulong> m0 = Vector256.Load((ulong*)blocks[0] + i);
            Vector256<ulong> m1 = Vector256.Load((ulong*)blocks[1] + i);
            Vector256<ulong> m2 = Vector256.Load((ulong*)blocks[2] + i);
            Vector256<ulong> m3 = Vector256.Load((ulong*)blocks[3] + i);
            Vector256<ulong> even01 = Avx2.UnpackLow(m0, m1); // Words 0 of messages 0 and 1, then their words 2.
            Vector256<ulong> odd01 = Avx2.UnpackHigh(m0, m1);
            Vector256<ulong> even23 = Avx2.UnpackLow(m2, m3);
            Vector256<ulong> odd23 = Avx2.UnpackHigh(m2, m3);
            state[i] = (state[i] & keep) ^ Avx2.Permute2x128(even01, even23, 0x20);
            state[i + 1] = (state[i + 1] & keep) ^ Avx2.Permute2x128(odd01, odd23, 0x20);
            state[i + 2] = (state[i + 2] & keep) ^ Avx2.Permute2x128(even01, even23, 0x31);
            state[i + 3] = (state[i + 3] & keep) ^ Avx2.Permute2x128(odd01, odd23, 0x31);
        }
        for (; i < words; i++)
        {
            Vector256<ulong> word = Vector256.Create(Word(blocks[0], i), Word(blocks[1], i), Word(blocks[2], i), Word(blocks[3], i));
            state[i] = (state[i] & keep) ^ word;
        }
        for (; i < KeccakPermutation.StateLanes; i++)
        {
            state[i] &= keep;
        }
    }

    private static ulong Word(byte* block, int index) => Unsafe.ReadUnaligned<ulong>(block + (index * sizeof(ulong)));

    private static void Squeeze(Vector256<ulong>* state, int lane, ulong* hash, int words)
    {
        ulong* word = (ulong*)state + lane;
        for (int i = 0; i < words; i++)
        {
            hash[i] = word[i * Lanes];
        }
    }

    // All ones in the elements whose bits are set.
    private static Vector256<ulong> Expand(uint lanes)
    {
        Vector256<ulong> bit = Vector256.Create(1UL, 2, 4, 8);
        return Vector256.Equals(Vector256.Create((ulong)lanes) & bit, bit);
    }
}
