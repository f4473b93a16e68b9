using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NodeProto.Primitives;

namespace NodeProto.Curves;

/// <summary>The numbers that define a prime field of 4 words.</summary>
internal interface IModulus4
{
    /// <summary>Word 0 of the modulus, the least significant.</summary>
    static abstract ulong M0 { get; }

    /// <summary>Word 1 of the modulus.</summary>
    static abstract ulong M1 { get; }

    /// <summary>Word 2 of the modulus.</summary>
    static abstract ulong M2 { get; }

    /// <summary>Word 3 of the modulus.</summary>
    static abstract ulong M3 { get; }

    /// <summary>-modulus⁻¹ mod 2^64.</summary>
    static abstract ulong NegativeInverse { get; }

    /// <summary>2^256 mod modulus, least significant word first: one in Montgomery form.</summary>
    static abstract ReadOnlySpan<ulong> R { get; }

    /// <summary>2^512 mod modulus: brings a number into Montgomery form.</summary>
    static abstract ReadOnlySpan<ulong> R2 { get; }
}

/// <summary>An element of a prime field of at most 256 bits, in Montgomery form: value · 2^256 mod modulus.</summary>
/// <remarks>Source: P. Montgomery, "Modular multiplication without trial division" (1985), in the interleaved form of C. Koc and others (CIOS, 1996).</remarks>
/// <typeparam name="TModulus">The modulus.</typeparam>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct PrimeField4<TModulus> : IField<PrimeField4<TModulus>>
    where TModulus : struct, IModulus4
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;

    private PrimeField4(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        _l0 = l0;
        _l1 = l1;
        _l2 = l2;
        _l3 = l3;
    }

    /// <inheritdoc/>
    public static PrimeField4<TModulus> Zero => default;

    /// <inheritdoc/>
    public static PrimeField4<TModulus> One => FromMontgomery(TModulus.R);

    /// <inheritdoc/>
    public bool IsZero => (_l0 | _l1 | _l2 | _l3) == 0;

    /// <summary>Words that are in Montgomery form already.</summary>
    public static PrimeField4<TModulus> FromMontgomery(ReadOnlySpan<ulong> words) => new(words[0], words[1], words[2], words[3]);

    /// <summary>A small number.</summary>
    public static PrimeField4<TModulus> From(ulong value) => Multiply(new(value, 0, 0, 0), FromMontgomery(TModulus.R2));

    /// <summary>Reads 32 big-endian bytes; false when the number is not below the modulus.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bigEndian, out PrimeField4<TModulus> value)
    {
        Span<ulong> words = stackalloc ulong[4];
        for (int i = 0; i < 4; i++)
        {
            words[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bigEndian[((4 - 1 - i) * 8)..]);
        }
        PrimeField4<TModulus> plain = new(words[0], words[1], words[2], words[3]);
        bool isReduced = IsBelowModulus(plain);
        value = isReduced ? Multiply(plain, FromMontgomery(TModulus.R2)) : default;
        return isReduced;
    }

    /// <summary>Reads 32 big-endian bytes of any value and reduces it.</summary>
    public static PrimeField4<TModulus> ReadReduced(ReadOnlySpan<byte> bigEndian)
    {
        Span<ulong> words = stackalloc ulong[4];
        for (int i = 0; i < 4; i++)
        {
            words[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bigEndian[((4 - 1 - i) * 8)..]);
        }
        PrimeField4<TModulus> plain = new(words[0], words[1], words[2], words[3]);
        while (!IsBelowModulus(plain))
        {
            plain = SubtractModulus(plain);
        }
        return Multiply(plain, FromMontgomery(TModulus.R2));
    }

    /// <summary>Writes 32 big-endian bytes.</summary>
    public void Write(Span<byte> bigEndian)
    {
        Span<ulong> words = stackalloc ulong[4];
        ToWords(words);
        for (int i = 0; i < 4; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bigEndian[((4 - 1 - i) * 8)..], words[i]);
        }
    }

    /// <summary>The number's 4 words, least significant first.</summary>
    public void ToWords(Span<ulong> words)
    {
        PrimeField4<TModulus> plain = Multiply(this, new(1, 0, 0, 0));
        words[0] = plain._l0;
        words[1] = plain._l1;
        words[2] = plain._l2;
        words[3] = plain._l3;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PrimeField4<TModulus> Add(in PrimeField4<TModulus> left, in PrimeField4<TModulus> right)
    {
        ulong carry = 0;
        ulong s0 = Word.AddCarry(left._l0, right._l0, ref carry);
        ulong s1 = Word.AddCarry(left._l1, right._l1, ref carry);
        ulong s2 = Word.AddCarry(left._l2, right._l2, ref carry);
        ulong s3 = Word.AddCarry(left._l3, right._l3, ref carry);
        return Reduce(s0, s1, s2, s3, carry);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PrimeField4<TModulus> Subtract(in PrimeField4<TModulus> left, in PrimeField4<TModulus> right)
    {
        ulong borrow = 0;
        ulong d0 = Word.SubtractBorrow(left._l0, right._l0, ref borrow);
        ulong d1 = Word.SubtractBorrow(left._l1, right._l1, ref borrow);
        ulong d2 = Word.SubtractBorrow(left._l2, right._l2, ref borrow);
        ulong d3 = Word.SubtractBorrow(left._l3, right._l3, ref borrow);
        ulong mask = 0UL - borrow;
        ulong carry = 0;
        d0 = Word.AddCarry(d0, TModulus.M0 & mask, ref carry);
        d1 = Word.AddCarry(d1, TModulus.M1 & mask, ref carry);
        d2 = Word.AddCarry(d2, TModulus.M2 & mask, ref carry);
        d3 = Word.AddCarry(d3, TModulus.M3 & mask, ref carry);
        return new(d0, d1, d2, d3);
    }

    /// <inheritdoc/>
    public static PrimeField4<TModulus> Negate(in PrimeField4<TModulus> value) => Subtract(default, value);

    /// <inheritdoc/>
    public static PrimeField4<TModulus> Square(in PrimeField4<TModulus> value) => Multiply(value, value);

    /// <inheritdoc/>
    public static PrimeField4<TModulus> Multiply(in PrimeField4<TModulus> left, in PrimeField4<TModulus> right)
    {
        ulong b0 = right._l0;
        ulong b1 = right._l1;
        ulong b2 = right._l2;
        ulong b3 = right._l3;
        ulong carry;
        ulong carry2;
        ulong factor;
        ulong word;
        ulong t0 = 0,
            t1 = 0,
            t2 = 0,
            t3 = 0,
            t4 = 0;

        word = left._l0;
        carry = 0;
        t0 = Word.MultiplyAdd(t0, word, b0, ref carry);
        t1 = Word.MultiplyAdd(t1, word, b1, ref carry);
        t2 = Word.MultiplyAdd(t2, word, b2, ref carry);
        t3 = Word.MultiplyAdd(t3, word, b3, ref carry);
        t4 += carry;
        carry2 = t4 < carry ? 1UL : 0UL;
        factor = t0 * TModulus.NegativeInverse;
        carry = 0;
        _ = Word.MultiplyAdd(t0, factor, TModulus.M0, ref carry);
        t0 = Word.MultiplyAdd(t1, factor, TModulus.M1, ref carry);
        t1 = Word.MultiplyAdd(t2, factor, TModulus.M2, ref carry);
        t2 = Word.MultiplyAdd(t3, factor, TModulus.M3, ref carry);
        t3 = t4 + carry;
        t4 = carry2 + (t3 < carry ? 1UL : 0UL);

        word = left._l1;
        carry = 0;
        t0 = Word.MultiplyAdd(t0, word, b0, ref carry);
        t1 = Word.MultiplyAdd(t1, word, b1, ref carry);
        t2 = Word.MultiplyAdd(t2, word, b2, ref carry);
        t3 = Word.MultiplyAdd(t3, word, b3, ref carry);
        t4 += carry;
        carry2 = t4 < carry ? 1UL : 0UL;
        factor = t0 * TModulus.NegativeInverse;
        carry = 0;
        _ = Word.MultiplyAdd(t0, factor, TModulus.M0, ref carry);
        t0 = Word.MultiplyAdd(t1, factor, TModulus.M1, ref carry);
        t1 = Word.MultiplyAdd(t2, factor, TModulus.M2, ref carry);
        t2 = Word.MultiplyAdd(t3, factor, TModulus.M3, ref carry);
        t3 = t4 + carry;
        t4 = carry2 + (t3 < carry ? 1UL : 0UL);

        word = left._l2;
        carry = 0;
        t0 = Word.MultiplyAdd(t0, word, b0, ref carry);
        t1 = Word.MultiplyAdd(t1, word, b1, ref carry);
        t2 = Word.MultiplyAdd(t2, word, b2, ref carry);
        t3 = Word.MultiplyAdd(t3, word, b3, ref carry);
        t4 += carry;
        carry2 = t4 < carry ? 1UL : 0UL;
        factor = t0 * TModulus.NegativeInverse;
        carry = 0;
        _ = Word.MultiplyAdd(t0, factor, TModulus.M0, ref carry);
        t0 = Word.MultiplyAdd(t1, factor, TModulus.M1, ref carry);
        t1 = Word.MultiplyAdd(t2, factor, TModulus.M2, ref carry);
        t2 = Word.MultiplyAdd(t3, factor, TModulus.M3, ref carry);
        t3 = t4 + carry;
        t4 = carry2 + (t3 < carry ? 1UL : 0UL);

        word = left._l3;
        carry = 0;
        t0 = Word.MultiplyAdd(t0, word, b0, ref carry);
        t1 = Word.MultiplyAdd(t1, word, b1, ref carry);
        t2 = Word.MultiplyAdd(t2, word, b2, ref carry);
        t3 = Word.MultiplyAdd(t3, word, b3, ref carry);
        t4 += carry;
        carry2 = t4 < carry ? 1UL : 0UL;
        factor = t0 * TModulus.NegativeInverse;
        carry = 0;
        _ = Word.MultiplyAdd(t0, factor, TModulus.M0, ref carry);
        t0 = Word.MultiplyAdd(t1, factor, TModulus.M1, ref carry);
        t1 = Word.MultiplyAdd(t2, factor, TModulus.M2, ref carry);
        t2 = Word.MultiplyAdd(t3, factor, TModulus.M3, ref carry);
        t3 = t4 + carry;
        t4 = carry2 + (t3 < carry ? 1UL : 0UL);
        return Reduce(t0, t1, t2, t3, t4);
    }

    /// <summary>this^exponent, for an exponent of any length, most significant word last.</summary>
    public PrimeField4<TModulus> Power(ReadOnlySpan<ulong> exponent)
    {
        PrimeField4<TModulus> result = One;
        bool started = false;
        for (int i = (exponent.Length * 64) - 1; i >= 0; i--)
        {
            if (started)
            {
                result = Square(result);
            }
            if (((exponent[i >> 6] >> i) & 1) != 0)
            {
                result = started ? Multiply(result, this) : this;
                started = true;
            }
        }
        return result;
    }

    /// <inheritdoc/>
    public static PrimeField4<TModulus> Invert(in PrimeField4<TModulus> value)
    {
        ReadOnlySpan<ulong> words = [value._l0, value._l1, value._l2, value._l3];
        ReadOnlySpan<ulong> modulus = [TModulus.M0, TModulus.M1, TModulus.M2, TModulus.M3];
        Span<ulong> inverse = stackalloc ulong[4];
        ModularInverse.Invert(words, modulus, TModulus.NegativeInverse, inverse);

        // (xR)⁻¹ is x⁻¹R⁻¹; two products with R² bring it to x⁻¹R.
        PrimeField4<TModulus> r2 = FromMontgomery(TModulus.R2);
        return Multiply(Multiply(FromMontgomery(inverse), r2), r2);
    }

    /// <inheritdoc/>
    public bool Equals(PrimeField4<TModulus> other) => ((_l0 ^ other._l0) | (_l1 ^ other._l1) | (_l2 ^ other._l2) | (_l3 ^ other._l3)) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PrimeField4<TModulus> other && Equals(other);

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
    private static PrimeField4<TModulus> Reduce(ulong s0, ulong s1, ulong s2, ulong s3, ulong carry)
    {
        ulong borrow = 0;
        ulong d0 = Word.SubtractBorrow(s0, TModulus.M0, ref borrow);
        ulong d1 = Word.SubtractBorrow(s1, TModulus.M1, ref borrow);
        ulong d2 = Word.SubtractBorrow(s2, TModulus.M2, ref borrow);
        ulong d3 = Word.SubtractBorrow(s3, TModulus.M3, ref borrow);
        bool keep = borrow > carry;
        return new(keep ? s0 : d0, keep ? s1 : d1, keep ? s2 : d2, keep ? s3 : d3);
    }

    private static PrimeField4<TModulus> SubtractModulus(in PrimeField4<TModulus> value)
    {
        ulong borrow = 0;
        ulong d0 = Word.SubtractBorrow(value._l0, TModulus.M0, ref borrow);
        ulong d1 = Word.SubtractBorrow(value._l1, TModulus.M1, ref borrow);
        ulong d2 = Word.SubtractBorrow(value._l2, TModulus.M2, ref borrow);
        ulong d3 = Word.SubtractBorrow(value._l3, TModulus.M3, ref borrow);
        return new(d0, d1, d2, d3);
    }

    private static bool IsBelowModulus(in PrimeField4<TModulus> value)
    {
        ulong borrow = 0;
        _ = Word.SubtractBorrow(value._l0, TModulus.M0, ref borrow);
        _ = Word.SubtractBorrow(value._l1, TModulus.M1, ref borrow);
        _ = Word.SubtractBorrow(value._l2, TModulus.M2, ref borrow);
        _ = Word.SubtractBorrow(value._l3, TModulus.M3, ref borrow);
        return borrow != 0;
    }
}
