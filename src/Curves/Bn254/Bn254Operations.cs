using System.Buffers.Binary;

namespace NodeProto.Curves;

/// <summary>Addition, multiplication and pairing on bn254 over the encodings of EIP-196 and EIP-197.</summary>
public static class Bn254Operations
{
    /// <summary>Length in bytes of an encoded point of G1: x and y, 32 bytes each, big-endian; zeros are infinity.</summary>
    public const int G1Size = 64;

    /// <summary>Length in bytes of a pair of a pairing: a point of G1 and one of G2 (imaginary parts first).</summary>
    public const int PairSize = 192;

    /// <summary>Writes the sum of two points; false when one is not on the curve.</summary>
    /// <param name="input">128 bytes.</param>
    /// <param name="output">64 bytes.</param>
    public static bool TryAdd(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (!TryReadG1(input, out AffinePoint<BnFp, BnG1Curve> left) || !TryReadG1(input[G1Size..], out AffinePoint<BnFp, BnG1Curve> right))
        {
            return false;
        }
        WriteG1(JacobianPoint<BnFp, BnG1Curve>.Add(JacobianPoint<BnFp, BnG1Curve>.From(left), right).ToAffine(), output);
        return true;
    }

    /// <summary>Writes scalar · point; false when the point is not on the curve.</summary>
    /// <param name="input">A point and a scalar, 96 bytes.</param>
    /// <param name="output">64 bytes.</param>
    public static bool TryMultiply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (!TryReadG1(input, out AffinePoint<BnFp, BnG1Curve> point))
        {
            return false;
        }
        Span<ulong> scalar = stackalloc ulong[4];
        for (int i = 0; i < scalar.Length; i++)
        {
            scalar[i] = BinaryPrimitives.ReadUInt64BigEndian(input[(G1Size + 24 - (i * 8))..]);
        }
        WriteG1(JacobianPoint<BnFp, BnG1Curve>.Multiply(JacobianPoint<BnFp, BnG1Curve>.From(point), scalar).ToAffine(), output);
        return true;
    }

    /// <summary>Tells whether the product of the pairings is one; false when a point is not in its group.</summary>
    /// <param name="input">A multiple of 192 bytes; no pair at all gives one.</param>
    /// <param name="isOne">The answer.</param>
    public static bool TryPairing(ReadOnlySpan<byte> input, out bool isOne)
    {
        isOne = false;
        if (input.Length % PairSize != 0)
        {
            return false;
        }
        int count = input.Length / PairSize;
        AffinePoint<BnFp, BnG1Curve>[] g1 = new AffinePoint<BnFp, BnG1Curve>[count];
        AffinePoint<BnFp2, BnG2Curve>[] g2 = new AffinePoint<BnFp2, BnG2Curve>[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> pair = input.Slice(i * PairSize, PairSize);
            if (!TryReadG1(pair, out g1[i]) || !TryReadG2(pair[G1Size..], out g2[i]))
            {
                return false;
            }
        }
        isOne = Bn254Pairing.IsProductOne(g1, g2);
        return true;
    }

    private static bool TryReadG1(ReadOnlySpan<byte> bytes, out AffinePoint<BnFp, BnG1Curve> point)
    {
        point = default;
        if (!BnFp.TryRead(bytes, out BnFp x) || !BnFp.TryRead(bytes[BnFp.Size..], out BnFp y))
        {
            return false;
        }
        point = x.IsZero && y.IsZero ? default : new AffinePoint<BnFp, BnG1Curve>(x, y);
        return point.IsOnCurve;
    }

    private static bool TryReadG2(ReadOnlySpan<byte> bytes, out AffinePoint<BnFp2, BnG2Curve> point)
    {
        point = default;
        if (
            !BnFp.TryRead(bytes, out BnFp x1)
            || !BnFp.TryRead(bytes[32..], out BnFp x0)
            || !BnFp.TryRead(bytes[64..], out BnFp y1)
            || !BnFp.TryRead(bytes[96..], out BnFp y0)
        )
        {
            return false;
        }
        BnFp2 x = new(x0, x1);
        BnFp2 y = new(y0, y1);
        point = x.IsZero && y.IsZero ? default : new AffinePoint<BnFp2, BnG2Curve>(x, y);
        return point.IsOnCurve && BnG2Curve.IsInSubgroup(point);
    }

    private static void WriteG1(in AffinePoint<BnFp, BnG1Curve> point, Span<byte> output)
    {
        point.X.Write(output);
        point.Y.Write(output[BnFp.Size..]);
    }
}
