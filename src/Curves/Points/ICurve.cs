namespace NodeProto.Curves;

/// <summary>A short Weierstrass curve y² = x³ + a·x + b with a = 0 or a = -3.</summary>
/// <typeparam name="F">The field of the coordinates.</typeparam>
internal interface ICurve<F>
    where F : struct, IField<F>
{
    /// <summary>Whether a is -3; else it is 0.</summary>
    static abstract bool IsMinusThree { get; }

    /// <summary>The constant b.</summary>
    static abstract F B { get; }
}
