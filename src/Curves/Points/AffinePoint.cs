namespace NodeProto.Curves;

/// <summary>A point (x, y), or the point at infinity.</summary>
/// <typeparam name="F">The field of the coordinates.</typeparam>
/// <typeparam name="C">The curve.</typeparam>
internal readonly struct AffinePoint<F, C> : IEquatable<AffinePoint<F, C>>
    where F : struct, IField<F>
    where C : struct, ICurve<F>
{
    private readonly bool _isFinite;

    /// <summary>First coordinate; zero at infinity.</summary>
    public readonly F X;

    /// <summary>Second coordinate; zero at infinity.</summary>
    public readonly F Y;

    /// <summary>A finite point; whether it lies on the curve is for <see cref="IsOnCurve"/> to say.</summary>
    public AffinePoint(in F x, in F y)
    {
        X = x;
        Y = y;
        _isFinite = true;
    }

    /// <summary>The neutral element.</summary>
    public static AffinePoint<F, C> Infinity => default;

    /// <summary>Whether this is the neutral element.</summary>
    public bool IsInfinity => !_isFinite;

    /// <summary>Whether the coordinates fulfil the curve's equation; true at infinity.</summary>
    public bool IsOnCurve
    {
        get
        {
            if (IsInfinity)
            {
                return true;
            }
            F right = F.Add(F.Multiply(F.Square(X), X), C.B);
            if (C.IsMinusThree)
            {
                right = F.Subtract(right, F.Add(F.Add(X, X), X));
            }
            return F.Square(Y).Equals(right);
        }
    }

    /// <summary>The point mirrored at the x axis.</summary>
    public static AffinePoint<F, C> Negate(in AffinePoint<F, C> point) => point.IsInfinity ? point : new(point.X, F.Negate(point.Y));

    /// <inheritdoc/>
    public bool Equals(AffinePoint<F, C> other) => _isFinite == other._isFinite && X.Equals(other.X) && Y.Equals(other.Y);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AffinePoint<F, C> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(X, Y, _isFinite);
}
