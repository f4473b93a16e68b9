using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Curves;

/// <summary>The numbers that define a prime field of 6 words.</summary>
internal interface IModulus6
{
    /// <summary>Word 0 of the modulus, the least significant.</summary>
    static abstract ulong M0 { get; }

    /// <summary>Word 1 of the modulus.</summary>
    static abstract ulong M1 { get; }

    /// <summary>Word 2 of the modulus.</summary>
    static abstract ulong M2 { get; }

    /// <summary>Word 3 of the modulus.</summary>
    static abstract ulong M3 { get; }

    /// <summary>Word 4 of the modulus.</summary>
    static abstract ulong M4 { get; }

    /// <summary>Word 5 of the modulus.</summary>
    static abstract ulong M5 { get; }

    /// <summary>-modulus⁻¹ mod 2^64.</summary>
    static abstract ulong NegativeInverse { get; }

    /// <summary>2^384 mod modulus, least significant word first: one in Montgomery form.</summary>
    static abstract ReadOnlySpan<ulong> R { get; }

    /// <summary>2^768 mod modulus: brings a number into Montgomery form.</summary>
    static abstract ReadOnlySpan<ulong> R2 { get; }
}

/// <summary>An element of a prime field of at most 382 bits, in Montgomery form: value · 2^384 mod modulus.</summary>
/// <remarks>
/// Source: P. Montgomery, "Modular multiplication without trial division" (1985), in the interleaved form of C. Koc and others (CIOS, 1996). The
/// two free bits of the modulus let the running sum fit into six words (Y. El Housni and G. Botrel, "EdMSM", IACR ePrint 2022/1400).
/// </remarks>
/// <typeparam name="TModulus">The modulus.</typeparam>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct PrimeField6<TModulus> : IField<PrimeField6<TModulus>>
    where TModulus : struct, IModulus6
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 48;

    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;
    private readonly ulong _l4;
    private readonly ulong _l5;

    private PrimeField6(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4, ulong l5)
    {
        _l0 = l0;
        _l1 = l1;
        _l2 = l2;
        _l3 = l3;
        _l4 = l4;
        _l5 = l5;
    }

    /// <inheritdoc/>
    public static PrimeField6<TModulus> Zero => default;

    /// <inheritdoc/>
    public static PrimeField6<TModulus> One => FromMontgomery(TModulus.R);

    /// <inheritdoc/>
    public bool IsZero => (_l0 | _l1 | _l2 | _l3 | _l4 | _l5) == 0;

    /// <summary>Words that are in Montgomery form already.</summary>
    public static PrimeField6<TModulus> FromMontgomery(ReadOnlySpan<ulong> words) =>
        new(words[0], words[1], words[2], words[3], words[4], words[5]);

    /// <summary>A small number.</summary>
    public static PrimeField6<TModulus> From(ulong value) => Multiply(new(value, 0, 0, 0, 0, 0), FromMontgomery(TModulus.R2));

    /// <summary>Reads 48 big-endian bytes; false when the number is not below the modulus.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bigEndian, out PrimeField6<TModulus> value)
    {
        Span<ulong> words = stackalloc ulong[6];
        for (int i = 0; i < 6; i++)
        {
            words[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bigEndian[((6 - 1 - i) * 8)..]);
        }
        PrimeField6<TModulus> plain = new(words[0], words[1], words[2], words[3], words[4], words[5]);
        bool isReduced = IsBelowModulus(plain);
        value = isReduced ? Multiply(plain, FromMontgomery(TModulus.R2)) : default;
        return isReduced;
    }

    /// <summary>Reads 48 big-endian bytes of any value and reduces it.</summary>
    public static PrimeField6<TModulus> ReadReduced(ReadOnlySpan<byte> bigEndian)
    {
        Span<ulong> words = stackalloc ulong[6];
        for (int i = 0; i < 6; i++)
        {
            words[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bigEndian[((6 - 1 - i) * 8)..]);
        }
        PrimeField6<TModulus> plain = new(words[0], words[1], words[2], words[3], words[4], words[5]);
        while (!IsBelowModulus(plain))
        {
            plain = SubtractModulus(plain);
        }
        return Multiply(plain, FromMontgomery(TModulus.R2));
    }

    /// <summary>Writes 48 big-endian bytes.</summary>
    public void Write(Span<byte> bigEndian)
    {
        Span<ulong> words = stackalloc ulong[6];
        ToWords(words);
        for (int i = 0; i < 6; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bigEndian[((6 - 1 - i) * 8)..], words[i]);
        }
    }

    /// <summary>The number's 6 words, least significant first.</summary>
    public void ToWords(Span<ulong> words)
    {
        PrimeField6<TModulus> plain = Multiply(this, new(1, 0, 0, 0, 0, 0));
        words[0] = plain._l0;
        words[1] = plain._l1;
        words[2] = plain._l2;
        words[3] = plain._l3;
        words[4] = plain._l4;
        words[5] = plain._l5;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PrimeField6<TModulus> Add(in PrimeField6<TModulus> left, in PrimeField6<TModulus> right)
    {
        ulong carry = 0;
        ulong s0 = Word.AddCarry(left._l0, right._l0, ref carry);
        ulong s1 = Word.AddCarry(left._l1, right._l1, ref carry);
        ulong s2 = Word.AddCarry(left._l2, right._l2, ref carry);
        ulong s3 = Word.AddCarry(left._l3, right._l3, ref carry);
        ulong s4 = Word.AddCarry(left._l4, right._l4, ref carry);
        ulong s5 = Word.AddCarry(left._l5, right._l5, ref carry);
        return Reduce(s0, s1, s2, s3, s4, s5, carry);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PrimeField6<TModulus> Subtract(in PrimeField6<TModulus> left, in PrimeField6<TModulus> right)
    {
        ulong borrow = 0;
        ulong d0 = Word.SubtractBorrow(left._l0, right._l0, ref borrow);
        ulong d1 = Word.SubtractBorrow(left._l1, right._l1, ref borrow);
        ulong d2 = Word.SubtractBorrow(left._l2, right._l2, ref borrow);
        ulong d3 = Word.SubtractBorrow(left._l3, right._l3, ref borrow);
        ulong d4 = Word.SubtractBorrow(left._l4, right._l4, ref borrow);
        ulong d5 = Word.SubtractBorrow(left._l5, right._l5, ref borrow);
        ulong mask = 0UL - borrow;
        ulong carry = 0;
        d0 = Word.AddCarry(d0, TModulus.M0 & mask, ref carry);
        d1 = Word.AddCarry(d1, TModulus.M1 & mask, ref carry);
        d2 = Word.AddCarry(d2, TModulus.M2 & mask, ref carry);
        d3 = Word.AddCarry(d3, TModulus.M3 & mask, ref carry);
        d4 = Word.AddCarry(d4, TModulus.M4 & mask, ref carry);
        d5 = Word.AddCarry(d5, TModulus.M5 & mask, ref carry);
        return new(d0, d1, d2, d3, d4, d5);
    }

    /// <inheritdoc/>
    public static PrimeField6<TModulus> Negate(in PrimeField6<TModulus> value) => Subtract(default, value);

    /// <inheritdoc/>
    public static PrimeField6<TModulus> Square(in PrimeField6<TModulus> value) => Multiply(value, value);

    /// <inheritdoc/>
    // Written out, with few locals: calls of a step for each product, though inlined, made the compiler keep their arguments in memory.
    public static PrimeField6<TModulus> Multiply(in PrimeField6<TModulus> left, in PrimeField6<TModulus> right)
    {
        ulong t0,
            t1,
            t2,
            t3,
            t4,
            t5,
            carry,
            carry2,
            factor,
            word,
            high,
            low;
        word = left._l0;
        carry = Math.BigMul(word, right._l0, out t0);
        high = Math.BigMul(word, right._l1, out low);
        t1 = low + carry;
        carry = high + (t1 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l2, out low);
        t2 = low + carry;
        carry = high + (t2 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l3, out low);
        t3 = low + carry;
        carry = high + (t3 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l4, out low);
        t4 = low + carry;
        carry = high + (t4 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l5, out low);
        t5 = low + carry;
        carry = high + (t5 < carry ? 1UL : 0UL);
        factor = t0 * TModulus.NegativeInverse;
        carry2 = Math.BigMul(factor, TModulus.M0, out _) + (t0 != 0 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M1, out low);
        low += t1;
        high += low < t1 ? 1UL : 0UL;
        t0 = low + carry2;
        carry2 = high + (t0 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M2, out low);
        low += t2;
        high += low < t2 ? 1UL : 0UL;
        t1 = low + carry2;
        carry2 = high + (t1 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M3, out low);
        low += t3;
        high += low < t3 ? 1UL : 0UL;
        t2 = low + carry2;
        carry2 = high + (t2 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M4, out low);
        low += t4;
        high += low < t4 ? 1UL : 0UL;
        t3 = low + carry2;
        carry2 = high + (t3 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M5, out low);
        low += t5;
        high += low < t5 ? 1UL : 0UL;
        t4 = low + carry2;
        carry2 = high + (t4 < carry2 ? 1UL : 0UL);
        t5 = carry + carry2;
        word = left._l1;
        high = Math.BigMul(word, right._l0, out low);
        t0 += low;
        carry = high + (t0 < low ? 1UL : 0UL);
        high = Math.BigMul(word, right._l1, out low);
        t1 += low;
        high += t1 < low ? 1UL : 0UL;
        t1 += carry;
        carry = high + (t1 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l2, out low);
        t2 += low;
        high += t2 < low ? 1UL : 0UL;
        t2 += carry;
        carry = high + (t2 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l3, out low);
        t3 += low;
        high += t3 < low ? 1UL : 0UL;
        t3 += carry;
        carry = high + (t3 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l4, out low);
        t4 += low;
        high += t4 < low ? 1UL : 0UL;
        t4 += carry;
        carry = high + (t4 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l5, out low);
        t5 += low;
        high += t5 < low ? 1UL : 0UL;
        t5 += carry;
        carry = high + (t5 < carry ? 1UL : 0UL);
        factor = t0 * TModulus.NegativeInverse;
        carry2 = Math.BigMul(factor, TModulus.M0, out _) + (t0 != 0 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M1, out low);
        low += t1;
        high += low < t1 ? 1UL : 0UL;
        t0 = low + carry2;
        carry2 = high + (t0 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M2, out low);
        low += t2;
        high += low < t2 ? 1UL : 0UL;
        t1 = low + carry2;
        carry2 = high + (t1 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M3, out low);
        low += t3;
        high += low < t3 ? 1UL : 0UL;
        t2 = low + carry2;
        carry2 = high + (t2 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M4, out low);
        low += t4;
        high += low < t4 ? 1UL : 0UL;
        t3 = low + carry2;
        carry2 = high + (t3 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M5, out low);
        low += t5;
        high += low < t5 ? 1UL : 0UL;
        t4 = low + carry2;
        carry2 = high + (t4 < carry2 ? 1UL : 0UL);
        t5 = carry + carry2;
        word = left._l2;
        high = Math.BigMul(word, right._l0, out low);
        t0 += low;
        carry = high + (t0 < low ? 1UL : 0UL);
        high = Math.BigMul(word, right._l1, out low);
        t1 += low;
        high += t1 < low ? 1UL : 0UL;
        t1 += carry;
        carry = high + (t1 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l2, out low);
        t2 += low;
        high += t2 < low ? 1UL : 0UL;
        t2 += carry;
        carry = high + (t2 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l3, out low);
        t3 += low;
        high += t3 < low ? 1UL : 0UL;
        t3 += carry;
        carry = high + (t3 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l4, out low);
        t4 += low;
        high += t4 < low ? 1UL : 0UL;
        t4 += carry;
        carry = high + (t4 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l5, out low);
        t5 += low;
        high += t5 < low ? 1UL : 0UL;
        t5 += carry;
        carry = high + (t5 < carry ? 1UL : 0UL);
        factor = t0 * TModulus.NegativeInverse;
        carry2 = Math.BigMul(factor, TModulus.M0, out _) + (t0 != 0 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M1, out low);
        low += t1;
        high += low < t1 ? 1UL : 0UL;
        t0 = low + carry2;
        carry2 = high + (t0 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M2, out low);
        low += t2;
        high += low < t2 ? 1UL : 0UL;
        t1 = low + carry2;
        carry2 = high + (t1 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M3, out low);
        low += t3;
        high += low < t3 ? 1UL : 0UL;
        t2 = low + carry2;
        carry2 = high + (t2 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M4, out low);
        low += t4;
        high += low < t4 ? 1UL : 0UL;
        t3 = low + carry2;
        carry2 = high + (t3 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M5, out low);
        low += t5;
        high += low < t5 ? 1UL : 0UL;
        t4 = low + carry2;
        carry2 = high + (t4 < carry2 ? 1UL : 0UL);
        t5 = carry + carry2;
        word = left._l3;
        high = Math.BigMul(word, right._l0, out low);
        t0 += low;
        carry = high + (t0 < low ? 1UL : 0UL);
        high = Math.BigMul(word, right._l1, out low);
        t1 += low;
        high += t1 < low ? 1UL : 0UL;
        t1 += carry;
        carry = high + (t1 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l2, out low);
        t2 += low;
        high += t2 < low ? 1UL : 0UL;
        t2 += carry;
        carry = high + (t2 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l3, out low);
        t3 += low;
        high += t3 < low ? 1UL : 0UL;
        t3 += carry;
        carry = high + (t3 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l4, out low);
        t4 += low;
        high += t4 < low ? 1UL : 0UL;
        t4 += carry;
        carry = high + (t4 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l5, out low);
        t5 += low;
        high += t5 < low ? 1UL : 0UL;
        t5 += carry;
        carry = high + (t5 < carry ? 1UL : 0UL);
        factor = t0 * TModulus.NegativeInverse;
        carry2 = Math.BigMul(factor, TModulus.M0, out _) + (t0 != 0 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M1, out low);
        low += t1;
        high += low < t1 ? 1UL : 0UL;
        t0 = low + carry2;
        carry2 = high + (t0 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M2, out low);
        low += t2;
        high += low < t2 ? 1UL : 0UL;
        t1 = low + carry2;
        carry2 = high + (t1 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M3, out low);
        low += t3;
        high += low < t3 ? 1UL : 0UL;
        t2 = low + carry2;
        carry2 = high + (t2 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M4, out low);
        low += t4;
        high += low < t4 ? 1UL : 0UL;
        t3 = low + carry2;
        carry2 = high + (t3 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M5, out low);
        low += t5;
        high += low < t5 ? 1UL : 0UL;
        t4 = low + carry2;
        carry2 = high + (t4 < carry2 ? 1UL : 0UL);
        t5 = carry + carry2;
        word = left._l4;
        high = Math.BigMul(word, right._l0, out low);
        t0 += low;
        carry = high + (t0 < low ? 1UL : 0UL);
        high = Math.BigMul(word, right._l1, out low);
        t1 += low;
        high += t1 < low ? 1UL : 0UL;
        t1 += carry;
        carry = high + (t1 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l2, out low);
        t2 += low;
        high += t2 < low ? 1UL : 0UL;
        t2 += carry;
        carry = high + (t2 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l3, out low);
        t3 += low;
        high += t3 < low ? 1UL : 0UL;
        t3 += carry;
        carry = high + (t3 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l4, out low);
        t4 += low;
        high += t4 < low ? 1UL : 0UL;
        t4 += carry;
        carry = high + (t4 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l5, out low);
        t5 += low;
        high += t5 < low ? 1UL : 0UL;
        t5 += carry;
        carry = high + (t5 < carry ? 1UL : 0UL);
        factor = t0 * TModulus.NegativeInverse;
        carry2 = Math.BigMul(factor, TModulus.M0, out _) + (t0 != 0 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M1, out low);
        low += t1;
        high += low < t1 ? 1UL : 0UL;
        t0 = low + carry2;
        carry2 = high + (t0 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M2, out low);
        low += t2;
        high += low < t2 ? 1UL : 0UL;
        t1 = low + carry2;
        carry2 = high + (t1 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M3, out low);
        low += t3;
        high += low < t3 ? 1UL : 0UL;
        t2 = low + carry2;
        carry2 = high + (t2 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M4, out low);
        low += t4;
        high += low < t4 ? 1UL : 0UL;
        t3 = low + carry2;
        carry2 = high + (t3 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M5, out low);
        low += t5;
        high += low < t5 ? 1UL : 0UL;
        t4 = low + carry2;
        carry2 = high + (t4 < carry2 ? 1UL : 0UL);
        t5 = carry + carry2;
        word = left._l5;
        high = Math.BigMul(word, right._l0, out low);
        t0 += low;
        carry = high + (t0 < low ? 1UL : 0UL);
        high = Math.BigMul(word, right._l1, out low);
        t1 += low;
        high += t1 < low ? 1UL : 0UL;
        t1 += carry;
        carry = high + (t1 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l2, out low);
        t2 += low;
        high += t2 < low ? 1UL : 0UL;
        t2 += carry;
        carry = high + (t2 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l3, out low);
        t3 += low;
        high += t3 < low ? 1UL : 0UL;
        t3 += carry;
        carry = high + (t3 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l4, out low);
        t4 += low;
        high += t4 < low ? 1UL : 0UL;
        t4 += carry;
        carry = high + (t4 < carry ? 1UL : 0UL);
        high = Math.BigMul(word, right._l5, out low);
        t5 += low;
        high += t5 < low ? 1UL : 0UL;
        t5 += carry;
        carry = high + (t5 < carry ? 1UL : 0UL);
        factor = t0 * TModulus.NegativeInverse;
        carry2 = Math.BigMul(factor, TModulus.M0, out _) + (t0 != 0 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M1, out low);
        low += t1;
        high += low < t1 ? 1UL : 0UL;
        t0 = low + carry2;
        carry2 = high + (t0 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M2, out low);
        low += t2;
        high += low < t2 ? 1UL : 0UL;
        t1 = low + carry2;
        carry2 = high + (t1 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M3, out low);
        low += t3;
        high += low < t3 ? 1UL : 0UL;
        t2 = low + carry2;
        carry2 = high + (t2 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M4, out low);
        low += t4;
        high += low < t4 ? 1UL : 0UL;
        t3 = low + carry2;
        carry2 = high + (t3 < carry2 ? 1UL : 0UL);
        high = Math.BigMul(factor, TModulus.M5, out low);
        low += t5;
        high += low < t5 ? 1UL : 0UL;
        t4 = low + carry2;
        carry2 = high + (t4 < carry2 ? 1UL : 0UL);
        t5 = carry + carry2;
        return Reduce(t0, t1, t2, t3, t4, t5, 0);
    }

    /// <summary>this^exponent by windows of four bits, for an exponent of any length, most significant word last.</summary>
    public PrimeField6<TModulus> Power(ReadOnlySpan<ulong> exponent)
    {
        Span<PrimeField6<TModulus>> powers = stackalloc PrimeField6<TModulus>[16];
        powers[0] = One;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = Multiply(powers[i - 1], this);
        }
        PrimeField6<TModulus> result = One;
        bool started = false;
        for (int bit = (exponent.Length * 64) - 4; bit >= 0; bit -= 4)
        {
            int digit = (int)(exponent[bit >> 6] >> (bit & 63)) & 15;
            if (started)
            {
                result = Square(Square(Square(Square(result))));
                result = digit == 0 ? result : Multiply(result, powers[digit]);
            }
            else if (digit != 0)
            {
                result = powers[digit];
                started = true;
            }
        }
        return result;
    }

    /// <inheritdoc/>
    public static PrimeField6<TModulus> Invert(in PrimeField6<TModulus> value)
    {
        ReadOnlySpan<ulong> words = [value._l0, value._l1, value._l2, value._l3, value._l4, value._l5];
        ReadOnlySpan<ulong> modulus = [TModulus.M0, TModulus.M1, TModulus.M2, TModulus.M3, TModulus.M4, TModulus.M5];
        Span<ulong> inverse = stackalloc ulong[6];
        ModularInverse.Invert(words, modulus, TModulus.NegativeInverse, inverse);

        // (xR)⁻¹ is x⁻¹R⁻¹; two products with R² bring it to x⁻¹R.
        PrimeField6<TModulus> r2 = FromMontgomery(TModulus.R2);
        return Multiply(Multiply(FromMontgomery(inverse), r2), r2);
    }

    /// <inheritdoc/>
    public bool Equals(PrimeField6<TModulus> other) =>
        ((_l0 ^ other._l0) | (_l1 ^ other._l1) | (_l2 ^ other._l2) | (_l3 ^ other._l3) | (_l4 ^ other._l4) | (_l5 ^ other._l5)) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PrimeField6<TModulus> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_l0, _l1, _l2, _l3);

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return HexText.Encode(bytes);
    }

    /// <summary>Takes the modulus away once when the sum, with its carry, reached it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PrimeField6<TModulus> Reduce(ulong s0, ulong s1, ulong s2, ulong s3, ulong s4, ulong s5, ulong carry)
    {
        ulong borrow = 0;
        ulong d0 = Word.SubtractBorrow(s0, TModulus.M0, ref borrow);
        ulong d1 = Word.SubtractBorrow(s1, TModulus.M1, ref borrow);
        ulong d2 = Word.SubtractBorrow(s2, TModulus.M2, ref borrow);
        ulong d3 = Word.SubtractBorrow(s3, TModulus.M3, ref borrow);
        ulong d4 = Word.SubtractBorrow(s4, TModulus.M4, ref borrow);
        ulong d5 = Word.SubtractBorrow(s5, TModulus.M5, ref borrow);
        bool keep = borrow > carry;
        return new(keep ? s0 : d0, keep ? s1 : d1, keep ? s2 : d2, keep ? s3 : d3, keep ? s4 : d4, keep ? s5 : d5);
    }

    private static PrimeField6<TModulus> SubtractModulus(in PrimeField6<TModulus> value)
    {
        ulong borrow = 0;
        ulong d0 = Word.SubtractBorrow(value._l0, TModulus.M0, ref borrow);
        ulong d1 = Word.SubtractBorrow(value._l1, TModulus.M1, ref borrow);
        ulong d2 = Word.SubtractBorrow(value._l2, TModulus.M2, ref borrow);
        ulong d3 = Word.SubtractBorrow(value._l3, TModulus.M3, ref borrow);
        ulong d4 = Word.SubtractBorrow(value._l4, TModulus.M4, ref borrow);
        ulong d5 = Word.SubtractBorrow(value._l5, TModulus.M5, ref borrow);
        return new(d0, d1, d2, d3, d4, d5);
    }

    private static bool IsBelowModulus(in PrimeField6<TModulus> value)
    {
        ulong borrow = 0;
        _ = Word.SubtractBorrow(value._l0, TModulus.M0, ref borrow);
        _ = Word.SubtractBorrow(value._l1, TModulus.M1, ref borrow);
        _ = Word.SubtractBorrow(value._l2, TModulus.M2, ref borrow);
        _ = Word.SubtractBorrow(value._l3, TModulus.M3, ref borrow);
        _ = Word.SubtractBorrow(value._l4, TModulus.M4, ref borrow);
        _ = Word.SubtractBorrow(value._l5, TModulus.M5, ref borrow);
        return borrow != 0;
    }
}
