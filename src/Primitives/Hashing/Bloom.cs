using System.Runtime.Intrinsics;

namespace NodeProto.Primitives;

/// <summary>The 2048-bit filter over log addresses and topics (yellow paper §4.3.1). Immutable.</summary>
public sealed class Bloom : IEquatable<Bloom>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 256;

    /// <summary>The filter that holds nothing.</summary>
    public static readonly Bloom Empty = new(new byte[Size]);

    private readonly byte[] _bytes;

    private Bloom(byte[] bytes) => _bytes = bytes;

    /// <summary>The 256 bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A filter from its 256 bytes.</summary>
    /// <exception cref="ArgumentException">The length is not 256.</exception>
    public static Bloom FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A bloom has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }
        return bytes.ContainsAnyExcept((byte)0) ? new Bloom(bytes.ToArray()) : Empty;
    }

    /// <summary>Sets the three bits of an entry in a 256-byte filter.</summary>
    /// <param name="filter">256 bytes that are being built.</param>
    /// <param name="entry">A log's address or one of its topics.</param>
    public static void Add(Span<byte> filter, ReadOnlySpan<byte> entry)
    {
        Span<byte> hash = stackalloc byte[Hash256.Size];
        Keccak.Hash(entry, hash);
        for (int i = 0; i < 6; i += 2)
        {
            int bit = ((hash[i] << 8) | hash[i + 1]) & 0x7FF;
            filter[Size - 1 - (bit >> 3)] |= (byte)(1 << (bit & 7));
        }
    }

    /// <summary>Joins another filter into one that is being built.</summary>
    public static void Or(Span<byte> filter, ReadOnlySpan<byte> other)
    {
        for (int i = 0; i < Size; i += Vector256<byte>.Count)
        {
            (Vector256.Create<byte>(filter[i..]) | Vector256.Create(other[i..])).CopyTo(filter[i..]);
        }
    }

    /// <inheritdoc/>
    public bool Equals(Bloom? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Bloom);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => HexText.Encode(_bytes);
}
