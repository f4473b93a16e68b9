using System.Runtime.CompilerServices;

namespace NodeProto.Primitives;

public readonly partial struct UInt256
{
    /// <summary>Product modulo 2^256.</summary>
    public static UInt256 Multiply(in UInt256 left, in UInt256 right)
    {
        if ((left.U1 | left.U2 | left.U3 | right.U1 | right.U2 | right.U3) == 0)
        {
            ulong high = Math.BigMul(left.U0, right.U0, out ulong low);
            return new UInt256(low, high);
        }
        return MultiplyWide(left, right);
    }

    /// <summary>The 512-bit product: its low half is returned, its high half is in <paramref name="high"/>.</summary>
    public static UInt256 MultiplyFull(in UInt256 left, in UInt256 right, out UInt256 high)
    {
        // Schoolbook, one row for each limb of the left side; a row's last carry is the next limb of the result.
        ulong a = left.U0;
        ulong carry = MultiplyAdd(a, right.U0, 0, 0, out ulong r0);
        carry = MultiplyAdd(a, right.U1, carry, 0, out ulong r1);
        carry = MultiplyAdd(a, right.U2, carry, 0, out ulong r2);
        ulong r4 = MultiplyAdd(a, right.U3, carry, 0, out ulong r3);
        a = left.U1;
        carry = MultiplyAdd(a, right.U0, r1, 0, out r1);
        carry = MultiplyAdd(a, right.U1, r2, carry, out r2);
        carry = MultiplyAdd(a, right.U2, r3, carry, out r3);
        ulong r5 = MultiplyAdd(a, right.U3, r4, carry, out r4);
        a = left.U2;
        carry = MultiplyAdd(a, right.U0, r2, 0, out r2);
        carry = MultiplyAdd(a, right.U1, r3, carry, out r3);
        carry = MultiplyAdd(a, right.U2, r4, carry, out r4);
        ulong r6 = MultiplyAdd(a, right.U3, r5, carry, out r5);
        a = left.U3;
        carry = MultiplyAdd(a, right.U0, r3, 0, out r3);
        carry = MultiplyAdd(a, right.U1, r4, carry, out r4);
        carry = MultiplyAdd(a, right.U2, r5, carry, out r5);
        ulong r7 = MultiplyAdd(a, right.U3, r6, carry, out r6);
        high = new UInt256(r4, r5, r6, r7);
        return new UInt256(r0, r1, r2, r3);
    }

    /// <summary>The product; false, with the product modulo 2^256, when it reaches 2^256.</summary>
    public static bool TryMultiply(in UInt256 left, in UInt256 right, out UInt256 product)
    {
        product = MultiplyFull(left, right, out UInt256 high);
        return high.IsZero;
    }

    /// <summary>Power modulo 2^256 (EXP); anything to the power of 0 is 1.</summary>
    public static UInt256 Exp(in UInt256 number, in UInt256 exponent)
    {
        if (number.U0 == 2 && number.IsUInt64)
        {
            return One.ShiftLeft(exponent);
        }
        if ((number.U0 & 1) == 0 && !(exponent.IsUInt64 && exponent.U0 < 256))
        {
            return default; // 2^256 divides the power of an even number.
        }
        UInt256 power = One;
        for (int bit = exponent.BitLength - 1; bit >= 0; bit--)
        {
            power = Multiply(power, power);
            if (exponent.IsBitSet(bit))
            {
                power = Multiply(power, number);
            }
        }
        return power;
    }

    /// <summary>Product modulo 2^256.</summary>
    public static UInt256 operator *(in UInt256 left, in UInt256 right) => Multiply(left, right);

    private static UInt256 MultiplyWide(in UInt256 left, in UInt256 right)
    {
        ulong a = left.U0;
        ulong carry = MultiplyAdd(a, right.U0, 0, 0, out ulong r0);
        carry = MultiplyAdd(a, right.U1, carry, 0, out ulong r1);
        carry = MultiplyAdd(a, right.U2, carry, 0, out ulong r2);
        ulong r3 = (a * right.U3) + carry;
        a = left.U1;
        carry = MultiplyAdd(a, right.U0, r1, 0, out r1);
        carry = MultiplyAdd(a, right.U1, r2, carry, out r2);
        r3 += (a * right.U2) + carry;
        a = left.U2;
        carry = MultiplyAdd(a, right.U0, r2, 0, out r2);
        r3 += (a * right.U1) + carry + (left.U3 * right.U0);
        return new UInt256(r0, r1, r2, r3);
    }

    // left * right + addend + carry fits in 128 bits: (2^64 - 1)^2 + 2 (2^64 - 1) = 2^128 - 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyAdd(ulong left, ulong right, ulong addend, ulong carry, out ulong low)
    {
        ulong high = Math.BigMul(left, right, out ulong product);
        product += addend;
        high += product < addend ? 1UL : 0UL;
        product += carry;
        high += product < carry ? 1UL : 0UL;
        low = product;
        return high;
    }
}
