namespace NodeProto.Curves;

/// <summary>C0 + C1·w over Fp6 with w² = v: the field in which pairings take their values.</summary>
/// <typeparam name="F">The base field.</typeparam>
/// <typeparam name="T">The tower.</typeparam>
internal readonly struct Fp12<F, T> : IEquatable<Fp12<F, T>>
    where F : struct, IField<F>
    where T : struct, ITower<F>
{
    /// <summary>The part without w.</summary>
    public readonly Fp6<F, T> C0;

    /// <summary>The factor of w.</summary>
    public readonly Fp6<F, T> C1;

    /// <summary>C0 + C1·w.</summary>
    public Fp12(in Fp6<F, T> c0, in Fp6<F, T> c1)
    {
        C0 = c0;
        C1 = c1;
    }

    /// <summary>The neutral element of multiplication.</summary>
    public static Fp12<F, T> One => new(Fp6<F, T>.One, default);

    /// <summary>Whether this is <see cref="One"/>.</summary>
    public bool IsOne => Equals(One);

    /// <summary>C0 - C1·w: the image under Frobenius applied six times, and the inverse of a value of norm one.</summary>
    public Fp12<F, T> Conjugate() => new(C0, Fp6<F, T>.Negate(C1));

    /// <summary>left · right.</summary>
    public static Fp12<F, T> Multiply(in Fp12<F, T> left, in Fp12<F, T> right)
    {
        Fp6<F, T> v0 = Fp6<F, T>.Multiply(left.C0, right.C0);
        Fp6<F, T> v1 = Fp6<F, T>.Multiply(left.C1, right.C1);
        Fp6<F, T> cross = Fp6<F, T>.Multiply(Fp6<F, T>.Add(left.C0, left.C1), Fp6<F, T>.Add(right.C0, right.C1));
        return new(Fp6<F, T>.Add(v0, Fp6<F, T>.MultiplyByV(v1)), Fp6<F, T>.Subtract(Fp6<F, T>.Subtract(cross, v0), v1));
    }

    /// <summary>value².</summary>
    public static Fp12<F, T> Square(in Fp12<F, T> value)
    {
        Fp6<F, T> product = Fp6<F, T>.Multiply(value.C0, value.C1);
        Fp6<F, T> sum = Fp6<F, T>.Multiply(Fp6<F, T>.Add(value.C0, value.C1), Fp6<F, T>.Add(value.C0, Fp6<F, T>.MultiplyByV(value.C1)));
        return new(Fp6<F, T>.Subtract(Fp6<F, T>.Subtract(sum, product), Fp6<F, T>.MultiplyByV(product)), Fp6<F, T>.Add(product, product));
    }

    /// <summary>value · (b0 + b1·v + b4·v·w): a line of a curve with a multiplicative twist.</summary>
    public static Fp12<F, T> MultiplyBy014(in Fp12<F, T> value, in Fp2<F> b0, in Fp2<F> b1, in Fp2<F> b4)
    {
        Fp6<F, T> v0 = Fp6<F, T>.MultiplyBy01(value.C0, b0, b1);
        Fp6<F, T> v1 = Fp6<F, T>.MultiplyBy1(value.C1, b4);
        Fp6<F, T> cross = Fp6<F, T>.MultiplyBy01(Fp6<F, T>.Add(value.C0, value.C1), b0, Fp2<F>.Add(b1, b4));
        return new(Fp6<F, T>.Add(v0, Fp6<F, T>.MultiplyByV(v1)), Fp6<F, T>.Subtract(Fp6<F, T>.Subtract(cross, v0), v1));
    }

    /// <summary>value · (b0 + b3·w + b4·v·w): a line of a curve with a divisive twist.</summary>
    public static Fp12<F, T> MultiplyBy034(in Fp12<F, T> value, in Fp2<F> b0, in Fp2<F> b3, in Fp2<F> b4)
    {
        Fp6<F, T> v0 = Fp6<F, T>.Scale(value.C0, b0);
        Fp6<F, T> v1 = Fp6<F, T>.MultiplyBy01(value.C1, b3, b4);
        Fp6<F, T> cross = Fp6<F, T>.MultiplyBy01(Fp6<F, T>.Add(value.C0, value.C1), Fp2<F>.Add(b0, b3), b4);
        return new(Fp6<F, T>.Add(v0, Fp6<F, T>.MultiplyByV(v1)), Fp6<F, T>.Subtract(Fp6<F, T>.Subtract(cross, v0), v1));
    }

    /// <summary>value⁻¹.</summary>
    public static Fp12<F, T> Invert(in Fp12<F, T> value)
    {
        Fp6<F, T> norm = Fp6<F, T>.Invert(
            Fp6<F, T>.Subtract(Fp6<F, T>.Square(value.C0), Fp6<F, T>.MultiplyByV(Fp6<F, T>.Square(value.C1)))
        );
        return new(Fp6<F, T>.Multiply(value.C0, norm), Fp6<F, T>.Negate(Fp6<F, T>.Multiply(value.C1, norm)));
    }

    /// <summary>value^p, where p is the prime of the base field.</summary>
    public static Fp12<F, T> Frobenius(in Fp12<F, T> value)
    {
        ReadOnlySpan<Fp2<F>> factors = T.Frobenius;
        return new(
            new Fp6<F, T>(
                value.C0.C0.Conjugate(),
                Fp2<F>.Multiply(value.C0.C1.Conjugate(), factors[2]),
                Fp2<F>.Multiply(value.C0.C2.Conjugate(), factors[4])
            ),
            new Fp6<F, T>(
                Fp2<F>.Multiply(value.C1.C0.Conjugate(), factors[1]),
                Fp2<F>.Multiply(value.C1.C1.Conjugate(), factors[3]),
                Fp2<F>.Multiply(value.C1.C2.Conjugate(), factors[5])
            )
        );
    }

    /// <summary>value² for a value of the cyclotomic subgroup, which the easy part of the final exponentiation reaches.</summary>
    /// <remarks>Source: R. Granger and M. Scott, "Faster squaring in the cyclotomic subgroup of sixth degree extensions" (2010).</remarks>
    public static Fp12<F, T> CyclotomicSquare(in Fp12<F, T> value)
    {
        // Three squares in Fp4 = Fp2[s]/(s² - ξ), of the pairs (z0, z1), (z2, z3) and (z4, z5).
        (Fp2<F> a0, Fp2<F> a1) = SquareFp4(value.C0.C0, value.C1.C1);
        (Fp2<F> b0, Fp2<F> b1) = SquareFp4(value.C1.C0, value.C0.C2);
        (Fp2<F> c0, Fp2<F> c1) = SquareFp4(value.C0.C1, value.C1.C2);
        return new(
            new Fp6<F, T>(ThriceLessTwice(a0, value.C0.C0), ThriceLessTwice(b0, value.C0.C1), ThriceLessTwice(c0, value.C0.C2)),
            new Fp6<F, T>(
                ThriceAndTwice(T.MultiplyByNonResidue(c1), value.C1.C0),
                ThriceAndTwice(a1, value.C1.C1),
                ThriceAndTwice(b1, value.C1.C2)
            )
        );
    }

    /// <summary>value^exponent for a value of the cyclotomic subgroup.</summary>
    public static Fp12<F, T> CyclotomicPower(in Fp12<F, T> value, ulong exponent)
    {
        Fp12<F, T> result = value;
        for (int i = 62 - System.Numerics.BitOperations.LeadingZeroCount(exponent); i >= 0; i--)
        {
            result = CyclotomicSquare(result);
            if (((exponent >> i) & 1) != 0)
            {
                result = Multiply(result, value);
            }
        }
        return result;
    }

    /// <inheritdoc/>
    public bool Equals(Fp12<F, T> other) => C0.Equals(other.C0) && C1.Equals(other.C1);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fp12<F, T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(C0, C1);

    private static (Fp2<F> C0, Fp2<F> C1) SquareFp4(in Fp2<F> a, in Fp2<F> b)
    {
        Fp2<F> a2 = Fp2<F>.Square(a);
        Fp2<F> b2 = Fp2<F>.Square(b);
        Fp2<F> cross = Fp2<F>.Subtract(Fp2<F>.Subtract(Fp2<F>.Square(Fp2<F>.Add(a, b)), a2), b2);
        return (Fp2<F>.Add(a2, T.MultiplyByNonResidue(b2)), cross);
    }

    private static Fp2<F> ThriceLessTwice(in Fp2<F> thrice, in Fp2<F> twice)
    {
        Fp2<F> difference = Fp2<F>.Subtract(thrice, twice);
        return Fp2<F>.Add(Fp2<F>.Add(difference, difference), thrice);
    }

    private static Fp2<F> ThriceAndTwice(in Fp2<F> thrice, in Fp2<F> twice)
    {
        Fp2<F> sum = Fp2<F>.Add(thrice, twice);
        return Fp2<F>.Add(Fp2<F>.Add(sum, sum), thrice);
    }
}
