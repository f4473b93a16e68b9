using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Ethereum mainnet's fork schedule.</summary>
internal static class MainnetSpec
{
    /// <summary>Mainnet's deposit contract (EIP-6110).</summary>
    public static readonly Address DepositContract = Address.Parse("0x00000000219ab540356cbb839cbe05303d7705fa");

    private const ulong OsakaTimestamp = 1_764_798_551; // EIP-7607

    /// <summary>The chain; every start from the meta EIP of its fork.</summary>
    // csharpier-ignore
    public static readonly ChainSpec Spec = new()
    {
        Name = "mainnet",
        ChainId = 1,
        Forks = new ForkSchedule(
            new UInt256(0xD808A128D7380000, 0xC70), // 58750000000000000000000, EIP-3675
            new(Fork.Homestead,        1_150_000),             // EIP-606
            new(Fork.TangerineWhistle, 2_463_000),             // EIP-608
            new(Fork.SpuriousDragon,   2_675_000),             // EIP-607
            new(Fork.Byzantium,        4_370_000),             // EIP-609
            new(Fork.Constantinople,   7_280_000),             // EIP-1013
            new(Fork.Petersburg,       7_280_000),             // EIP-1716
            new(Fork.Istanbul,         9_069_000),             // EIP-1679
            new(Fork.MuirGlacier,      9_200_000),             // EIP-2387
            new(Fork.Berlin,           12_244_000),            // EIP-7568
            new(Fork.London,           12_965_000),            // EIP-7568
            new(Fork.ArrowGlacier,     13_773_000),            // EIP-4345
            new(Fork.GrayGlacier,      15_050_000),            // EIP-5133
            new(Fork.Shanghai,         1_681_338_455),         // EIP-7568
            new(Fork.Cancun,           1_710_338_135),         // EIP-7569
            new(Fork.Prague,           1_746_612_311),         // EIP-7600
            new(Fork.Osaka,            OsakaTimestamp)),
        Blobs = new BlobSchedule(
        [
            new("cancun", 1_710_338_135,  BlobParameters.Cancun),
            new("prague", 1_746_612_311,  BlobParameters.Prague),
            new("osaka",  OsakaTimestamp, BlobParameters.Prague),
            new("bpo1",   1_765_290_071,  BlobParameters.Bpo1),
            new("bpo2",   1_767_747_671,  BlobParameters.Bpo2),
        ]),
        DaoForkBlock = new BlockNumber(1_920_000), // EIP-779
        DaoForkSupported = true,
        DepositContract = DepositContract,
    };
}
