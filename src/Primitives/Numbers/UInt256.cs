using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NodeProto.Primitives;

/// <summary>A 256-bit unsigned word: four <c>ulong</c> limbs, least significant first. Arithmetic wraps modulo 2^256.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly partial struct UInt256 : IEquatable<UInt256>, IComparable<UInt256>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    /// <summary>Least significant limb.</summary>
    public readonly ulong U0;

    /// <summary>Second limb.</summary>
    public readonly ulong U1;

    /// <summary>Third limb.</summary>
    public readonly ulong U2;

    /// <summary>Most significant limb.</summary>
    public readonly ulong U3;

    /// <summary>A word from its limbs, least significant first.</summary>
    public UInt256(ulong u0, ulong u1 = 0, ulong u2 = 0, ulong u3 = 0)
    {
        U0 = u0;
        U1 = u1;
        U2 = u2;
        U3 = u3;
    }

    /// <summary>A word from at most 32 big-endian bytes; missing leading bytes are zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than 32 bytes.</exception>
    public UInt256(ReadOnlySpan<byte> bigEndian)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bigEndian.Length, Size);
        Span<byte> padded = stackalloc byte[Size];
        padded.Clear();
        bigEndian.CopyTo(padded[(Size - bigEndian.Length)..]);
        U3 = BinaryPrimitives.ReadUInt64BigEndian(padded);
        U2 = BinaryPrimitives.ReadUInt64BigEndian(padded[8..]);
        U1 = BinaryPrimitives.ReadUInt64BigEndian(padded[16..]);
        U0 = BinaryPrimitives.ReadUInt64BigEndian(padded[24..]);
    }

    /// <summary>0.</summary>
    public static UInt256 Zero => default;

    /// <summary>1.</summary>
    public static UInt256 One => new(1);

    /// <summary>2^256 - 1.</summary>
    public static UInt256 MaxValue => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Whether the value is 0.</summary>
    public bool IsZero => (U0 | U1 | U2 | U3) == 0;

    /// <summary>Whether the value fits in 64 bits.</summary>
    public bool IsUInt64 => (U1 | U2 | U3) == 0;

    /// <summary>How many bits the value needs; 0 for zero.</summary>
    public int BitLength =>
        U3 != 0 ? 256 - BitOperations.LeadingZeroCount(U3)
        : U2 != 0 ? 192 - BitOperations.LeadingZeroCount(U2)
        : U1 != 0 ? 128 - BitOperations.LeadingZeroCount(U1)
        : 64 - BitOperations.LeadingZeroCount(U0);

    /// <summary>Writes 32 big-endian bytes.</summary>
    public void WriteBigEndian(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, U3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], U2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], U1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], U0);
    }

    /// <summary>Adds; true in <paramref name="overflow"/> when the sum reached 2^256 and wrapped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 Add(in UInt256 left, in UInt256 right, out bool overflow)
    {
        ulong r0 = left.U0 + right.U0;
        ulong carry = r0 < left.U0 ? 1UL : 0UL;
        ulong r1 = left.U1 + right.U1;
        ulong c1 = r1 < left.U1 ? 1UL : 0UL;
        r1 += carry;
        carry = c1 | (r1 < carry ? 1UL : 0UL);
        ulong r2 = left.U2 + right.U2;
        ulong c2 = r2 < left.U2 ? 1UL : 0UL;
        r2 += carry;
        carry = c2 | (r2 < carry ? 1UL : 0UL);
        ulong r3 = left.U3 + right.U3;
        ulong c3 = r3 < left.U3 ? 1UL : 0UL;
        r3 += carry;
        carry = c3 | (r3 < carry ? 1UL : 0UL);
        overflow = carry != 0;
        return new UInt256(r0, r1, r2, r3);
    }

    /// <summary>Subtracts; true in <paramref name="borrow"/> when the right side was larger and the result wrapped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 Subtract(in UInt256 left, in UInt256 right, out bool borrow)
    {
        ulong r0 = left.U0 - right.U0;
        ulong b = left.U0 < right.U0 ? 1UL : 0UL;
        ulong r1 = left.U1 - right.U1;
        ulong b1 = left.U1 < right.U1 ? 1UL : 0UL;
        ulong s1 = r1 - b;
        b = b1 | (r1 < b ? 1UL : 0UL);
        ulong r2 = left.U2 - right.U2;
        ulong b2 = left.U2 < right.U2 ? 1UL : 0UL;
        ulong s2 = r2 - b;
        b = b2 | (r2 < b ? 1UL : 0UL);
        ulong r3 = left.U3 - right.U3;
        ulong b3 = left.U3 < right.U3 ? 1UL : 0UL;
        ulong s3 = r3 - b;
        b = b3 | (r3 < b ? 1UL : 0UL);
        borrow = b != 0;
        return new UInt256(r0, s1, s2, s3);
    }

    /// <summary>Sum modulo 2^256.</summary>
    public static UInt256 operator +(in UInt256 left, in UInt256 right) => Add(left, right, out _);

    /// <summary>Difference modulo 2^256.</summary>
    public static UInt256 operator -(in UInt256 left, in UInt256 right) => Subtract(left, right, out _);

    /// <summary>The word of a 64-bit number.</summary>
    public static implicit operator UInt256(ulong value) => new(value);

    /// <summary>The low 64 bits.</summary>
    /// <exception cref="OverflowException">The value needs more than 64 bits.</exception>
    public static explicit operator ulong(in UInt256 value) =>
        value.IsUInt64 ? value.U0 : throw new OverflowException("The value does not fit in 64 bits.");

    /// <inheritdoc/>
    public bool Equals(UInt256 other) => U0 == other.U0 && U1 == other.U1 && U2 == other.U2 && U3 == other.U3;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is UInt256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(U0, U1, U2, U3);

    /// <inheritdoc/>
    public int CompareTo(UInt256 other) =>
        U3 != other.U3 ? U3.CompareTo(other.U3)
        : U2 != other.U2 ? U2.CompareTo(other.U2)
        : U1 != other.U1 ? U1.CompareTo(other.U1)
        : U0.CompareTo(other.U0);

    /// <summary>Whether both are equal.</summary>
    public static bool operator ==(in UInt256 left, in UInt256 right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(in UInt256 left, in UInt256 right) => !left.Equals(right);

    /// <summary>Unsigned less-than.</summary>
    public static bool operator <(in UInt256 left, in UInt256 right) => left.CompareTo(right) < 0;

    /// <summary>Unsigned greater-than.</summary>
    public static bool operator >(in UInt256 left, in UInt256 right) => left.CompareTo(right) > 0;

    /// <summary>Unsigned less-or-equal.</summary>
    public static bool operator <=(in UInt256 left, in UInt256 right) => left.CompareTo(right) <= 0;

    /// <summary>Unsigned greater-or-equal.</summary>
    public static bool operator >=(in UInt256 left, in UInt256 right) => left.CompareTo(right) >= 0;

    /// <summary>As a big integer, for text and tests; not for hot code.</summary>
    public BigInteger ToBigInteger()
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>Decimal text.</summary>
    public override string ToString() =>
        IsUInt64 ? U0.ToString(CultureInfo.InvariantCulture) : ToBigInteger().ToString(CultureInfo.InvariantCulture);
}
