using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NodeProto.Primitives;

public readonly partial struct UInt256
{
    /// <summary>Whether the value is negative when read as two's complement.</summary>
    public bool IsNegative => (long)U3 < 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(UInt256 other) => ((U0 ^ other.U0) | (U1 ^ other.U1) | (U2 ^ other.U2) | (U3 ^ other.U3)) == 0;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is UInt256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(U0, U1, U2, U3);

    /// <inheritdoc/>
    public int CompareTo(UInt256 other) =>
        this < other ? -1
        : Equals(other) ? 0
        : 1;

    /// <summary>Order of two's complement numbers: below zero when left is smaller, zero when equal.</summary>
    public static int CompareSigned(in UInt256 left, in UInt256 right) =>
        left.IsNegative == right.IsNegative ? left.CompareTo(right)
        : left.IsNegative ? -1
        : 1;

    /// <summary>Two's complement less-than (SLT; SGT with the arguments exchanged).</summary>
    public static bool SignedLessThan(in UInt256 left, in UInt256 right) =>
        left.IsNegative == right.IsNegative ? left < right : left.IsNegative;

    /// <summary>The smaller of two unsigned values.</summary>
    public static UInt256 Min(in UInt256 left, in UInt256 right) => left < right ? left : right;

    /// <summary>The larger of two unsigned values.</summary>
    public static UInt256 Max(in UInt256 left, in UInt256 right) => left < right ? right : left;

    /// <summary>Whether both are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator ==(in UInt256 left, in UInt256 right) =>
        ((left.U0 ^ right.U0) | (left.U1 ^ right.U1) | (left.U2 ^ right.U2) | (left.U3 ^ right.U3)) == 0;

    /// <summary>Whether they differ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator !=(in UInt256 left, in UInt256 right) => !(left == right);

    /// <summary>Unsigned less-than.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <(in UInt256 left, in UInt256 right)
    {
        if (left.U3 != right.U3)
        {
            return left.U3 < right.U3;
        }
        if (left.U2 != right.U2)
        {
            return left.U2 < right.U2;
        }
        return left.U1 != right.U1 ? left.U1 < right.U1 : left.U0 < right.U0;
    }

    /// <summary>Unsigned greater-than.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >(in UInt256 left, in UInt256 right) => right < left;

    /// <summary>Unsigned less-or-equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <=(in UInt256 left, in UInt256 right) => !(right < left);

    /// <summary>Unsigned greater-or-equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >=(in UInt256 left, in UInt256 right) => !(left < right);
}
