using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NodeProto.Primitives;

/// <summary>The 20 bytes that name an account.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct Address : IEquatable<Address>, IComparable<Address>, IKey<Address>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    private readonly ulong _w0;
    private readonly ulong _w1;
    private readonly uint _w2;

    /// <summary>Copies an address from its 20 bytes.</summary>
    /// <param name="bytes">Exactly 20 bytes.</param>
    /// <exception cref="ArgumentException">The length is not 20.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            ThrowLength(bytes.Length);
        }
        this = Unsafe.ReadUnaligned<Address>(ref MemoryMarshal.GetReference(bytes));
    }

    /// <summary>20 zero bytes.</summary>
    public static Address Zero => default;

    /// <inheritdoc/>
    public static int MaxSize => Size;

    /// <summary>The bytes, without a copy; they live as long as the variable that holds the address.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<Address, byte>(ref Unsafe.AsRef(in this)), Size);

    /// <summary>Whether all bytes are zero.</summary>
    public bool IsZero => (_w0 | _w1 | _w2) == 0;

    /// <inheritdoc/>
    public static Address ReadFrom(ReadOnlySpan<byte> source) => new(source[..Size]);

    /// <inheritdoc/>
    public int WriteTo(Span<byte> destination)
    {
        Bytes.CopyTo(destination);
        return Size;
    }

    /// <summary>Reads 40 hexadecimal digits, with or without <c>0x</c>; a checksum in upper and lower case is not checked.</summary>
    /// <exception cref="FormatException">The text is not 20 bytes of hexadecimal digits.</exception>
    public static Address Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out Address address) ? address : throw new FormatException($"'{text}' is not a 20-byte hexadecimal address.");

    /// <summary>Reads 40 hexadecimal digits, with or without <c>0x</c>; false when the text is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (HexText.TryDecodeExact(text, bytes))
        {
            address = new Address(bytes);
            return true;
        }
        address = default;
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(Address other) => _w0 == other._w0 && _w1 == other._w1 && _w2 == other._w2;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_w0, _w1, _w2);

    /// <inheritdoc/>
    public int CompareTo(Address other) =>
        _w0 != other._w0 ? Compare(_w0, other._w0)
        : _w1 != other._w1 ? Compare(_w1, other._w1)
        : BinaryPrimitives.ReverseEndianness(_w2).CompareTo(BinaryPrimitives.ReverseEndianness(other._w2));

    /// <summary>The 20 bytes as <c>0x</c> and 40 lower-case digits.</summary>
    public override string ToString() => HexText.Encode(Bytes);

    /// <summary>Whether the bytes are equal.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Whether any byte differs.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    /// <summary>Whether the left address sorts before the right one.</summary>
    public static bool operator <(Address left, Address right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left address sorts after the right one.</summary>
    public static bool operator >(Address left, Address right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left address sorts before the right one or is equal.</summary>
    public static bool operator <=(Address left, Address right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left address sorts after the right one or is equal.</summary>
    public static bool operator >=(Address left, Address right) => left.CompareTo(right) >= 0;

    // Words are in memory order; the byte that counts most is the first.
    private static int Compare(ulong left, ulong right) =>
        BinaryPrimitives.ReverseEndianness(left).CompareTo(BinaryPrimitives.ReverseEndianness(right));

    [DoesNotReturn]
    private static void ThrowLength(int length) =>
        throw new ArgumentException($"An address has {Size} bytes, not {length}.", nameof(length));
}
