using System.Runtime.CompilerServices;

namespace NodeProto.Curves;

/// <summary>C0 + C1·u with u² = -1: the quadratic extension that bn254 and BLS12-381 share.</summary>
/// <typeparam name="F">The base field.</typeparam>
internal readonly struct Fp2<F> : IField<Fp2<F>>
    where F : struct, IField<F>
{
    /// <summary>The part without u.</summary>
    public readonly F C0;

    /// <summary>The factor of u.</summary>
    public readonly F C1;

    /// <summary>C0 + C1·u.</summary>
    public Fp2(in F c0, in F c1)
    {
        C0 = c0;
        C1 = c1;
    }

    /// <inheritdoc/>
    public static Fp2<F> Zero => default;

    /// <inheritdoc/>
    public static Fp2<F> One => new(F.One, F.Zero);

    /// <inheritdoc/>
    public bool IsZero => C0.IsZero && C1.IsZero;

    /// <summary>C0 - C1·u, which is also the value's Frobenius image.</summary>
    public Fp2<F> Conjugate() => new(C0, F.Negate(C1));

    /// <inheritdoc/>
    public static Fp2<F> Add(in Fp2<F> left, in Fp2<F> right) => new(F.Add(left.C0, right.C0), F.Add(left.C1, right.C1));

    /// <inheritdoc/>
    public static Fp2<F> Subtract(in Fp2<F> left, in Fp2<F> right) => new(F.Subtract(left.C0, right.C0), F.Subtract(left.C1, right.C1));

    /// <inheritdoc/>
    public static Fp2<F> Negate(in Fp2<F> value) => new(F.Negate(value.C0), F.Negate(value.C1));

    /// <inheritdoc/>
    /// <remarks>Three products instead of four (Karatsuba).</remarks>
    public static Fp2<F> Multiply(in Fp2<F> left, in Fp2<F> right)
    {
        F v0 = F.Multiply(left.C0, right.C0);
        F v1 = F.Multiply(left.C1, right.C1);
        F cross = F.Multiply(F.Add(left.C0, left.C1), F.Add(right.C0, right.C1));
        return new(F.Subtract(v0, v1), F.Subtract(F.Subtract(cross, v0), v1));
    }

    /// <summary>value · factor, for a factor of the base field.</summary>
    public static Fp2<F> Scale(in Fp2<F> value, in F factor) => new(F.Multiply(value.C0, factor), F.Multiply(value.C1, factor));

    /// <inheritdoc/>
    public static Fp2<F> Square(in Fp2<F> value)
    {
        F product = F.Multiply(value.C0, value.C1);
        return new(F.Multiply(F.Add(value.C0, value.C1), F.Subtract(value.C0, value.C1)), F.Add(product, product));
    }

    /// <inheritdoc/>
    public static Fp2<F> Invert(in Fp2<F> value)
    {
        F norm = F.Invert(F.Add(F.Square(value.C0), F.Square(value.C1)));
        return new(F.Multiply(value.C0, norm), F.Negate(F.Multiply(value.C1, norm)));
    }

    /// <summary>this^exponent; words least significant first.</summary>
    public Fp2<F> Power(ReadOnlySpan<ulong> exponent)
    {
        Fp2<F> result = One;
        for (int i = (exponent.Length * 64) - 1; i >= 0; i--)
        {
            result = Square(result);
            if (((exponent[i >> 6] >> i) & 1) != 0)
            {
                result = Multiply(result, this);
            }
        }
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(Fp2<F> other) => C0.Equals(other.C0) && C1.Equals(other.C1);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fp2<F> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(C0, C1);
}
