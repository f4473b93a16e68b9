using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace NodeProto.Primitives;

/// <summary>Keccak-256 of many independent messages: eight at a time where the processor has AVX-512, four with AVX2, one by one elsewhere, with equal results.</summary>
/// <remarks>Thread-safe; allocates nothing. A single message is hashed by <see cref="Keccak"/>, which is faster for one.</remarks>
public static class KeccakBatch
{
    /// <summary>How many messages run side by side on this processor; batches that are a multiple of it waste nothing.</summary>
    public static int Width =>
        KeccakEightWay.IsSupported ? KeccakEightWay.Lanes
        : KeccakFourWay.IsSupported ? KeccakFourWay.Lanes
        : 1;

    /// <summary>Hashes pieces of a buffer, of any lengths in any order.</summary>
    /// <param name="data">The buffer.</param>
    /// <param name="pieces">Offset and length of each message, in bytes; messages may overlap.</param>
    /// <param name="destination">Receives hash i of piece i; at least as long as <paramref name="pieces"/>.</param>
    /// <exception cref="ArgumentException">A piece does not lie inside the data, or the destination is too short.</exception>
    public static void Hash(ReadOnlySpan<byte> data, ReadOnlySpan<(int Offset, int Length)> pieces, Span<Hash256> destination)
    {
        if (destination.Length < pieces.Length)
        {
            ThrowDestination();
        }
        foreach ((int offset, int length) in pieces)
        {
            if ((offset | length) < 0 || (ulong)(uint)offset + (uint)length > (uint)data.Length)
            {
                ThrowPiece(offset, length, data.Length);
            }
        }
        if (KeccakEightWay.IsSupported && pieces.Length > 1)
        {
            KeccakEightWay.Hash(data, pieces, destination);
            return;
        }
        if (KeccakFourWay.IsSupported && pieces.Length > 1)
        {
            KeccakFourWay.Hash(data, pieces, destination);
            return;
        }
        for (int i = 0; i < pieces.Length; i++)
        {
            destination[i] = Keccak.Hash(data.Slice(pieces[i].Offset, pieces[i].Length));
        }
    }

    /// <summary>Hashes each address: the keys of accounts.</summary>
    /// <param name="addresses">20 bytes each.</param>
    /// <param name="destination">Receives hash i of address i; at least as long as <paramref name="addresses"/>.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static void Hash(ReadOnlySpan<Address> addresses, Span<Hash256> destination) =>
        HashShort(MemoryMarshal.AsBytes(addresses), Address.Size, destination);

    /// <summary>Hashes each 32-byte word: the keys of slots, given as big-endian bytes, or hashes of hashes.</summary>
    /// <param name="words">32 bytes each.</param>
    /// <param name="destination">Receives hash i of word i; at least as long as <paramref name="words"/>, and may be the same span.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static void Hash(ReadOnlySpan<Hash256> words, Span<Hash256> destination) =>
        HashShort(MemoryMarshal.AsBytes(words), Hash256.Size, destination);

    private static void HashShort(ReadOnlySpan<byte> messages, int length, Span<Hash256> destination)
    {
        int count = messages.Length / length;
        if (destination.Length < count)
        {
            ThrowDestination();
        }
        int i = 0;
        if (KeccakEightWay.IsSupported)
        {
            for (; count - i >= KeccakEightWay.Lanes; i += KeccakEightWay.Lanes)
            {
                KeccakEightWay.HashShort(messages[(i * length)..], length, destination[i..]);
            }
            if (count - i > 1)
            {
                HashTail(messages[(i * length)..], length, destination[i..count]);
                return;
            }
        }
        else if (KeccakFourWay.IsSupported)
        {
            i = HashFours(messages, length, destination[..count]);
        }
        for (; i < count; i++)
        {
            destination[i] = Keccak.Hash(messages.Slice(i * length, length));
        }
    }

    /// <summary>Hashes up to four messages at a time; returns how many, one may be left. A message is one block, so it is read before its hash is written.</summary>
    private static int HashFours(ReadOnlySpan<byte> messages, int length, Span<Hash256> destination)
    {
        Span<(int Offset, int Length)> pieces = stackalloc (int, int)[KeccakFourWay.Lanes];
        int done = 0;
        while (destination.Length - done > 1)
        {
            int together = Math.Min(KeccakFourWay.Lanes, destination.Length - done);
            for (int i = 0; i < together; i++)
            {
                pieces[i] = ((done + i) * length, length);
            }
            KeccakFourWay.Hash(messages, pieces[..together], destination[done..]);
            done += together;
        }
        return done;
    }

    // Two to seven messages: the other lanes hash zeros, which still costs less than two scalar hashes.
    private static void HashTail(ReadOnlySpan<byte> messages, int length, Span<Hash256> destination)
    {
        Span<byte> padded = stackalloc byte[KeccakEightWay.Lanes * Hash256.Size];
        Span<Hash256> hashes = stackalloc Hash256[KeccakEightWay.Lanes];
        padded.Clear();
        messages.CopyTo(padded);
        KeccakEightWay.HashShort(padded, length, hashes);
        hashes[..destination.Length].CopyTo(destination);
    }

    [DoesNotReturn]
    private static void ThrowDestination() =>
        throw new ArgumentException("The destination has room for fewer hashes than there are messages.");

    [DoesNotReturn]
    private static void ThrowPiece(int offset, int length, int available) =>
        throw new ArgumentException($"A piece of {length} bytes at {offset} does not lie inside {available} bytes.");
}
