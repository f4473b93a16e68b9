using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NodeProto.Primitives;

/// <summary>Keccak-256 with the original padding (not SHA-3's), as Ethereum uses it everywhere (yellow paper, appendix B).</summary>
public static class Keccak
{
    /// <summary>Bytes that one permutation absorbs.</summary>
    public const int RateBytes = 136;

    /// <summary>Hash of the empty byte string.</summary>
    public static readonly Hash256 OfEmpty = Hash256.Parse("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");

    /// <summary>Hash of the RLP of an empty list, the ommers hash of a block without ommers.</summary>
    public static readonly Hash256 OfEmptyList = Hash256.Parse("1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");

    /// <summary>Hash of the RLP of an empty string: the root of an empty trie.</summary>
    public static readonly Hash256 OfEmptyTrie = Hash256.Parse("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");

    /// <summary>Keccak-256 of the data.</summary>
    [SkipLocalsInit]
    public static Hash256 Hash(ReadOnlySpan<byte> data)
    {
        State state;
        Unsafe.SkipInit(out state);
        Sponge<HashOnly>(data, ref state[0], RateBytes);
        return Unsafe.As<State, Hash256>(ref state);
    }

    /// <summary>Writes the 32 bytes of the data's hash.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        State state;
        Unsafe.SkipInit(out state);
        Sponge<HashOnly>(data, ref state[0], RateBytes);
        MemoryMarshal.AsBytes((ReadOnlySpan<ulong>)state)[..Hash256.Size].CopyTo(destination);
    }

    /// <summary>Absorbs a message; the first lanes of the state are then its hash.</summary>
    /// <typeparam name="TResult">Whether four lanes are enough for the hash.</typeparam>
    /// <param name="data">The message.</param>
    /// <param name="state">First of 25 lanes; what they hold does not matter.</param>
    /// <param name="rateBytes">Bytes that one permutation absorbs: 200 less twice the length of the hash.</param>
    internal static void Sponge<TResult>(ReadOnlySpan<byte> data, ref ulong state, int rateBytes)
        where TResult : struct, IPermutationResult
    {
        Unsafe.InitBlock(ref Unsafe.As<ulong, byte>(ref state), 0, KeccakPermutation.StateLanes * sizeof(ulong));
        while (data.Length >= rateBytes)
        {
            Join(data[..rateBytes], ref state);
            Permute<WholeState>(ref state);
            data = data[rateBytes..];
        }
        // The last bytes share a word with the first padding bit, 0x01.
        int whole = data.Length & ~7;
        Join(data[..whole], ref state);
        Unsafe.AddByteOffset(ref state, whole) ^= whole == data.Length ? 1 : LastWord(data[whole..]);
        Unsafe.Add(ref state, (rateBytes >> 3) - 1) ^= 1UL << 63;
        Permute<TResult>(ref state);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Permute<TResult>(ref ulong state)
        where TResult : struct, IPermutationResult
    {
        if (Avx512F.VL.IsSupported)
        {
            KeccakPermutation.Permute<Vector128<ulong>, VectorLane, TResult>(ref state);
        }
        else
        {
            KeccakPermutation.Permute<ulong, ScalarLane, TResult>(ref state);
        }
    }

    // Whole words; no more of them than the state has lanes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(ReadOnlySpan<byte> data, ref ulong state)
    {
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(data))
        {
            state ^= word;
            state = ref Unsafe.Add(ref state, 1);
        }
    }

    // Up to seven bytes, little-endian, and the padding bit after them.
    private static ulong LastWord(ReadOnlySpan<byte> bytes)
    {
        ulong word = 1;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            word = (word << 8) | bytes[i];
        }
        return word;
    }

    /// <summary>The lanes of one sponge.</summary>
    [InlineArray(KeccakPermutation.StateLanes)]
    internal struct State
    {
        private ulong _first;
    }
}
