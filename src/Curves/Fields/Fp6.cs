namespace NodeProto.Curves;

/// <summary>C0 + C1·v + C2·v² over Fp2 with v³ = ξ.</summary>
/// <typeparam name="F">The base field.</typeparam>
/// <typeparam name="T">The tower, which knows ξ.</typeparam>
internal readonly struct Fp6<F, T> : IField<Fp6<F, T>>
    where F : struct, IField<F>
    where T : struct, ITower<F>
{
    /// <summary>The part without v.</summary>
    public readonly Fp2<F> C0;

    /// <summary>The factor of v.</summary>
    public readonly Fp2<F> C1;

    /// <summary>The factor of v².</summary>
    public readonly Fp2<F> C2;

    /// <summary>C0 + C1·v + C2·v².</summary>
    public Fp6(in Fp2<F> c0, in Fp2<F> c1, in Fp2<F> c2)
    {
        C0 = c0;
        C1 = c1;
        C2 = c2;
    }

    /// <inheritdoc/>
    public static Fp6<F, T> Zero => default;

    /// <inheritdoc/>
    public static Fp6<F, T> One => new(Fp2<F>.One, default, default);

    /// <inheritdoc/>
    public bool IsZero => C0.IsZero && C1.IsZero && C2.IsZero;

    /// <inheritdoc/>
    public static Fp6<F, T> Add(in Fp6<F, T> left, in Fp6<F, T> right) =>
        new(Fp2<F>.Add(left.C0, right.C0), Fp2<F>.Add(left.C1, right.C1), Fp2<F>.Add(left.C2, right.C2));

    /// <inheritdoc/>
    public static Fp6<F, T> Subtract(in Fp6<F, T> left, in Fp6<F, T> right) =>
        new(Fp2<F>.Subtract(left.C0, right.C0), Fp2<F>.Subtract(left.C1, right.C1), Fp2<F>.Subtract(left.C2, right.C2));

    /// <inheritdoc/>
    public static Fp6<F, T> Negate(in Fp6<F, T> value) => new(Fp2<F>.Negate(value.C0), Fp2<F>.Negate(value.C1), Fp2<F>.Negate(value.C2));

    /// <inheritdoc/>
    /// <remarks>Six products (Karatsuba; A. Devegili and others, IACR ePrint 2006/471).</remarks>
    public static Fp6<F, T> Multiply(in Fp6<F, T> left, in Fp6<F, T> right)
    {
        Fp2<F> v0 = Fp2<F>.Multiply(left.C0, right.C0);
        Fp2<F> v1 = Fp2<F>.Multiply(left.C1, right.C1);
        Fp2<F> v2 = Fp2<F>.Multiply(left.C2, right.C2);
        Fp2<F> v12 = Cross(left.C1, left.C2, right.C1, right.C2, v1, v2);
        Fp2<F> v01 = Cross(left.C0, left.C1, right.C0, right.C1, v0, v1);
        Fp2<F> v02 = Cross(left.C0, left.C2, right.C0, right.C2, v0, v2);
        return new(Fp2<F>.Add(v0, T.MultiplyByNonResidue(v12)), Fp2<F>.Add(v01, T.MultiplyByNonResidue(v2)), Fp2<F>.Add(v02, v1));
    }

    /// <summary>value · (b0 + b1·v).</summary>
    public static Fp6<F, T> MultiplyBy01(in Fp6<F, T> value, in Fp2<F> b0, in Fp2<F> b1)
    {
        Fp2<F> v0 = Fp2<F>.Multiply(value.C0, b0);
        Fp2<F> v1 = Fp2<F>.Multiply(value.C1, b1);
        Fp2<F> v01 = Cross(value.C0, value.C1, b0, b1, v0, v1);
        return new(
            Fp2<F>.Add(v0, T.MultiplyByNonResidue(Fp2<F>.Multiply(value.C2, b1))),
            v01,
            Fp2<F>.Add(Fp2<F>.Multiply(value.C2, b0), v1)
        );
    }

    /// <summary>value · b1·v.</summary>
    public static Fp6<F, T> MultiplyBy1(in Fp6<F, T> value, in Fp2<F> b1) =>
        new(T.MultiplyByNonResidue(Fp2<F>.Multiply(value.C2, b1)), Fp2<F>.Multiply(value.C0, b1), Fp2<F>.Multiply(value.C1, b1));

    /// <summary>value · factor, for a factor of Fp2.</summary>
    public static Fp6<F, T> Scale(in Fp6<F, T> value, in Fp2<F> factor) =>
        new(Fp2<F>.Multiply(value.C0, factor), Fp2<F>.Multiply(value.C1, factor), Fp2<F>.Multiply(value.C2, factor));

    /// <summary>value · v.</summary>
    public static Fp6<F, T> MultiplyByV(in Fp6<F, T> value) => new(T.MultiplyByNonResidue(value.C2), value.C0, value.C1);

    /// <inheritdoc/>
    public static Fp6<F, T> Square(in Fp6<F, T> value) => Multiply(value, value);

    /// <inheritdoc/>
    /// <remarks>By the norm: the product of the value and its two conjugates lies in Fp2.</remarks>
    public static Fp6<F, T> Invert(in Fp6<F, T> value)
    {
        Fp2<F> t0 = Fp2<F>.Subtract(Fp2<F>.Square(value.C0), T.MultiplyByNonResidue(Fp2<F>.Multiply(value.C1, value.C2)));
        Fp2<F> t1 = Fp2<F>.Subtract(T.MultiplyByNonResidue(Fp2<F>.Square(value.C2)), Fp2<F>.Multiply(value.C0, value.C1));
        Fp2<F> t2 = Fp2<F>.Subtract(Fp2<F>.Square(value.C1), Fp2<F>.Multiply(value.C0, value.C2));
        Fp2<F> cross = Fp2<F>.Add(Fp2<F>.Multiply(value.C2, t1), Fp2<F>.Multiply(value.C1, t2));
        Fp2<F> norm = Fp2<F>.Invert(Fp2<F>.Add(Fp2<F>.Multiply(value.C0, t0), T.MultiplyByNonResidue(cross)));
        return new(Fp2<F>.Multiply(t0, norm), Fp2<F>.Multiply(t1, norm), Fp2<F>.Multiply(t2, norm));
    }

    /// <inheritdoc/>
    public bool Equals(Fp6<F, T> other) => C0.Equals(other.C0) && C1.Equals(other.C1) && C2.Equals(other.C2);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fp6<F, T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(C0, C1, C2);

    /// <summary>(a0 + a1)(b0 + b1) - p0 - p1, that is a0·b1 + a1·b0.</summary>
    private static Fp2<F> Cross(in Fp2<F> a0, in Fp2<F> a1, in Fp2<F> b0, in Fp2<F> b1, in Fp2<F> p0, in Fp2<F> p1) =>
        Fp2<F>.Subtract(Fp2<F>.Subtract(Fp2<F>.Multiply(Fp2<F>.Add(a0, a1), Fp2<F>.Add(b0, b1)), p0), p1);
}
