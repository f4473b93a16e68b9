using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Hashes in ascending order, each once, 32 bytes each; read in place.</summary>
/// <param name="hashes">The hashes, sorted.</param>
public readonly ref struct HashList(ReadOnlySpan<Hash256> hashes)
{
    /// <summary>The hashes, without a copy.</summary>
    public ReadOnlySpan<Hash256> Span { get; } = hashes;

    /// <summary>How many there are.</summary>
    public int Count => Span.Length;

    /// <summary>One of them.</summary>
    public Hash256 this[int index] => Span[index];

    /// <summary>A copy that outlives the transaction.</summary>
    public Hash256[] ToArray() => Span.ToArray();

    /// <summary>A list over the hashes, without a copy.</summary>
    public static implicit operator HashList(ReadOnlySpan<Hash256> hashes) => new(hashes);

    /// <summary>A list over the hashes, without a copy.</summary>
    public static implicit operator HashList(Hash256[] hashes) => new(hashes);
}

/// <summary>32 bytes for each hash.</summary>
internal sealed class HashListCodec : IValueCodec<HashList>
{
    public static readonly HashListCodec Instance = new();

    public ReadOnlySpan<byte> Encode(HashList value, ByteBuffer scratch) =>
        IsSorted(value.Span)
            ? MemoryMarshal.AsBytes(value.Span)
            : throw new ArgumentException("The hashes are not in ascending order.", nameof(value));

    public HashList Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % Hash256.Size != 0)
        {
            DatabaseCorruptException.ThrowValue($"{bytes.Length} bytes are no list of {Hash256.Size}-byte hashes");
        }
        ReadOnlySpan<Hash256> hashes = MemoryMarshal.Cast<byte, Hash256>(bytes);
        if (!IsSorted(hashes))
        {
            DatabaseCorruptException.ThrowValue("the hashes are not in ascending order");
        }
        return new HashList(hashes);
    }

    private static bool IsSorted(ReadOnlySpan<Hash256> hashes)
    {
        for (int i = 1; i < hashes.Length; i++)
        {
            if (hashes[i - 1] >= hashes[i])
            {
                return false;
            }
        }
        return true;
    }
}
