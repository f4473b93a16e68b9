namespace NodeProto.Curves;

/// <summary>A point as (X, Y, Z) with x = X/Z² and y = Y/Z³, so that sums need no inversion; Z = 0 is infinity.</summary>
/// <remarks>Source of the formulas: D. Bernstein and T. Lange, Explicit-Formulas Database, "Jacobian coordinates".</remarks>
/// <typeparam name="F">The field of the coordinates.</typeparam>
/// <typeparam name="C">The curve.</typeparam>
internal readonly struct JacobianPoint<F, C>
    where F : struct, IField<F>
    where C : struct, ICurve<F>
{
    private readonly F _x;
    private readonly F _y;
    private readonly F _z;

    private JacobianPoint(in F x, in F y, in F z)
    {
        _x = x;
        _y = y;
        _z = z;
    }

    /// <summary>The neutral element.</summary>
    public static JacobianPoint<F, C> Infinity => default;

    /// <summary>Whether this is the neutral element.</summary>
    public bool IsInfinity => _z.IsZero;

    /// <summary>The same point with Z = 1.</summary>
    public static JacobianPoint<F, C> From(in AffinePoint<F, C> point) => point.IsInfinity ? default : new(point.X, point.Y, F.One);

    /// <summary>The point's coordinates; costs one inversion.</summary>
    public AffinePoint<F, C> ToAffine() => IsInfinity ? default : ToAffine(F.Invert(_z));

    /// <summary>The points' coordinates; one inversion for all of them.</summary>
    public static void ToAffine(ReadOnlySpan<JacobianPoint<F, C>> points, Span<AffinePoint<F, C>> destination)
    {
        // Montgomery's trick: products of all Z up to each point, one inversion, then back.
        F[] products = new F[points.Length];
        F product = F.One;
        for (int i = 0; i < points.Length; i++)
        {
            products[i] = product;
            if (!points[i].IsInfinity)
            {
                product = F.Multiply(product, points[i]._z);
            }
        }
        F inverse = F.Invert(product);
        for (int i = points.Length - 1; i >= 0; i--)
        {
            if (points[i].IsInfinity)
            {
                destination[i] = default;
                continue;
            }
            destination[i] = points[i].ToAffine(F.Multiply(inverse, products[i]));
            inverse = F.Multiply(inverse, points[i]._z);
        }
    }

    /// <summary>The point mirrored at the x axis.</summary>
    public static JacobianPoint<F, C> Negate(in JacobianPoint<F, C> point) => new(point._x, F.Negate(point._y), point._z);

    /// <summary>2 · point.</summary>
    public static JacobianPoint<F, C> Double(in JacobianPoint<F, C> point) => C.IsMinusThree ? DoubleMinusThree(point) : DoubleZero(point);

    /// <summary>left + right.</summary>
    public static JacobianPoint<F, C> Add(in JacobianPoint<F, C> left, in JacobianPoint<F, C> right)
    {
        if (left.IsInfinity)
        {
            return right;
        }
        if (right.IsInfinity)
        {
            return left;
        }
        F z1z1 = F.Square(left._z);
        F z2z2 = F.Square(right._z);
        F u1 = F.Multiply(left._x, z2z2);
        F u2 = F.Multiply(right._x, z1z1);
        F s1 = F.Multiply(F.Multiply(left._y, right._z), z2z2);
        F s2 = F.Multiply(F.Multiply(right._y, left._z), z1z1);
        F h = F.Subtract(u2, u1);
        F r = F.Subtract(s2, s1);
        if (h.IsZero)
        {
            return r.IsZero ? Double(left) : default;
        }
        F zz = F.Multiply(left._z, right._z);
        return Combine(u1, s1, h, r, zz);
    }

    /// <summary>left + right, where right has Z = 1: four products less.</summary>
    public static JacobianPoint<F, C> Add(in JacobianPoint<F, C> left, in AffinePoint<F, C> right)
    {
        if (right.IsInfinity)
        {
            return left;
        }
        if (left.IsInfinity)
        {
            return From(right);
        }
        F z1z1 = F.Square(left._z);
        F u2 = F.Multiply(right.X, z1z1);
        F s2 = F.Multiply(F.Multiply(right.Y, left._z), z1z1);
        F h = F.Subtract(u2, left._x);
        F r = F.Subtract(s2, left._y);
        if (h.IsZero)
        {
            return r.IsZero ? Double(left) : default;
        }
        return Combine(left._x, left._y, h, r, left._z);
    }

    /// <summary>scalar · point, by windows of four bits. Not constant in time: all inputs are public.</summary>
    /// <param name="point">The point.</param>
    /// <param name="scalar">Words, least significant first; any value.</param>
    public static JacobianPoint<F, C> Multiply(in JacobianPoint<F, C> point, ReadOnlySpan<ulong> scalar)
    {
        Span<JacobianPoint<F, C>> multiples = new JacobianPoint<F, C>[16];
        multiples[1] = point;
        for (int i = 2; i < 16; i++)
        {
            multiples[i] = (i & 1) == 0 ? Double(multiples[i / 2]) : Add(multiples[i - 1], point);
        }
        JacobianPoint<F, C> result = default;
        for (int bit = (scalar.Length * 64) - 4; bit >= 0; bit -= 4)
        {
            if (!result.IsInfinity)
            {
                result = Double(Double(Double(Double(result))));
            }
            int digit = (int)(scalar[bit >> 6] >> (bit & 63)) & 15;
            if (digit != 0)
            {
                result = Add(result, multiples[digit]);
            }
        }
        return result;
    }

    /// <summary>factor · point, bit by bit: the quickest way for a factor with few bits set, such as a pairing curve's parameter.</summary>
    public static JacobianPoint<F, C> MultiplySparse(in JacobianPoint<F, C> point, ulong factor)
    {
        JacobianPoint<F, C> result = point;
        for (int bit = 62 - System.Numerics.BitOperations.LeadingZeroCount(factor); bit >= 0; bit--)
        {
            result = Double(result);
            if (((factor >> bit) & 1) != 0)
            {
                result = Add(result, point);
            }
        }
        return result;
    }

    /// <summary>Whether both are the same point.</summary>
    public bool IsSameAs(in JacobianPoint<F, C> other)
    {
        if (IsInfinity || other.IsInfinity)
        {
            return IsInfinity && other.IsInfinity;
        }
        F zz = F.Square(_z);
        F otherZz = F.Square(other._z);
        return F.Multiply(_x, otherZz).Equals(F.Multiply(other._x, zz))
            && F.Multiply(_y, F.Multiply(otherZz, other._z)).Equals(F.Multiply(other._y, F.Multiply(zz, _z)));
    }

    /// <summary>The sum from the differences h = x2 - x1 and r = y2 - y1, taken at a common denominator.</summary>
    private static JacobianPoint<F, C> Combine(in F x1, in F y1, in F h, in F r, in F z)
    {
        F hh = F.Square(h);
        F hhh = F.Multiply(h, hh);
        F v = F.Multiply(x1, hh);
        F x = F.Subtract(F.Subtract(F.Square(r), hhh), F.Add(v, v));
        F y = F.Subtract(F.Multiply(r, F.Subtract(v, x)), F.Multiply(y1, hhh));
        return new(x, y, F.Multiply(z, h));
    }

    private static JacobianPoint<F, C> DoubleZero(in JacobianPoint<F, C> point)
    {
        F a = F.Square(point._x);
        F b = F.Square(point._y);
        F c = F.Square(b);
        F d = F.Subtract(F.Subtract(F.Square(F.Add(point._x, b)), a), c);
        d = F.Add(d, d);
        F e = F.Add(F.Add(a, a), a);
        F x = F.Subtract(F.Square(e), F.Add(d, d));
        F y = F.Subtract(F.Multiply(e, F.Subtract(d, x)), Times8(c));
        F z = F.Multiply(point._y, point._z);
        return new(x, y, F.Add(z, z));
    }

    private static JacobianPoint<F, C> DoubleMinusThree(in JacobianPoint<F, C> point)
    {
        F delta = F.Square(point._z);
        F gamma = F.Square(point._y);
        F beta = F.Multiply(point._x, gamma);
        F alpha = F.Multiply(F.Subtract(point._x, delta), F.Add(point._x, delta));
        alpha = F.Add(F.Add(alpha, alpha), alpha);
        F beta4 = F.Add(beta, beta);
        beta4 = F.Add(beta4, beta4);
        F x = F.Subtract(F.Square(alpha), F.Add(beta4, beta4));
        F y = F.Subtract(F.Multiply(alpha, F.Subtract(beta4, x)), Times8(F.Square(gamma)));
        F z = F.Multiply(point._y, point._z);
        return new(x, y, F.Add(z, z));
    }

    private static F Times8(in F value)
    {
        F result = F.Add(value, value);
        result = F.Add(result, result);
        return F.Add(result, result);
    }

    private AffinePoint<F, C> ToAffine(in F zInverse)
    {
        F zz = F.Square(zInverse);
        return new(F.Multiply(_x, zz), F.Multiply(_y, F.Multiply(zz, zInverse)));
    }
}
