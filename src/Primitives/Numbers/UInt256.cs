using System.Runtime.InteropServices;

namespace NodeProto.Primitives;

/// <summary>A 256-bit unsigned word: four <c>ulong</c> limbs, least significant first. Arithmetic wraps modulo 2^256.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly partial struct UInt256 : IEquatable<UInt256>, IComparable<UInt256>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    /// <summary>Least significant limb.</summary>
    public readonly ulong U0;

    /// <summary>Second limb.</summary>
    public readonly ulong U1;

    /// <summary>Third limb.</summary>
    public readonly ulong U2;

    /// <summary>Most significant limb.</summary>
    public readonly ulong U3;

    /// <summary>A word from its limbs, least significant first.</summary>
    public UInt256(ulong u0, ulong u1 = 0, ulong u2 = 0, ulong u3 = 0)
    {
        U0 = u0;
        U1 = u1;
        U2 = u2;
        U3 = u3;
    }

    /// <summary>0.</summary>
    public static UInt256 Zero => default;

    /// <summary>1.</summary>
    public static UInt256 One => new(1);

    /// <summary>2^256 - 1.</summary>
    public static UInt256 MaxValue => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>Whether the value is 0.</summary>
    public bool IsZero => (U0 | U1 | U2 | U3) == 0;

    /// <summary>Whether the value fits in 64 bits.</summary>
    public bool IsUInt64 => (U1 | U2 | U3) == 0;

    /// <summary>The word of a 64-bit number.</summary>
    public static implicit operator UInt256(ulong value) => new(value);

    /// <summary>The low 64 bits.</summary>
    /// <exception cref="OverflowException">The value needs more than 64 bits.</exception>
    public static explicit operator ulong(in UInt256 value) =>
        value.IsUInt64 ? value.U0 : throw new OverflowException("The value does not fit in 64 bits.");

    /// <summary>The low 64 bits, or 2^64 - 1 when the value is larger: for gas and memory sizes, where more is always too much.</summary>
    public ulong ToUInt64Saturated() => IsUInt64 ? U0 : ulong.MaxValue;
}
