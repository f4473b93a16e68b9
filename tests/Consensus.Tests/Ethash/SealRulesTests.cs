using System.Numerics;
using NodeProto.Primitives;

namespace NodeProto.Consensus.Tests;

public sealed class SealRulesTests
{
    private static readonly BigInteger Whole = BigInteger.One << 256;

    public static TheoryData<string> Difficulties => ["1", "2", "3", "131072", "17171480576", "58750000000000000000000", "7", "255", "256"];

    [Theory]
    [MemberData(nameof(Difficulties))]
    public void The_boundary_is_2_to_the_256_divided_by_the_difficulty(string difficulty)
    {
        BigInteger boundary = Whole / BigInteger.Parse(difficulty);
        foreach (int step in new[] { -1, 0, 1 })
        {
            BigInteger result = boundary + step;
            if (result < Whole)
            {
                Assert.Equal(step <= 0, SealRules.IsWithin(UInt256.Parse(result.ToString()), UInt256.Parse(difficulty)));
            }
        }
    }

    [Fact]
    public void At_difficulty_1_every_result_is_within_the_boundary() => Assert.True(SealRules.IsWithin(UInt256.MaxValue, UInt256.One));

    [Fact]
    public void A_result_above_the_boundary_is_refused_and_one_within_it_is_not()
    {
        Header header = Headers.Parent(Fork.London) with { Number = new BlockNumber(1), MixHash = Keccak.OfEmpty };
        EthashSeed seed = EthashSeed.Of(HeaderCodec.ComputeSealHash(header), header.Nonce);
        Assert.Null(SealRules.FindBoundary(header with { Difficulty = UInt256.One }, out _));
        Violation violation = SealRules.FindBoundary(header with { Difficulty = UInt256.MaxValue }, out _)!;
        Assert.Equal(InvalidBlockReason.SealAboveBoundary, violation.Reason);
        Assert.Contains("0x0000000000000000000000000000000000000000000000000000000000000001", violation.Expected, StringComparison.Ordinal);
        Assert.NotEqual(default, seed.Result(header.MixHash));
    }

    [Fact]
    public void A_mix_hash_that_does_not_follow_is_refused()
    {
        Header header = Headers.Parent(Fork.London) with { MixHash = Keccak.OfEmpty };
        Assert.Null(SealRules.FindMixHash(header, Keccak.OfEmpty));
        Violation violation = SealRules.FindMixHash(header, Keccak.OfEmptyList)!;
        Assert.Equal(new Violation(InvalidBlockReason.MixHashWrong, Keccak.OfEmpty.ToString(), Keccak.OfEmptyList.ToString()), violation);
    }

    [Fact]
    public void The_seal_covers_every_field_but_mix_hash_and_nonce()
    {
        Header header = Headers.Parent(Fork.London);
        Hash256 hash = HeaderCodec.ComputeSealHash(header);
        Assert.Equal(hash, HeaderCodec.ComputeSealHash(header with { MixHash = Keccak.OfEmpty, Nonce = 5 }));
        Assert.NotEqual(hash, HeaderCodec.ComputeSealHash(header with { ExtraData = new byte[] { 1 } }));
        Assert.NotEqual(hash, HeaderCodec.ComputeSealHash(header with { BaseFeePerGas = 8 }));
        Assert.NotEqual(hash, HeaderCodec.ComputeSealHash(header with { BaseFeePerGas = null }));
        Assert.NotEqual(hash, HeaderCodec.ComputeSealHash(header with { ParentHash = Keccak.OfEmpty }));
    }
}
