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
        ThrowUnlessSize(bytes.Length);
        return bytes.ContainsAnyExcept((byte)0) ? new Bloom(bytes.ToArray()) : Empty;
    }

    /// <summary>Whether the entry may have been added: false is certain, true is not.</summary>
    /// <param name="entry">A log's address or one of its topics.</param>
    public bool MightContain(ReadOnlySpan<byte> entry) => MightContain(_bytes, entry);

    /// <summary>Whether every bit of the other filter is set in this one, so that all its entries may have been added here.</summary>
    public bool Contains(Bloom other)
    {
        Vector512<byte> missing = default;
        for (int i = 0; i < Size; i += Vector512<byte>.Count)
        {
            missing |= Vector512.AndNot(Vector512.Create<byte>(other.Bytes[i..]), Vector512.Create(Bytes[i..]));
        }
        return missing == default;
    }

    /// <summary>Sets the three bits of an entry in a filter (yellow paper, equations 30 to 33).</summary>
    /// <param name="filter">256 bytes that are being built.</param>
    /// <param name="entry">A log's address or one of its topics.</param>
    /// <exception cref="ArgumentException">The filter does not have 256 bytes.</exception>
    public static void Add(Span<byte> filter, ReadOnlySpan<byte> entry)
    {
        ThrowUnlessSize(filter.Length);
        Hash256 hash = Keccak.Hash(entry);
        for (int i = 0; i < 6; i += 2)
        {
            (int index, byte mask) = BitAt(hash.Bytes, i);
            filter[index] |= mask;
        }
    }

    /// <summary>Whether the entry may have been added to a filter: false is certain, true is not.</summary>
    /// <param name="filter">256 bytes.</param>
    /// <param name="entry">A log's address or one of its topics.</param>
    /// <exception cref="ArgumentException">The filter does not have 256 bytes.</exception>
    public static bool MightContain(ReadOnlySpan<byte> filter, ReadOnlySpan<byte> entry)
    {
        ThrowUnlessSize(filter.Length);
        Hash256 hash = Keccak.Hash(entry);
        for (int i = 0; i < 6; i += 2)
        {
            (int index, byte mask) = BitAt(hash.Bytes, i);
            if ((filter[index] & mask) == 0)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Joins another filter into one that is being built.</summary>
    /// <param name="filter">256 bytes that are being built.</param>
    /// <param name="other">256 bytes.</param>
    /// <exception cref="ArgumentException">One of them does not have 256 bytes.</exception>
    public static void Or(Span<byte> filter, ReadOnlySpan<byte> other)
    {
        ThrowUnlessSize(filter.Length);
        ThrowUnlessSize(other.Length);
        for (int i = 0; i < Size; i += Vector512<byte>.Count)
        {
            (Vector512.Create<byte>(filter[i..]) | Vector512.Create(other[i..])).CopyTo(filter[i..]);
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

    // The low 11 bits of a pair of hash bytes number a bit, counted from the end of the filter.
    private static (int Index, byte Mask) BitAt(ReadOnlySpan<byte> hash, int pair)
    {
        int bit = ((hash[pair] << 8) | hash[pair + 1]) & 0x7FF;
        return (Size - 1 - (bit >> 3), (byte)(1 << (bit & 7)));
    }

    private static void ThrowUnlessSize(int length)
    {
        if (length != Size)
        {
            throw new ArgumentException($"A bloom has {Size} bytes, not {length}.");
        }
    }
}
