using System.Runtime.CompilerServices;

namespace NodeProto.Primitives;

public readonly partial struct UInt256
{
    /// <summary>Adds; true in <paramref name="overflow"/> when the sum reached 2^256 and wrapped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 Add(in UInt256 left, in UInt256 right, out bool overflow)
    {
        ulong r0 = AddWithCarry(left.U0, right.U0, 0, out ulong carry);
        ulong r1 = AddWithCarry(left.U1, right.U1, carry, out carry);
        ulong r2 = AddWithCarry(left.U2, right.U2, carry, out carry);
        ulong r3 = AddWithCarry(left.U3, right.U3, carry, out carry);
        overflow = carry != 0;
        return new UInt256(r0, r1, r2, r3);
    }

    /// <summary>Subtracts; true in <paramref name="borrow"/> when the right side was larger and the result wrapped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 Subtract(in UInt256 left, in UInt256 right, out bool borrow)
    {
        ulong r0 = SubtractWithBorrow(left.U0, right.U0, 0, out ulong b);
        ulong r1 = SubtractWithBorrow(left.U1, right.U1, b, out b);
        ulong r2 = SubtractWithBorrow(left.U2, right.U2, b, out b);
        ulong r3 = SubtractWithBorrow(left.U3, right.U3, b, out b);
        borrow = b != 0;
        return new UInt256(r0, r1, r2, r3);
    }

    /// <summary>The sum; false, with the wrapped sum, when it reaches 2^256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdd(in UInt256 left, in UInt256 right, out UInt256 sum)
    {
        sum = Add(left, right, out bool overflow);
        return !overflow;
    }

    /// <summary>The difference; false, with the wrapped difference, when right is larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TrySubtract(in UInt256 left, in UInt256 right, out UInt256 difference)
    {
        difference = Subtract(left, right, out bool borrow);
        return !borrow;
    }

    /// <summary>Sum modulo 2^256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator +(in UInt256 left, in UInt256 right) => Add(left, right, out _);

    /// <summary>Difference modulo 2^256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator -(in UInt256 left, in UInt256 right) => Subtract(left, right, out _);

    /// <summary>Two's complement negation: 2^256 minus the value, modulo 2^256.</summary>
    public static UInt256 operator -(in UInt256 value) => Subtract(default, value, out _);

    /// <summary>One more, modulo 2^256.</summary>
    public static UInt256 operator ++(in UInt256 value) => value + One;

    /// <summary>One less, modulo 2^256.</summary>
    public static UInt256 operator --(in UInt256 value) => value - One;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddWithCarry(ulong left, ulong right, ulong carryIn, out ulong carryOut)
    {
        ulong sum = left + right;
        ulong carry = sum < left ? 1UL : 0UL;
        ulong total = sum + carryIn;
        carryOut = carry | (total < sum ? 1UL : 0UL);
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SubtractWithBorrow(ulong left, ulong right, ulong borrowIn, out ulong borrowOut)
    {
        ulong difference = left - right;
        ulong borrow = left < right ? 1UL : 0UL;
        borrowOut = borrow | (difference < borrowIn ? 1UL : 0UL);
        return difference - borrowIn;
    }
}
