using System.Diagnostics;
using System.Numerics;

namespace NodeProto.Curves;

/// <summary>Inversion modulo an odd number of up to 384 bits by the binary Euclidean algorithm on 32-bit approximations.</summary>
/// <remarks>
/// Source: T. Pornin, "Optimized Binary GCD for Modular Inversion", IACR ePrint 2020/972. The running values are cut to
/// their 31 lowest and 33 highest bits, 31 steps run on one machine word, and their effect is applied to the long numbers at once.
/// </remarks>
internal static class ModularInverse
{
    private const int StepsPerRound = 31;

    /// <summary>Writes value⁻¹ mod modulus; zero for zero.</summary>
    /// <param name="value">Limbs, least significant first, below the modulus.</param>
    /// <param name="modulus">Limbs of the odd modulus, as many.</param>
    /// <param name="negativeInverse">-modulus⁻¹ mod 2^64.</param>
    /// <param name="result">As many limbs.</param>
    public static void Invert(ReadOnlySpan<ulong> value, ReadOnlySpan<ulong> modulus, ulong negativeInverse, Span<ulong> result)
    {
        int limbs = modulus.Length;
        Debug.Assert(limbs is 4 or 6, "only the two widths in use were tested");
        Span<ulong> a = stackalloc ulong[limbs];
        Span<ulong> b = stackalloc ulong[limbs];
        Span<ulong> u = stackalloc ulong[limbs];
        Span<ulong> v = stackalloc ulong[limbs];
        Span<ulong> a2 = stackalloc ulong[limbs];
        Span<ulong> u2 = stackalloc ulong[limbs];
        value.CopyTo(a);
        modulus.CopyTo(b);
        u.Clear();
        u[0] = 1;
        v.Clear();

        // Invariant: u·value = a and v·value = b, both modulo the modulus.
        int rounds = ((2 * 64 * limbs) + StepsPerRound - 1) / StepsPerRound;
        for (int round = 0; round < rounds && !IsZero(a); round++)
        {
            (ulong aTop, ulong bTop) = Approximate(a, b);
            long f0 = 1;
            long g0 = 0;
            long f1 = 0;
            long g1 = 1;
            for (int i = 0; i < StepsPerRound; i++)
            {
                // Branch-free: the bits are random, so a branch would be mispredicted every second time.
                long odd = -(long)(aTop & 1);
                long swap = odd & (aTop < bTop ? -1L : 0L);
                ulong mix = (aTop ^ bTop) & (ulong)swap;
                aTop ^= mix;
                bTop ^= mix;
                long f = (f0 ^ f1) & swap;
                f0 ^= f;
                f1 ^= f;
                long g = (g0 ^ g1) & swap;
                g0 ^= g;
                g1 ^= g;
                aTop -= bTop & (ulong)odd;
                f0 -= f1 & odd;
                g0 -= g1 & odd;
                aTop >>= 1;
                f1 <<= 1;
                g1 <<= 1;
            }
            if (Combine(a, b, f0, g0, a2))
            {
                f0 = -f0;
                g0 = -g0;
            }
            if (Combine(a, b, f1, g1, b))
            {
                f1 = -f1;
                g1 = -g1;
            }
            a2.CopyTo(a);
            CombineModular(u, v, f0, g0, modulus, negativeInverse, u2);
            CombineModular(u, v, f1, g1, modulus, negativeInverse, v);
            u2.CopyTo(u);
        }
        v.CopyTo(result);
    }

    /// <summary>The 31 lowest bits of both numbers below their 33 highest ones, which are taken at the same place.</summary>
    private static (ulong A, ulong B) Approximate(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        int top = a.Length - 1;
        while (top > 0 && (a[top] | b[top]) == 0)
        {
            top--;
        }
        if (top == 0)
        {
            return (a[0], b[0]);
        }
        int shift = BitOperations.LeadingZeroCount(a[top] | b[top]);
        const ulong low = (1UL << StepsPerRound) - 1;
        ulong aHigh = shift == 0 ? a[top] : (a[top] << shift) | (a[top - 1] >> (64 - shift));
        ulong bHigh = shift == 0 ? b[top] : (b[top] << shift) | (b[top - 1] >> (64 - shift));
        return ((a[0] & low) | ((aHigh >> StepsPerRound) << StepsPerRound), (b[0] & low) | ((bHigh >> StepsPerRound) << StepsPerRound));
    }

    /// <summary>|a·f + b·g| / 2^31, which is exact; returns whether the sum was negative. The result may be b itself.</summary>
    private static bool Combine(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, long f, long g, Span<ulong> result)
    {
        int limbs = a.Length;
        Int128 carry = 0;
        ulong previous = 0;
        for (int i = 0; i < limbs; i++)
        {
            Int128 sum = carry + ((Int128)a[i] * f) + ((Int128)b[i] * g);
            ulong low = (ulong)sum;
            carry = sum >> 64;
            if (i > 0)
            {
                result[i - 1] = (previous >> StepsPerRound) | (low << (64 - StepsPerRound));
            }
            previous = low;
        }
        result[limbs - 1] = (previous >> StepsPerRound) | ((ulong)carry << (64 - StepsPerRound));
        if (carry >= 0)
        {
            return false;
        }
        ulong borrow = 1;
        for (int i = 0; i < limbs; i++)
        {
            result[i] = ~result[i] + borrow;
            borrow = borrow != 0 && result[i] == 0 ? 1UL : 0UL;
        }
        return true;
    }

    /// <summary>(u·f + v·g) / 2^31 modulo the modulus. The result may be v itself.</summary>
    private static void CombineModular(
        ReadOnlySpan<ulong> u,
        ReadOnlySpan<ulong> v,
        long f,
        long g,
        ReadOnlySpan<ulong> modulus,
        ulong negativeInverse,
        Span<ulong> result
    )
    {
        int limbs = u.Length;

        // Adding this multiple of the modulus makes the sum divisible by 2^31.
        ulong multiple = (((u[0] * (ulong)f) + (v[0] * (ulong)g)) * negativeInverse) & ((1UL << StepsPerRound) - 1);
        Int128 carry = 0;
        ulong previous = 0;
        for (int i = 0; i < limbs; i++)
        {
            Int128 sum = carry + ((Int128)u[i] * f) + ((Int128)v[i] * g) + (Int128)((UInt128)modulus[i] * multiple);
            ulong low = (ulong)sum;
            carry = sum >> 64;
            if (i > 0)
            {
                result[i - 1] = (previous >> StepsPerRound) | (low << (64 - StepsPerRound));
            }
            previous = low;
        }
        Int128 top = carry << (64 - StepsPerRound);
        result[limbs - 1] = (previous >> StepsPerRound) | (ulong)top;
        long overflow = (long)(top >> 64);

        // The quotient lies between -modulus and 2·modulus.
        if (overflow < 0)
        {
            ulong c = 0;
            for (int i = 0; i < limbs; i++)
            {
                result[i] = Word.AddCarry(result[i], modulus[i], ref c);
            }
        }
        else if (overflow > 0 || !IsBelow(result, modulus))
        {
            ulong c = 0;
            for (int i = 0; i < limbs; i++)
            {
                result[i] = Word.SubtractBorrow(result[i], modulus[i], ref c);
            }
        }
    }

    private static bool IsZero(ReadOnlySpan<ulong> value) => !value.ContainsAnyExcept(0UL);

    private static bool IsBelow(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        for (int i = left.Length - 1; i >= 0; i--)
        {
            if (left[i] != right[i])
            {
                return left[i] < right[i];
            }
        }
        return false;
    }
}
