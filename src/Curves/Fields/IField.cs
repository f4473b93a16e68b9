namespace NodeProto.Curves;

/// <summary>An element of a finite field; arithmetic is exact and every value is reduced.</summary>
/// <remarks>Towers and curves are written once over this interface; the JIT makes one copy for each field, without virtual calls.</remarks>
/// <typeparam name="TSelf">The implementing struct.</typeparam>
public interface IField<TSelf> : IEquatable<TSelf>
    where TSelf : struct, IField<TSelf>
{
    /// <summary>The neutral element of addition.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>The neutral element of multiplication.</summary>
    static abstract TSelf One { get; }

    /// <summary>Whether this is <see cref="Zero"/>.</summary>
    bool IsZero { get; }

    /// <summary>left + right.</summary>
    static abstract TSelf Add(in TSelf left, in TSelf right);

    /// <summary>left - right.</summary>
    static abstract TSelf Subtract(in TSelf left, in TSelf right);

    /// <summary>left · right.</summary>
    static abstract TSelf Multiply(in TSelf left, in TSelf right);

    /// <summary>value².</summary>
    static abstract TSelf Square(in TSelf value);

    /// <summary>-value.</summary>
    static abstract TSelf Negate(in TSelf value);

    /// <summary>The inverse of multiplication; zero for zero.</summary>
    static abstract TSelf Invert(in TSelf value);
}
