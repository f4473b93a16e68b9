using NodeProto.Primitives;

namespace NodeProto.Consensus.Tests;

public sealed class FeeTests
{
    [Theory]
    // Parent's gas limit 20000000, so a target of 10000000.
    [InlineData(1_000_000_000, 10_000_000, 1_000_000_000)]
    [InlineData(1_000_000_000, 20_000_000, 1_125_000_000)]
    [InlineData(1_000_000_000, 0, 875_000_000)]
    [InlineData(1_000_000_000, 9_000_000, 987_500_000)]
    [InlineData(7, 10_000_001, 8)] // An increase is at least 1 wei,
    [InlineData(7, 9_999_999, 7)] // a decrease may be 0.
    [InlineData(0, 20_000_000, 1)]
    public void The_base_fee_follows_the_parents_gas(ulong parentFee, ulong gasUsed, ulong expected) =>
        Assert.Equal(new UInt256(expected), BaseFee.After(new UInt256(parentFee), 20_000_000, gasUsed));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2_314_057, 1)] // ln 2 × 3338477 = 2314055.9: the price doubles about there.
    [InlineData(2_314_058, 2)]
    [InlineData(3_338_477, 2)] // e
    [InlineData(33_384_770, 22_026)] // e^10
    public void The_blob_price_is_e_to_the_excess(ulong excess, ulong expected) =>
        Assert.Equal(new UInt256(expected), BlobGas.PriceOf(excess, BlobParameters.Cancun));

    [Fact]
    public void The_blob_price_is_the_same_in_both_precisions_and_saturates()
    {
        for (ulong excess = 0; excess < 39; excess++)
        {
            // Beyond 2^28 the denominator goes through big integers; scaling both sides leaves the exponent as it is.
            UInt256 narrow = BlobGas.FakeExponential(1, excess * 1_000_000, 1_000_000);
            System.Numerics.BigInteger exact = Exact(1, excess * 1_000_000, 1_000_000);
            Assert.Equal(UInt256.FromBigInteger(exact), narrow);
        }
        Assert.Equal(UInt256.FromBigInteger(Exact(1, 41_000_000, 1_000_000)), BlobGas.FakeExponential(1, 41_000_000, 1_000_000));
        Assert.Equal(UInt256.FromBigInteger(Exact(1, 177_000_000, 1_000_000)), BlobGas.FakeExponential(1, 177_000_000, 1_000_000));
        Assert.Equal(UInt256.MaxValue, BlobGas.FakeExponential(1, 178_000_000, 1_000_000));
        Assert.Equal(UInt256.MaxValue, BlobGas.FakeExponential(1, ulong.MaxValue, 1));
    }

    [Theory]
    [InlineData(Fork.Cancun, 0, 393_216 - 131_072, 0)]
    [InlineData(Fork.Cancun, 0, 393_216, 0)]
    [InlineData(Fork.Cancun, 0, 393_216 + 131_072, 131_072)]
    [InlineData(Fork.Cancun, 262_144, 131_072, 0)]
    [InlineData(Fork.Prague, 0, 7 * 131_072, 131_072)]
    public void The_excess_is_what_lies_above_the_target(Fork fork, ulong excess, ulong used, ulong expected)
    {
        Header parent = Headers.Parent(fork) with { ExcessBlobGas = excess, BlobGasUsed = used, BaseFeePerGas = UInt256.One };
        BlobParameters parameters = ChainSpec.AllFrom(fork).BlobParametersAt(0)!;
        Assert.Equal(expected, BlobGas.ExcessAfter(parent, parameters, fork));
    }

    [Theory]
    // Blob price 1 wei at excess 0: 2^13 × base fee against 2^17 × 1, so the reserve binds above 16 wei.
    [InlineData(15, 131_072)]
    [InlineData(16, 131_072)]
    [InlineData(17, 7 * 131_072 * 3 / 9)]
    public void Since_Osaka_the_excess_only_grows_while_execution_gas_dominates(ulong baseFee, ulong expected)
    {
        Header parent = Headers.Parent(Fork.Osaka) with { BlobGasUsed = 7 * 131_072, BaseFeePerGas = baseFee };
        Assert.Equal(expected, BlobGas.ExcessAfter(parent, BlobParameters.Prague, Fork.Osaka));
        Assert.Equal(131_072UL, BlobGas.ExcessAfter(parent, BlobParameters.Prague, Fork.Prague));
    }

    [Theory]
    [InlineData(Fork.Frontier, 5)]
    [InlineData(Fork.SpuriousDragon, 5)]
    [InlineData(Fork.Byzantium, 3)]
    [InlineData(Fork.Constantinople, 2)]
    [InlineData(Fork.GrayGlacier, 2)]
    [InlineData(Fork.Paris, 0)]
    public void Rewards_shrink_by_fork(Fork fork, ulong ether)
    {
        UInt256 reward = new UInt256(ether) * new UInt256(1_000_000_000_000_000_000);
        Assert.Equal(reward, Rewards.ForBlock(fork));
        Assert.Equal(reward / 32, Rewards.ForNephew(fork));
        Assert.Equal(reward * 7 / 8, Rewards.ForOmmer(fork, new BlockNumber(10), new BlockNumber(9)));
        Assert.Equal(reward * 2 / 8, Rewards.ForOmmer(fork, new BlockNumber(10), new BlockNumber(4)));
    }

    [Fact]
    public void Wide_products_are_those_of_big_integers()
    {
        Random random = new(20260101);
        for (int i = 0; i < 2_000; i++)
        {
            UInt256 value = new((ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64(), (ulong)random.NextInt64());
            value >>= random.Next(256);
            ulong multiplier = (ulong)random.NextInt64() >> random.Next(64);
            ulong divisor = ((ulong)random.NextInt64() >> random.Next(64)) + 1;
            System.Numerics.BigInteger exact = value.ToBigInteger() * multiplier / divisor;
            UInt256 expected = exact > UInt256.MaxValue.ToBigInteger() ? UInt256.MaxValue : UInt256.FromBigInteger(exact);
            Assert.Equal(expected, WideMath.MultiplyDivide(value, multiplier, divisor));
        }
    }

    /// <summary>EIP-4844's fake_exponential in the words of its text.</summary>
    private static System.Numerics.BigInteger Exact(ulong factor, ulong numerator, ulong denominator)
    {
        System.Numerics.BigInteger output = 0;
        System.Numerics.BigInteger accumulator = new System.Numerics.BigInteger(factor) * denominator;
        for (int i = 1; accumulator > 0; i++)
        {
            output += accumulator;
            accumulator = accumulator * numerator / (new System.Numerics.BigInteger(denominator) * i);
        }
        return output / denominator;
    }
}
