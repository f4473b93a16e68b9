using System.Numerics;
using System.Runtime.CompilerServices;

namespace NodeProto.Primitives;

public readonly partial struct UInt256
{
    /// <summary>How many bits the value needs; 0 for zero.</summary>
    public int BitLength =>
        U3 != 0 ? 256 - BitOperations.LeadingZeroCount(U3)
        : U2 != 0 ? 192 - BitOperations.LeadingZeroCount(U2)
        : U1 != 0 ? 128 - BitOperations.LeadingZeroCount(U1)
        : 64 - BitOperations.LeadingZeroCount(U0);

    /// <summary>How many zero bits stand before the highest one bit; 256 for zero (CLZ, EIP-7939).</summary>
    public int LeadingZeroCount => 256 - BitLength;

    /// <summary>Whether a bit is one; 0 names the least significant bit, 255 the highest.</summary>
    public bool IsBitSet(int bit) => ((Limb(bit >> 6) >> (bit & 63)) & 1) != 0;

    /// <summary>The byte at an index that counts from the most significant end; zero from 32 on (BYTE).</summary>
    public byte ByteAt(in UInt256 index) =>
        index.IsUInt64 && index.U0 < Size ? (byte)(Limb(3 - (int)(index.U0 >> 3)) >> (56 - (8 * (int)(index.U0 & 7)))) : (byte)0;

    /// <summary>Extends the sign of a number of <c>index + 1</c> bytes to 256 bits; from 31 on the value itself (SIGNEXTEND).</summary>
    /// <param name="byteIndex">Index of the byte that holds the sign, counted from the least significant end.</param>
    public UInt256 SignExtend(in UInt256 byteIndex)
    {
        if (!byteIndex.IsUInt64 || byteIndex.U0 >= Size - 1)
        {
            return this;
        }
        int unused = 256 - (8 * ((int)byteIndex.U0 + 1));
        return (this << unused).ShiftRightSigned(unused);
    }

    /// <summary>Shifts left; zero for 256 bits or more (SHL).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UInt256 ShiftLeft(in UInt256 bits) => bits.IsUInt64 && bits.U0 < 256 ? this << (int)bits.U0 : default;

    /// <summary>Shifts right, filling with zeros; zero for 256 bits or more (SHR).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UInt256 ShiftRight(in UInt256 bits) => bits.IsUInt64 && bits.U0 < 256 ? this >>> (int)bits.U0 : default;

    /// <summary>Shifts right, filling with the sign; all sign bits for 256 bits or more (SAR).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UInt256 ShiftRightSigned(in UInt256 bits) => ShiftRightSigned(bits.IsUInt64 && bits.U0 < 256 ? (int)bits.U0 : 256);

    /// <summary>Shifts right, filling with the sign; all sign bits for 256 bits or more.</summary>
    /// <param name="bits">Not negative.</param>
    public UInt256 ShiftRightSigned(int bits)
    {
        if (!IsNegative)
        {
            return this >>> bits;
        }
        // The complement is not negative, so zeros filled into it become ones.
        return ~(~this >>> bits);
    }

    /// <summary>Shifts left; zero for 256 bits or more. The count is not taken modulo 256.</summary>
    public static UInt256 operator <<(in UInt256 value, int bits)
    {
        if ((uint)bits >= 256)
        {
            return default;
        }
        int inLimb = bits & 63;
        return (bits >> 6) switch
        {
            0 => new(
                value.U0 << inLimb,
                JoinLeft(value.U1, value.U0, inLimb),
                JoinLeft(value.U2, value.U1, inLimb),
                JoinLeft(value.U3, value.U2, inLimb)
            ),
            1 => new(0, value.U0 << inLimb, JoinLeft(value.U1, value.U0, inLimb), JoinLeft(value.U2, value.U1, inLimb)),
            2 => new(0, 0, value.U0 << inLimb, JoinLeft(value.U1, value.U0, inLimb)),
            _ => new(0, 0, 0, value.U0 << inLimb),
        };
    }

    /// <summary>Shifts right, filling with zeros; zero for 256 bits or more. The count is not taken modulo 256.</summary>
    public static UInt256 operator >>>(in UInt256 value, int bits)
    {
        if ((uint)bits >= 256)
        {
            return default;
        }
        int inLimb = bits & 63;
        return (bits >> 6) switch
        {
            0 => new(
                JoinRight(value.U1, value.U0, inLimb),
                JoinRight(value.U2, value.U1, inLimb),
                JoinRight(value.U3, value.U2, inLimb),
                value.U3 >> inLimb
            ),
            1 => new(JoinRight(value.U2, value.U1, inLimb), JoinRight(value.U3, value.U2, inLimb), value.U3 >> inLimb),
            2 => new(JoinRight(value.U3, value.U2, inLimb), value.U3 >> inLimb),
            _ => new(value.U3 >> inLimb),
        };
    }

    /// <summary>Shifts right, filling with zeros, as unsigned numbers do.</summary>
    public static UInt256 operator >>(in UInt256 value, int bits) => value >>> bits;

    /// <summary>Bits that are one in both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator &(in UInt256 left, in UInt256 right) =>
        new(left.U0 & right.U0, left.U1 & right.U1, left.U2 & right.U2, left.U3 & right.U3);

    /// <summary>Bits that are one in any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator |(in UInt256 left, in UInt256 right) =>
        new(left.U0 | right.U0, left.U1 | right.U1, left.U2 | right.U2, left.U3 | right.U3);

    /// <summary>Bits that differ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator ^(in UInt256 left, in UInt256 right) =>
        new(left.U0 ^ right.U0, left.U1 ^ right.U1, left.U2 ^ right.U2, left.U3 ^ right.U3);

    /// <summary>Every bit turned over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt256 operator ~(in UInt256 value) => new(~value.U0, ~value.U1, ~value.U2, ~value.U3);

    private ulong Limb(int index) =>
        index switch
        {
            0 => U0,
            1 => U1,
            2 => U2,
            _ => U3,
        };

    // The high limb shifted left with the top of the low one; shifting twice keeps a count of 0 right, where 64 would mean 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong JoinLeft(ulong high, ulong low, int bits) => (high << bits) | (low >> 1 >> (63 - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong JoinRight(ulong high, ulong low, int bits) => (low >> bits) | (high << 1 << (63 - bits));
}
