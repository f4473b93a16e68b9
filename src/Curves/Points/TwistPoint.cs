namespace NodeProto.Curves;

/// <summary>A line of a Miller loop, to be evaluated at (x, y): Constant + X·x + Y·y, up to a factor that the final exponentiation removes.</summary>
/// <typeparam name="F">The base field.</typeparam>
/// <param name="Constant">The part without a coordinate.</param>
/// <param name="X">The factor of x.</param>
/// <param name="Y">The factor of y.</param>
internal readonly record struct Line<F>(Fp2<F> Constant, Fp2<F> X, Fp2<F> Y)
    where F : struct, IField<F>;

/// <summary>The running point of a Miller loop in homogeneous coordinates (x/z, y/z); each step gives the line through it.</summary>
/// <remarks>
/// Source of the formulas: C. Costello, T. Lange and M. Naehrig, "Faster pairing computations on curves with high-degree
/// twists", IACR ePrint 2009/615, for curves with a = 0.
/// </remarks>
/// <typeparam name="F">The base field.</typeparam>
internal struct TwistPoint<F>
    where F : struct, IField<F>
{
    private readonly Fp2<F> _thriceB;
    private Fp2<F> _x;
    private Fp2<F> _y;
    private Fp2<F> _z;

    /// <summary>Starts at (x, y) on the twist with the constant b.</summary>
    public TwistPoint(in Fp2<F> x, in Fp2<F> y, in Fp2<F> b)
    {
        _x = x;
        _y = y;
        _z = Fp2<F>.One;
        _thriceB = Thrice(b);
    }

    /// <summary>Doubles the point and returns the tangent.</summary>
    public Line<F> Double()
    {
        Fp2<F> xy2 = Twice(Fp2<F>.Multiply(_x, _y));
        Fp2<F> yy = Fp2<F>.Square(_y);
        Fp2<F> zz = Fp2<F>.Square(_z);
        Fp2<F> e = Fp2<F>.Multiply(_thriceB, zz);
        Fp2<F> e3 = Thrice(e);
        Fp2<F> yz2 = Fp2<F>.Subtract(Fp2<F>.Square(Fp2<F>.Add(_y, _z)), Fp2<F>.Add(yy, zz));
        Fp2<F> xx3 = Thrice(Fp2<F>.Square(_x));

        // Everything is scaled by four, so that nothing has to be halved: x·4, y·4, z·4.
        Fp2<F> sum = Fp2<F>.Add(yy, e3);
        Fp2<F> ee = Fp2<F>.Square(e);
        _x = Fp2<F>.Multiply(xy2, Fp2<F>.Subtract(yy, e3));
        _y = Fp2<F>.Subtract(Fp2<F>.Square(sum), Times12(ee));
        _z = Twice(Twice(Fp2<F>.Multiply(yy, yz2)));
        return new(Fp2<F>.Subtract(e, yy), xx3, Fp2<F>.Negate(yz2));
    }

    /// <summary>Adds the affine point (x, y) and returns the chord.</summary>
    public Line<F> Add(in Fp2<F> x, in Fp2<F> y)
    {
        Fp2<F> theta = Fp2<F>.Subtract(_y, Fp2<F>.Multiply(y, _z));
        Fp2<F> lambda = Fp2<F>.Subtract(_x, Fp2<F>.Multiply(x, _z));
        Fp2<F> d = Fp2<F>.Square(lambda);
        Fp2<F> e = Fp2<F>.Multiply(lambda, d);
        Fp2<F> f = Fp2<F>.Multiply(_z, Fp2<F>.Square(theta));
        Fp2<F> g = Fp2<F>.Multiply(_x, d);
        Fp2<F> h = Fp2<F>.Subtract(Fp2<F>.Add(e, f), Twice(g));
        _x = Fp2<F>.Multiply(lambda, h);
        _y = Fp2<F>.Subtract(Fp2<F>.Multiply(theta, Fp2<F>.Subtract(g, h)), Fp2<F>.Multiply(e, _y));
        _z = Fp2<F>.Multiply(_z, e);
        Fp2<F> constant = Fp2<F>.Subtract(Fp2<F>.Multiply(theta, x), Fp2<F>.Multiply(lambda, y));
        return new(constant, Fp2<F>.Negate(theta), lambda);
    }

    private static Fp2<F> Twice(in Fp2<F> value) => Fp2<F>.Add(value, value);

    private static Fp2<F> Thrice(in Fp2<F> value) => Fp2<F>.Add(Fp2<F>.Add(value, value), value);

    private static Fp2<F> Times12(in Fp2<F> value) => Twice(Twice(Thrice(value)));
}
