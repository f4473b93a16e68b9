using System.Buffers.Binary;

namespace NodeProto.Curves;

/// <summary>The operations of EIP-2537 on BLS12-381, over its encodings. Each returns false when the input is invalid.</summary>
public static class Bls12381Operations
{
    /// <summary>Length in bytes of an encoded element of the base field: 16 zeros and 48 bytes, big-endian.</summary>
    public const int FpSize = 64;

    /// <summary>Length in bytes of an encoded point of G1; zeros are infinity.</summary>
    public const int G1Size = 2 * FpSize;

    /// <summary>Length in bytes of an encoded point of G2, real parts first; zeros are infinity.</summary>
    public const int G2Size = 4 * FpSize;

    /// <summary>Length in bytes of a scalar: any 256-bit number, big-endian.</summary>
    public const int ScalarSize = 32;

    /// <summary>Adds two points of the curve of G1, which need not be in the group.</summary>
    public static bool TryAddG1(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (
            input.Length != 2 * G1Size
            || !TryReadG1(input, out AffinePoint<BlsFp, BlsG1Curve> left)
            || !TryReadG1(input[G1Size..], out AffinePoint<BlsFp, BlsG1Curve> right)
        )
        {
            return false;
        }
        Write(JacobianPoint<BlsFp, BlsG1Curve>.Add(JacobianPoint<BlsFp, BlsG1Curve>.From(left), right).ToAffine(), output);
        return true;
    }

    /// <summary>Adds two points of the curve of G2, which need not be in the group.</summary>
    public static bool TryAddG2(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (
            input.Length != 2 * G2Size
            || !TryReadG2(input, out AffinePoint<BlsFp2, BlsG2Curve> left)
            || !TryReadG2(input[G2Size..], out AffinePoint<BlsFp2, BlsG2Curve> right)
        )
        {
            return false;
        }
        Write(JacobianPoint<BlsFp2, BlsG2Curve>.Add(JacobianPoint<BlsFp2, BlsG2Curve>.From(left), right).ToAffine(), output);
        return true;
    }

    /// <summary>Sums scalar · point over pairs of a point of G1 and a scalar.</summary>
    public static bool TryMultiScalarG1(ReadOnlySpan<byte> input, Span<byte> output)
    {
        const int pairSize = G1Size + ScalarSize;
        if (input.IsEmpty || input.Length % pairSize != 0)
        {
            return false;
        }
        AffinePoint<BlsFp, BlsG1Curve>[] points = new AffinePoint<BlsFp, BlsG1Curve>[input.Length / pairSize];
        ulong[] scalars = new ulong[points.Length * 4];
        for (int i = 0; i < points.Length; i++)
        {
            ReadOnlySpan<byte> pair = input.Slice(i * pairSize, pairSize);
            if (!TryReadG1(pair, out points[i]) || !BlsG1Curve.IsInSubgroup(points[i]))
            {
                return false;
            }
            ReadScalar(pair[G1Size..], scalars.AsSpan(i * 4, 4));
        }
        Write(BlsMultiScalar.Sum(points, scalars).ToAffine(), output);
        return true;
    }

    /// <summary>Sums scalar · point over pairs of a point of G2 and a scalar.</summary>
    public static bool TryMultiScalarG2(ReadOnlySpan<byte> input, Span<byte> output)
    {
        const int pairSize = G2Size + ScalarSize;
        if (input.IsEmpty || input.Length % pairSize != 0)
        {
            return false;
        }
        AffinePoint<BlsFp2, BlsG2Curve>[] points = new AffinePoint<BlsFp2, BlsG2Curve>[input.Length / pairSize];
        ulong[] scalars = new ulong[points.Length * 4];
        for (int i = 0; i < points.Length; i++)
        {
            ReadOnlySpan<byte> pair = input.Slice(i * pairSize, pairSize);
            if (!TryReadG2(pair, out points[i]) || !BlsG2Curve.IsInSubgroup(points[i]))
            {
                return false;
            }
            ReadScalar(pair[G2Size..], scalars.AsSpan(i * 4, 4));
        }
        Write(BlsMultiScalar.Sum(points, scalars).ToAffine(), output);
        return true;
    }

    /// <summary>Tells whether the product of the pairings of (G1, G2) pairs is one.</summary>
    public static bool TryPairing(ReadOnlySpan<byte> input, out bool isOne)
    {
        const int pairSize = G1Size + G2Size;
        isOne = false;
        if (input.IsEmpty || input.Length % pairSize != 0)
        {
            return false;
        }
        int count = input.Length / pairSize;
        AffinePoint<BlsFp, BlsG1Curve>[] g1 = new AffinePoint<BlsFp, BlsG1Curve>[count];
        AffinePoint<BlsFp2, BlsG2Curve>[] g2 = new AffinePoint<BlsFp2, BlsG2Curve>[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> pair = input.Slice(i * pairSize, pairSize);
            if (
                !TryReadG1(pair, out g1[i])
                || !TryReadG2(pair[G1Size..], out g2[i])
                || !BlsG1Curve.IsInSubgroup(g1[i])
                || !BlsG2Curve.IsInSubgroup(g2[i])
            )
            {
                return false;
            }
        }
        isOne = Bls12381Pairing.IsProductOne(g1, g2);
        return true;
    }

    /// <summary>Maps an element of the base field to a point of G1.</summary>
    public static bool TryMapToG1(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (input.Length != FpSize || !TryReadFp(input, out BlsFp u))
        {
            return false;
        }
        Write(MapToG1(u).ToAffine(), output);
        return true;
    }

