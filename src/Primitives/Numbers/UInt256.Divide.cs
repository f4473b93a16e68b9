using System.Runtime.CompilerServices;

namespace NodeProto.Primitives;

public readonly partial struct UInt256
{
    /// <summary>Unsigned quotient; zero when the divisor is zero (DIV).</summary>
    public static UInt256 DivideOrZero(in UInt256 dividend, in UInt256 divisor)
    {
        if (divisor.IsUInt64 && dividend.IsUInt64)
        {
            return divisor.U0 == 0 ? default : new UInt256(dividend.U0 / divisor.U0);
        }
        return DivideWide(dividend, divisor, out _);
    }

    /// <summary>Unsigned remainder; zero when the divisor is zero (MOD).</summary>
    public static UInt256 RemainderOrZero(in UInt256 dividend, in UInt256 divisor)
    {
        if (divisor.IsUInt64 && dividend.IsUInt64)
        {
            return divisor.U0 == 0 ? default : new UInt256(dividend.U0 % divisor.U0);
        }
        _ = DivideWide(dividend, divisor, out UInt256 remainder);
        return remainder;
    }

    /// <summary>Unsigned quotient and remainder; both are zero when the divisor is zero.</summary>
    public static UInt256 DivideRemainderOrZero(in UInt256 dividend, in UInt256 divisor, out UInt256 remainder)
    {
        if (divisor.IsUInt64 && dividend.IsUInt64 && divisor.U0 != 0)
        {
            (ulong quotient, ulong rest) = Math.DivRem(dividend.U0, divisor.U0);
            remainder = rest;
            return quotient;
        }
        return DivideWide(dividend, divisor, out remainder);
    }

    /// <summary>Two's complement quotient, rounded towards zero; zero when the divisor is zero, -2^255 for -2^255 / -1 (SDIV).</summary>
    public static UInt256 SignedDivideOrZero(in UInt256 dividend, in UInt256 divisor)
    {
        UInt256 quotient = DivideOrZero(Magnitude(dividend), Magnitude(divisor));
        return dividend.IsNegative == divisor.IsNegative ? quotient : -quotient;
    }

    /// <summary>Two's complement remainder with the sign of the dividend; zero when the divisor is zero (SMOD).</summary>
    public static UInt256 SignedRemainderOrZero(in UInt256 dividend, in UInt256 divisor)
    {
        UInt256 remainder = RemainderOrZero(Magnitude(dividend), Magnitude(divisor));
        return dividend.IsNegative ? -remainder : remainder;
    }

    /// <summary>The sum, not wrapped, modulo the third number; zero when that is zero (ADDMOD).</summary>
    public static UInt256 AddModOrZero(in UInt256 left, in UInt256 right, in UInt256 modulus)
    {
        UInt256 sum = Add(left, right, out bool overflow);
        return overflow ? Division.Remainder(sum, One, modulus) : RemainderOrZero(sum, modulus);
    }

    /// <summary>The 512-bit product modulo the third number; zero when that is zero (MULMOD).</summary>
    public static UInt256 MultiplyModOrZero(in UInt256 left, in UInt256 right, in UInt256 modulus)
    {
        UInt256 low = MultiplyFull(left, right, out UInt256 high);
        return high.IsZero ? RemainderOrZero(low, modulus) : Division.Remainder(low, high, modulus);
    }

    /// <summary>Unsigned quotient.</summary>
    /// <exception cref="DivideByZeroException">The divisor is zero; <see cref="DivideOrZero"/> is the EVM's way.</exception>
    public static UInt256 operator /(in UInt256 dividend, in UInt256 divisor)
    {
        ThrowIfZero(divisor);
        return DivideOrZero(dividend, divisor);
    }

    /// <summary>Unsigned remainder.</summary>
    /// <exception cref="DivideByZeroException">The divisor is zero; <see cref="RemainderOrZero"/> is the EVM's way.</exception>
    public static UInt256 operator %(in UInt256 dividend, in UInt256 divisor)
    {
        ThrowIfZero(divisor);
        return RemainderOrZero(dividend, divisor);
    }

    private static UInt256 Magnitude(in UInt256 value) => value.IsNegative ? -value : value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static UInt256 DivideWide(in UInt256 dividend, in UInt256 divisor, out UInt256 remainder)
    {
        if (dividend < divisor)
        {
            remainder = dividend;
            return default;
        }
        if (divisor.IsZero)
        {
            remainder = default;
            return default;
        }
        return divisor.IsUInt64
            ? Division.BySmall(dividend, divisor.U0, out remainder)
            : Division.ByLarge(dividend, divisor, out remainder);
    }

    private static void ThrowIfZero(in UInt256 divisor)
    {
        if (divisor.IsZero)
        {
            throw new DivideByZeroException();
        }
    }
}
