using NodeProto.Primitives;

namespace NodeProto.Consensus.Tests;

public sealed class EthashEpochTests
{
    /// <summary>Sizes from the tables of the Ethash specification ("Data sizes").</summary>
    public static TheoryData<int, long, long> Sizes =>
        new()
        {
            { 0, 16_776_896, 1_073_739_904 },
            { 14, 18_611_392, 1_191_180_416 },
            { 17, 19_004_224, 1_216_345_216 },
            { 56, 24_116_672, 1_543_503_488 },
            { 203, 43_382_848, 2_776_625_536 },
            { 350, 62_651_584, 4_009_751_168 },
            { 464, 77_593_664, 4_966_054_784 },
            { 530, 86_244_416, 5_519_703_424 },
            { 656, 102_760_384, 6_576_662_912 },
            { 657, 102_890_432, 6_585_055_616 },
            { 658, 103_021_888, 6_593_443_456 },
            { 1_165, 169_475_648, 10_846_469_248 },
            { 2_047, 285_081_536, 18_245_220_736 },
        };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Sizes_are_those_of_the_specification(int epoch, long cacheBytes, long datasetBytes)
    {
        Assert.Equal(cacheBytes, new EthashEpoch(epoch).CacheBytes);
        Assert.Equal(datasetBytes, new EthashEpoch(epoch).DatasetBytes);
    }

    // Vectors of chfast/ethash, test_ethash.cpp.
    [Theory]
    [InlineData(0, "0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(1, "290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563")]
    [InlineData(171, "a9b0e0c9aca72c07ba06b5bbdae8b8f69e61878301508473379bb4f71807d707")]
    [InlineData(2_048, "20a7678ca7b50829183baac2e1e3c43fa3c4bcbc171b11cf5a9f30bebd172920")]
    public void Seeds_are_chains_of_hashes(int epoch, string seed) => Assert.Equal(Hash256.Parse(seed), new EthashEpoch(epoch).Seed);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(29_999, 0)]
    [InlineData(30_000, 1)]
    [InlineData(30_001, 1)]
    [InlineData(15_537_393, 517)] // Mainnet's last block of proof of work.
    [InlineData(979_199_999, 32_639)]
    public void An_epoch_has_30000_blocks(ulong block, int epoch) =>
        Assert.Equal(new EthashEpoch(epoch), EthashEpoch.Of(new BlockNumber(block)));

    [Fact]
    public void The_last_epochs_items_are_counted_in_32_bits()
    {
        EthashEpoch last = EthashEpoch.Of(new BlockNumber(979_199_999));
        Assert.InRange(last.DatasetBytes / EthashEpoch.RowBytes, 0, uint.MaxValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => EthashEpoch.Of(new BlockNumber(979_200_000)));
        Assert.Throws<ArgumentOutOfRangeException>(() => EthashEpoch.Of(new BlockNumber(ulong.MaxValue)));
    }
}