    /// <summary>Maps an element of the quadratic extension to a point of G2.</summary>
    public static bool TryMapToG2(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (input.Length != 2 * FpSize || !TryReadFp(input, out BlsFp c0) || !TryReadFp(input[FpSize..], out BlsFp c1))
        {
            return false;
        }
        Write(MapToG2(new BlsFp2(c0, c1)).ToAffine(), output);
        return true;
    }

    /// <summary>SWU, isogeny, and the cofactor 1 - x cleared (RFC 9380, section 8.8.1).</summary>
    private static JacobianPoint<BlsFp, BlsG1Curve> MapToG1(in BlsFp u)
    {
        AffinePoint<BlsFp, BlsG1Curve> point = SwuMap<BlsFp, BlsG1Curve, SwuMapG1>.Map(u);
        return JacobianPoint<BlsFp, BlsG1Curve>.MultiplySparse(
            JacobianPoint<BlsFp, BlsG1Curve>.From(point),
            Bls12381.ParameterMagnitude + 1
        );
    }

    /// <summary>SWU, isogeny, and the cofactor cleared as (x² - x - 1)P + (x - 1)ψ(P) + ψ²(2P) (RFC 9380, section 8.8.2 and appendix G.3).</summary>
    private static JacobianPoint<BlsFp2, BlsG2Curve> MapToG2(in BlsFp2 u)
    {
        AffinePoint<BlsFp2, BlsG2Curve> point = SwuMap<BlsFp2, BlsG2Curve, SwuMapG2>.Map(u);
        JacobianPoint<BlsFp2, BlsG2Curve> p = JacobianPoint<BlsFp2, BlsG2Curve>.From(point);
        JacobianPoint<BlsFp2, BlsG2Curve> psi = JacobianPoint<BlsFp2, BlsG2Curve>.From(BlsG2Curve.Psi(point));
        JacobianPoint<BlsFp2, BlsG2Curve> psiPsi2 = JacobianPoint<BlsFp2, BlsG2Curve>.From(
            BlsG2Curve.Psi(BlsG2Curve.Psi(JacobianPoint<BlsFp2, BlsG2Curve>.Double(p).ToAffine()))
        );

        // With m = -x: (x² - x - 1)P = m(mP + P) - P and (x - 1)ψ(P) = -mψ(P) - ψ(P), so m is applied to mP + P - ψ(P).
        JacobianPoint<BlsFp2, BlsG2Curve> inner = JacobianPoint<BlsFp2, BlsG2Curve>.MultiplySparse(p, Bls12381.ParameterMagnitude);
        inner = JacobianPoint<BlsFp2, BlsG2Curve>.Add(inner, p);
        inner = JacobianPoint<BlsFp2, BlsG2Curve>.Add(inner, JacobianPoint<BlsFp2, BlsG2Curve>.Negate(psi));
        JacobianPoint<BlsFp2, BlsG2Curve> sum = inner.IsInfinity
            ? inner
            : JacobianPoint<BlsFp2, BlsG2Curve>.MultiplySparse(inner, Bls12381.ParameterMagnitude);
        sum = JacobianPoint<BlsFp2, BlsG2Curve>.Add(sum, JacobianPoint<BlsFp2, BlsG2Curve>.Negate(p));
        sum = JacobianPoint<BlsFp2, BlsG2Curve>.Add(sum, JacobianPoint<BlsFp2, BlsG2Curve>.Negate(psi));
        return JacobianPoint<BlsFp2, BlsG2Curve>.Add(sum, psiPsi2);
    }

    private static bool TryReadFp(ReadOnlySpan<byte> bytes, out BlsFp value)
    {
        value = default;
        return !bytes[..16].ContainsAnyExcept((byte)0) && BlsFp.TryRead(bytes.Slice(16, BlsFp.Size), out value);
    }

    private static bool TryReadG1(ReadOnlySpan<byte> bytes, out AffinePoint<BlsFp, BlsG1Curve> point)
    {
        point = default;
        if (!TryReadFp(bytes, out BlsFp x) || !TryReadFp(bytes[FpSize..], out BlsFp y))
        {
            return false;
        }
        point = x.IsZero && y.IsZero ? default : new AffinePoint<BlsFp, BlsG1Curve>(x, y);
        return point.IsOnCurve;
    }

    private static bool TryReadG2(ReadOnlySpan<byte> bytes, out AffinePoint<BlsFp2, BlsG2Curve> point)
    {
        point = default;
        if (
            !TryReadFp(bytes, out BlsFp x0)
            || !TryReadFp(bytes[FpSize..], out BlsFp x1)
            || !TryReadFp(bytes[(2 * FpSize)..], out BlsFp y0)
            || !TryReadFp(bytes[(3 * FpSize)..], out BlsFp y1)
        )
        {
            return false;
        }
        BlsFp2 x = new(x0, x1);
        BlsFp2 y = new(y0, y1);
        point = x.IsZero && y.IsZero ? default : new AffinePoint<BlsFp2, BlsG2Curve>(x, y);
        return point.IsOnCurve;
    }

    private static void ReadScalar(ReadOnlySpan<byte> bytes, Span<ulong> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes[(ScalarSize - 8 - (i * 8))..]);
        }
    }

    private static void Write(in AffinePoint<BlsFp, BlsG1Curve> point, Span<byte> output)
    {
        Write(point.X, output);
        Write(point.Y, output[FpSize..]);
    }

    private static void Write(in AffinePoint<BlsFp2, BlsG2Curve> point, Span<byte> output)
    {
        Write(point.X.C0, output);
        Write(point.X.C1, output[FpSize..]);
        Write(point.Y.C0, output[(2 * FpSize)..]);
        Write(point.Y.C1, output[(3 * FpSize)..]);
    }

    private static void Write(in BlsFp value, Span<byte> output)
    {
        output[..16].Clear();
        value.Write(output[16..]);
    }
}
