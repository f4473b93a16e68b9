using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Products of a 256-bit and a 64-bit number that are divided again, without losing the bits above 256 in between.</summary>
internal static class WideMath
{
    /// <summary>value × multiplier ÷ divisor, rounded down; the largest number when it does not fit in 256 bits.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="multiplier">Any number.</param>
    /// <param name="divisor">Not 0.</param>
    public static UInt256 MultiplyDivide(in UInt256 value, ulong multiplier, ulong divisor)
    {
        Span<ulong> limbs = stackalloc ulong[5];
        UInt128 carry = 0;
        carry = Multiply(value.U0, multiplier, carry, out limbs[0]);
        carry = Multiply(value.U1, multiplier, carry, out limbs[1]);
        carry = Multiply(value.U2, multiplier, carry, out limbs[2]);
        carry = Multiply(value.U3, multiplier, carry, out limbs[3]);
        limbs[4] = (ulong)carry;
        if (divisor != 1)
        {
            Divide(limbs, divisor);
        }
        return limbs[4] == 0 ? new UInt256(limbs[0], limbs[1], limbs[2], limbs[3]) : UInt256.MaxValue;
    }

    /// <summary>The sum; the largest number when it does not fit in 256 bits.</summary>
    public static UInt256 AddSaturating(in UInt256 left, in UInt256 right)
    {
        UInt256 sum = UInt256.Add(left, right, out bool overflow);
        return overflow ? UInt256.MaxValue : sum;
    }

    /// <summary>The difference; 0 when it would be negative.</summary>
    public static UInt256 SubtractSaturating(in UInt256 left, in UInt256 right) => left > right ? left - right : UInt256.Zero;

    private static UInt128 Multiply(ulong limb, ulong multiplier, UInt128 carry, out ulong low)
    {
        UInt128 product = ((UInt128)limb * multiplier) + carry; // At most (2^64 - 1)^2 + 2^64 - 1: fits.
        low = (ulong)product;
        return product >> 64;
    }

    private static void Divide(Span<ulong> limbs, ulong divisor)
    {
        ulong remainder = 0;
        for (int i = limbs.Length - 1; i >= 0; i--)
        {
            if (remainder == 0)
            {
                (limbs[i], remainder) = Math.DivRem(limbs[i], divisor);
                continue;
            }
            UInt128 part = new(remainder, limbs[i]);
            UInt128 quotient = part / divisor;
            limbs[i] = (ulong)quotient; // Below 2^64, since the remainder is below the divisor.
            remainder = (ulong)(part - (quotient * divisor));
        }
    }
}
