using System.Numerics;
using NodeProto.Primitives;

namespace NodeProto.Curves.Tests;

public sealed class PairingTests
{
    private static readonly AffinePoint<BnFp, BnG1Curve> BnG1 = new(BnFp.From(1), BnFp.From(2));
    private static readonly AffinePoint<BnFp2, BnG2Curve> BnG2 = new(
        new BnFp2(
            Bn("1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"),
            Bn("198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2")
        ),
        new BnFp2(
            Bn("12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"),
            Bn("090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b")
        )
    );

    [Fact]
    public void Generators_lie_on_their_curves_and_in_their_groups()
    {
        Assert.True(BnG1.IsOnCurve);
        Assert.True(BnG2.IsOnCurve);
        Assert.True(BnG2Curve.IsInSubgroup(BnG2));
        Assert.True(Bls12381.G1.IsOnCurve);
        Assert.True(Bls12381.G2.IsOnCurve);
        Assert.True(BlsG1Curve.IsInSubgroup(Bls12381.G1));
        Assert.True(BlsG2Curve.IsInSubgroup(Bls12381.G2));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(0xdeadbeef12345678UL)]
    public void A_factor_moves_from_one_side_of_the_bls_pairing_to_the_other(ulong factor)
    {
        var p = JacobianPoint<BlsFp, BlsG1Curve>.From(Bls12381.G1);
        var q = JacobianPoint<BlsFp2, BlsG2Curve>.From(Bls12381.G2);
        var pf = JacobianPoint<BlsFp, BlsG1Curve>.Multiply(p, [factor]).ToAffine();
        var qf = JacobianPoint<BlsFp2, BlsG2Curve>.Multiply(q, [factor]).ToAffine();
        Assert.True(Bls12381Pairing.IsProductOne([pf, AffinePoint<BlsFp, BlsG1Curve>.Negate(Bls12381.G1)], [Bls12381.G2, qf]));
        Assert.False(Bls12381Pairing.IsProductOne([pf, Bls12381.G1], [Bls12381.G2, qf]));
        Assert.False(Bls12381Pairing.IsProductOne([pf], [Bls12381.G2]));
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(0xdeadbeef12345678UL)]
    public void A_factor_moves_from_one_side_of_the_bn254_pairing_to_the_other(ulong factor)
    {
        var p = JacobianPoint<BnFp, BnG1Curve>.From(BnG1);
        var q = JacobianPoint<BnFp2, BnG2Curve>.From(BnG2);
        var pf = JacobianPoint<BnFp, BnG1Curve>.Multiply(p, [factor]).ToAffine();
        var qf = JacobianPoint<BnFp2, BnG2Curve>.Multiply(q, [factor]).ToAffine();
        Assert.True(Bn254Pairing.IsProductOne([pf, AffinePoint<BnFp, BnG1Curve>.Negate(BnG1)], [BnG2, qf]));
        Assert.False(Bn254Pairing.IsProductOne([pf, BnG1], [BnG2, qf]));
        Assert.False(Bn254Pairing.IsProductOne([pf], [BnG2]));
    }

    [Fact]
    public void Field_arithmetic_agrees_with_big_integers()
    {
        Random random = new(20150730);
        BigInteger p = new(
            Convert.FromHexString("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab"),
            true,
            true
        );
        for (int i = 0; i < 2000; i++)
        {
            BigInteger a = Draw(random, p);
            BigInteger b = Draw(random, p);
            Check(a * b % p, BlsFp.Multiply(To(a), To(b)));
            Check((a + b) % p, BlsFp.Add(To(a), To(b)));
            Check(((a - b) % p + p) % p, BlsFp.Subtract(To(a), To(b)));
            Check(BigInteger.ModPow(a, p - 2, p), BlsFp.Invert(To(a)));
        }
    }

    [Fact]
    public void Products_of_extreme_words_agree_with_big_integers()
    {
        BigInteger p = new(
            Convert.FromHexString("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab"),
            true,
            true
        );
        BigInteger inverse = BigInteger.ModPow(BigInteger.Pow(2, 384), p - 2, p);
        Random random = new(384);
        for (int i = 0; i < 2000; i++)
        {
            // Elements by their Montgomery words: near the modulus, or with words of all ones or all zeros.
            (BigInteger a, BlsFp left) = Extreme(random, p);
            (BigInteger b, BlsFp right) = Extreme(random, p);
            Check(a * b * inverse % p * inverse % p, BlsFp.Multiply(left, right));
            Check(a * a * inverse % p * inverse % p, BlsFp.Square(left));
        }
    }

    private static (BigInteger Words, BlsFp Element) Extreme(Random random, BigInteger modulus)
    {
        BigInteger value = 0;
        if (random.Next(3) == 0)
        {
            value = modulus - 1 - random.Next(3);
        }
        else
        {
            for (int i = 0; i < 6; i++)
            {
                value =
                    (value << 64)
                    + random.Next(3) switch
                    {
                        0 => 0UL,
                        1 => ulong.MaxValue,
                        _ => (ulong)random.NextInt64(),
                    };
            }
            value %= BigInteger.One << 380; // Below the modulus, with the words as they are.
        }
        ulong[] words = new ulong[6];
        for (int i = 0; i < 6; i++)
        {
            words[i] = (ulong)((value >> (64 * i)) & ulong.MaxValue);
        }
        return (value, BlsFp.FromMontgomery(words));
    }

    private static BigInteger Draw(Random random, BigInteger modulus)
    {
        byte[] bytes = new byte[49];
        random.NextBytes(bytes.AsSpan(0, random.Next(1, 49)));
        return random.Next(8) == 0 ? modulus - 1 - random.Next(3) : new BigInteger(bytes, true) % modulus;
    }

    private static BlsFp To(BigInteger value)
    {
        byte[] bytes = new byte[48];
        byte[] raw = value.ToByteArray(true, true);
        raw.CopyTo(bytes.AsSpan(48 - raw.Length));
        Assert.True(BlsFp.TryRead(bytes, out BlsFp result));
        return result;
    }

    private static void Check(BigInteger expected, BlsFp found)
    {
        byte[] bytes = new byte[48];
        found.Write(bytes);
        Assert.Equal(expected, new BigInteger(bytes, true, true));
    }

    private static BnFp Bn(string hex)
    {
        Assert.True(BnFp.TryRead(HexText.Decode(hex), out BnFp value));
        return value;
    }
}
