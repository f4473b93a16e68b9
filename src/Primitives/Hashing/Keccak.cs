using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NodeProto.Primitives;

/// <summary>Keccak-256 with the original padding (not SHA-3's), as Ethereum uses it everywhere (yellow paper, appendix B).</summary>
public static partial class Keccak
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
        Span<ulong> state = stackalloc ulong[StateLanes];
        Sponge(data, state, RateBytes);
        return Unsafe.As<ulong, Hash256>(ref MemoryMarshal.GetReference(state));
    }

    /// <summary>Writes the 32 bytes of the data's hash.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    [SkipLocalsInit]
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        Span<ulong> state = stackalloc ulong[StateLanes];
        Sponge(data, state, RateBytes);
        MemoryMarshal.AsBytes(state)[..Hash256.Size].CopyTo(destination);
    }

    /// <summary>Absorbs a message; the first lanes of the state are then its hash.</summary>
    /// <param name="data">The message.</param>
    /// <param name="state">25 lanes; what they hold does not matter.</param>
    /// <param name="rateBytes">Bytes that one permutation absorbs: 200 less twice the length of the hash.</param>
    internal static void Sponge(ReadOnlySpan<byte> data, Span<ulong> state, int rateBytes)
    {
        state.Clear();
        while (data.Length >= rateBytes)
        {
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data[..rateBytes]);
            for (int i = 0; i < words.Length; i++)
            {
                state[i] ^= words[i];
            }
            Permute(ref MemoryMarshal.GetReference(state));
            data = data[rateBytes..];
        }
        // The rest is joined word by word; its last bytes share a word with the first padding bit, 0x01.
        int whole = data.Length >> 3;
        ReadOnlySpan<ulong> rest = MemoryMarshal.Cast<byte, ulong>(data);
        for (int i = 0; i < rest.Length; i++)
        {
            state[i] ^= rest[i];
        }
        state[whole] ^= LastWord(data[(whole << 3)..]);
        state[(rateBytes >> 3) - 1] ^= 1UL << 63;
        Permute(ref MemoryMarshal.GetReference(state));
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
}
