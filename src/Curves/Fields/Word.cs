using System.Runtime.CompilerServices;

namespace NodeProto.Curves;

/// <summary>One step of long arithmetic on 64-bit words; the carry goes from call to call.</summary>
internal static class Word
{
    /// <summary>left + right + carry; the carry becomes 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AddCarry(ulong left, ulong right, ref ulong carry)
    {
        ulong sum = left + carry;
        ulong c = sum < carry ? 1UL : 0UL;
        sum += right;
        carry = c + (sum < right ? 1UL : 0UL);
        return sum;
    }

    /// <summary>left - right - borrow; the borrow becomes 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SubtractBorrow(ulong left, ulong right, ref ulong borrow)
    {
        ulong difference = left - right;
        ulong b = left < right ? 1UL : 0UL;
        ulong result = difference - borrow;
        borrow = b | (difference < borrow ? 1UL : 0UL);
        return result;
    }

    /// <summary>accumulator + x·y + carry; returns the low word, the carry becomes the high one. Never overflows 128 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong accumulator, ulong x, ulong y, ref ulong carry)
    {
        ulong high = Math.BigMul(x, y, out ulong low);
        low += carry;
        high += low < carry ? 1UL : 0UL;
        low += accumulator;
        high += low < accumulator ? 1UL : 0UL;
        carry = high;
        return low;
    }
}
