using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NodeProto.Primitives;

/// <summary>32 bytes: a Keccak-256 hash or another word that is treated as bytes. Compares as big-endian bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Hash256 : IEquatable<Hash256>, IComparable<Hash256>, IKey<Hash256>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    // Four words in memory order: equality is four comparisons, and the hash code is one word, since hashes are uniform.
    private readonly ulong _w0;
    private readonly ulong _w1;
    private readonly ulong _w2;
    private readonly ulong _w3;

    /// <summary>Copies a hash from its 32 bytes.</summary>
    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException">The length is not 32.</exception>
    public Hash256(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            ThrowLength(bytes.Length);
        }
        this = Unsafe.ReadUnaligned<Hash256>(ref MemoryMarshal.GetReference(bytes));
    }

    /// <summary>32 zero bytes.</summary>
    public static Hash256 Zero => default;

    /// <inheritdoc/>
    public static int MaxSize => Size;

    /// <summary>The bytes, without a copy; they live as long as the variable that holds the hash.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<Hash256, byte>(ref Unsafe.AsRef(in this)), Size);

    /// <summary>Whether all bytes are zero.</summary>
    public bool IsZero => (_w0 | _w1 | _w2 | _w3) == 0;

    /// <inheritdoc/>
    public static Hash256 ReadFrom(ReadOnlySpan<byte> source) => new(source[..Size]);

    /// <inheritdoc/>
    public int WriteTo(Span<byte> destination)
    {
        Bytes.CopyTo(destination);
        return Size;
    }

    /// <summary>Reads 64 hexadecimal digits, with or without <c>0x</c>.</summary>
    /// <exception cref="FormatException">The text is not 32 bytes of hexadecimal digits.</exception>
    public static Hash256 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out Hash256 hash) ? hash : throw new FormatException($"'{text}' is not a 32-byte hexadecimal value.");

    /// <summary>Reads 64 hexadecimal digits, with or without <c>0x</c>; false when the text is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (HexText.TryDecodeExact(text, bytes))
        {
            hash = new Hash256(bytes);
            return true;
        }
        hash = default;
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(Hash256 other) => _w0 == other._w0 && _w1 == other._w1 && _w2 == other._w2 && _w3 == other._w3;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Hash256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (_w0 ^ _w3).GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(Hash256 other) =>
        _w0 != other._w0 ? Compare(_w0, other._w0)
        : _w1 != other._w1 ? Compare(_w1, other._w1)
        : _w2 != other._w2 ? Compare(_w2, other._w2)
        : Compare(_w3, other._w3);

    /// <summary>The 32 bytes as <c>0x</c> and 64 lower-case digits.</summary>
    public override string ToString() => HexText.Encode(Bytes);

    /// <summary>Whether the bytes are equal.</summary>
    public static bool operator ==(Hash256 left, Hash256 right) => left.Equals(right);

    /// <summary>Whether any byte differs.</summary>
    public static bool operator !=(Hash256 left, Hash256 right) => !left.Equals(right);

    /// <summary>Whether the left value sorts before the right one.</summary>
    public static bool operator <(Hash256 left, Hash256 right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left value sorts after the right one.</summary>
    public static bool operator >(Hash256 left, Hash256 right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left value sorts before the right one or is equal.</summary>
    public static bool operator <=(Hash256 left, Hash256 right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left value sorts after the right one or is equal.</summary>
    public static bool operator >=(Hash256 left, Hash256 right) => left.CompareTo(right) >= 0;

    // Words are in memory order; the byte that counts most is the first.
    private static int Compare(ulong left, ulong right) =>
        BinaryPrimitives.ReverseEndianness(left).CompareTo(BinaryPrimitives.ReverseEndianness(right));

    [DoesNotReturn]
    private static void ThrowLength(int length) => throw new ArgumentException($"A hash has {Size} bytes, not {length}.", nameof(length));
}
