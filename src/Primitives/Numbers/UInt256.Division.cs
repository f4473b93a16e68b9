using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NodeProto.Primitives;

public readonly partial struct UInt256
{
    /// <summary>
    /// Long division over 64-bit limbs: Knuth, The Art of Computer Programming, vol. 2, §4.3.1, algorithm D, with quotient digits from
    /// reciprocals: Möller and Granlund, "Improved division by invariant integers" (2010), algorithms 4 (two limbs by one), 5 (three by two),
    /// and 6 (reciprocal of two limbs).
    /// </summary>
    private static class Division
    {
        private const int DividendLimbsMax = 8;
        private const int DivisorLimbsMax = 4;

        /// <summary>Quotient and remainder for a divisor of one limb, not zero.</summary>
        public static UInt256 BySmall(in UInt256 dividend, ulong divisor, out UInt256 remainder)
        {
            int shift = BitOperations.LeadingZeroCount(divisor);
            ulong d = divisor << shift;
            ulong reciprocal = ReciprocalOfOne(d);
            ulong r = dividend.U3 >> 1 >> (63 - shift);
            ulong q3 = TwoByOne(ref r, JoinLeft(dividend.U3, dividend.U2, shift), d, reciprocal);
            ulong q2 = TwoByOne(ref r, JoinLeft(dividend.U2, dividend.U1, shift), d, reciprocal);
            ulong q1 = TwoByOne(ref r, JoinLeft(dividend.U1, dividend.U0, shift), d, reciprocal);
            ulong q0 = TwoByOne(ref r, dividend.U0 << shift, d, reciprocal);
            remainder = r >> shift;
            return new UInt256(q0, q1, q2, q3);
        }

        /// <summary>Quotient and remainder for a divisor of two limbs or more that is not larger than the dividend.</summary>
        [SkipLocalsInit]
        public static UInt256 ByLarge(in UInt256 dividend, in UInt256 divisor, out UInt256 remainder)
        {
            Span<ulong> quotient = stackalloc ulong[4];
            quotient.Clear();
            Span<ulong> limbs = stackalloc ulong[5];
            int shift = divisor.LeadingZeroCount & 63;
            limbs[0] = dividend.U0 << shift;
            limbs[1] = JoinLeft(dividend.U1, dividend.U0, shift);
            limbs[2] = JoinLeft(dividend.U2, dividend.U1, shift);
            limbs[3] = JoinLeft(dividend.U3, dividend.U2, shift);
            limbs[4] = dividend.U3 >> 1 >> (63 - shift);
            remainder = Reduce(limbs, divisor << shift, quotient) >> shift;
            return new UInt256(quotient[0], quotient[1], quotient[2], quotient[3]);
        }

        /// <summary>A 512-bit number, <paramref name="high"/> · 2^256 + <paramref name="low"/>, modulo any number; zero modulo zero.</summary>
        [SkipLocalsInit]
        public static UInt256 Remainder(in UInt256 low, in UInt256 high, in UInt256 modulus)
        {
            if (modulus.IsUInt64)
            {
                return RemainderBySmall(low, high, modulus.U0);
            }
            int shift = modulus.LeadingZeroCount & 63;
            Span<ulong> limbs = stackalloc ulong[DividendLimbsMax + 1];
            limbs[0] = low.U0 << shift;
            limbs[1] = JoinLeft(low.U1, low.U0, shift);
            limbs[2] = JoinLeft(low.U2, low.U1, shift);
            limbs[3] = JoinLeft(low.U3, low.U2, shift);
            limbs[4] = JoinLeft(high.U0, low.U3, shift);
            limbs[5] = JoinLeft(high.U1, high.U0, shift);
            limbs[6] = JoinLeft(high.U2, high.U1, shift);
            limbs[7] = JoinLeft(high.U3, high.U2, shift);
            limbs[8] = high.U3 >> 1 >> (63 - shift);
            Span<ulong> quotient = stackalloc ulong[DividendLimbsMax];
            // Leading zero limbs are left out, but the top limb stays below 2^63 and so below the divisor's.
            int length = 5 + ((high.BitLength + shift) >> 6);
            return Reduce(limbs[..length], modulus << shift, quotient) >> shift;
        }

        private static UInt256 RemainderBySmall(in UInt256 low, in UInt256 high, ulong modulus)
        {
            if (modulus == 0)
            {
                return default;
            }
            _ = BySmall(high, modulus, out UInt256 rest);
            // The remainder so far, below the modulus, stands above the low half: five limbs, divided one after the other.
            int shift = BitOperations.LeadingZeroCount(modulus);
            ulong d = modulus << shift;
            ulong reciprocal = ReciprocalOfOne(d);
            ulong r = JoinLeft(rest.U0, low.U3, shift);
            _ = TwoByOne(ref r, JoinLeft(low.U3, low.U2, shift), d, reciprocal);
            _ = TwoByOne(ref r, JoinLeft(low.U2, low.U1, shift), d, reciprocal);
            _ = TwoByOne(ref r, JoinLeft(low.U1, low.U0, shift), d, reciprocal);
            _ = TwoByOne(ref r, low.U0 << shift, d, reciprocal);
            return r >> shift;
        }

        /// <summary>
        /// Algorithm D: leaves the remainder in the low limbs of the dividend and returns it; writes the quotient's digits.
        /// Both numbers are already shifted so that the divisor's highest bit is one; the dividend's last limb holds what was shifted out.
        /// </summary>
        [SkipLocalsInit]
        private static UInt256 Reduce(Span<ulong> limbs, in UInt256 shiftedDivisor, Span<ulong> quotient)
        {
            Span<ulong> words = stackalloc ulong[DivisorLimbsMax];
            words[0] = shiftedDivisor.U0;
            words[1] = shiftedDivisor.U1;
            words[2] = shiftedDivisor.U2;
            words[3] = shiftedDivisor.U3;
            int n = (shiftedDivisor.BitLength + 63) >> 6;
            ReadOnlySpan<ulong> divisor = words[..n];
            ulong d1 = divisor[n - 1];
            ulong d0 = divisor[n - 2];
            ulong reciprocal = ReciprocalOfTwo(d1, d0);
            for (int j = limbs.Length - n - 1; j >= 0; j--)
            {
                Span<ulong> part = limbs.Slice(j, n);
                ulong top = limbs[j + n];
                // When the top two limbs equal the divisor's, the digit is 2^64 - 1 and the estimate below would overflow.
                ulong digit =
                    top == d1 && part[n - 1] == d0 ? ulong.MaxValue : ThreeByTwo(top, part[n - 1], part[n - 2], d1, d0, reciprocal);
                ulong borrow = MultiplySubtract(part, divisor, digit);
                if (top < borrow)
                {
                    // Step D6: the estimate from the top limbs was one too large, which happens about twice in 2^64 digits.
                    digit--;
                    AddBack(part, divisor);
                }
                quotient[j] = digit;
            }
            return new UInt256(limbs[0], limbs[1], n > 2 ? limbs[2] : 0, n > 3 ? limbs[3] : 0);
        }

        private static ulong MultiplySubtract(Span<ulong> part, ReadOnlySpan<ulong> divisor, ulong digit)
        {
            ulong carry = 0;
            for (int i = 0; i < divisor.Length; i++)
            {
                carry = MultiplyAdd(digit, divisor[i], carry, 0, out ulong product);
                carry += part[i] < product ? 1UL : 0UL;
                part[i] -= product;
            }
            return carry;
        }

        private static void AddBack(Span<ulong> part, ReadOnlySpan<ulong> divisor)
        {
            ulong carry = 0;
            for (int i = 0; i < divisor.Length; i++)
            {
                part[i] = AddWithCarry(part[i], divisor[i], carry, out carry);
            }
        }

        // floor((2^128 - 1) / d) - 2^64 for a divisor whose highest bit is one.
        private static ulong ReciprocalOfOne(ulong d)
        {
#pragma warning disable SYSLIB5004 // The method may be renamed in a later .NET; the line below does the same, slower.
            if (X86Base.X64.IsSupported)
            {
                return X86Base.X64.DivRem(ulong.MaxValue, ~d, d).Quotient;
            }
#pragma warning restore SYSLIB5004
            return (ulong)(new UInt128(~d, ulong.MaxValue) / d);
        }

        private static ulong ReciprocalOfTwo(ulong d1, ulong d0)
        {
            ulong v = ReciprocalOfOne(d1);
            ulong p = unchecked((d1 * v) + d0);
            if (p < d0)
            {
                v--;
                if (p >= d1)
                {
                    v--;
                    p -= d1;
                }
                p -= d1;
            }
            ulong high = Math.BigMul(v, d0, out ulong low);
            p += high;
            if (p < high)
            {
                v--;
                if (p > d1 || (p == d1 && low >= d0))
                {
                    v--;
                }
            }
            return v;
        }

        // Divides r · 2^64 + low by d, r < d: returns the quotient and leaves the remainder in r.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong TwoByOne(ref ulong r, ulong low, ulong d, ulong reciprocal)
        {
            ulong quotient = MultiplyAdd(reciprocal, r, low, 0, out ulong fraction) + r + 1;
            ulong rest = low - (quotient * d);
            if (rest > fraction)
            {
                quotient--;
                rest += d;
            }
            if (rest >= d)
            {
                quotient++;
                rest -= d;
            }
            r = rest;
            return quotient;
        }

        // The quotient digit of three limbs by two, exact for these limbs; the caller's lower limbs may still make it one too large.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong ThreeByTwo(ulong u2, ulong u1, ulong u0, ulong d1, ulong d0, ulong reciprocal)
        {
            ulong quotient = MultiplyAdd(reciprocal, u2, u1, 0, out ulong fraction) + u2;
            ulong r1 = u1 - (quotient * d1);
            ulong high = Math.BigMul(d0, quotient, out ulong low);
            UInt128 d = new(d1, d0);
            UInt128 rest = new UInt128(r1, u0) - new UInt128(high, low) - d;
            quotient++;
            if ((ulong)(rest >> 64) >= fraction)
            {
                quotient--;
                rest += d;
            }
            if (rest >= d)
            {
                quotient++;
            }
            return quotient;
        }
    }
}
