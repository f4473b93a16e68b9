using NodeProto.Primitives;

namespace NodeProto.Consensus.Tests;

/// <summary>What is written is read again as the same genesis: block, accounts, forks and blob schedule.</summary>
public class GenesisFileWriterTests
{
    [Fact]
    public void Every_fork_gives_the_same_genesis_and_the_same_rules_again()
    {
        for (Fork fork = Fork.Frontier; fork <= Fork.Osaka; fork++)
        {
            Genesis genesis = Genesis.Create(
                ChainSpec.AllFrom(fork, 1337),
                new GenesisFields
                {
                    Difficulty = 131_072,
                    GasLimit = 30_000_000,
                    Timestamp = 1_500_000_000,
                },
                Accounts()
            );
            AssertSame(genesis, Again(genesis));
        }
    }

    [Fact]
    public void A_chain_with_Constantinople_alone_keeps_Petersburg_away()
    {
        GenesisFields fields = new() { Difficulty = 1, GasLimit = 5_000 };
        Genesis again = Again(Genesis.Create(ChainSpec.AllFrom(Fork.Constantinople, 1337), fields, []));
        Assert.Equal(Fork.Constantinople, again.Spec.Forks.AtBlock(new BlockNumber(1UL << 40)));
    }

    [Fact]
    public void A_schedule_with_a_DAO_fork_a_late_merge_and_blob_forks_survives()
    {
        ForkSchedule forks = new(
            new UInt256(5, 0),
            new(Fork.Homestead, 1),
            new(Fork.TangerineWhistle, 3),
            new(Fork.SpuriousDragon, 4),
            new(Fork.Byzantium, 5),
            new(Fork.Constantinople, 6),
            new(Fork.Petersburg, 6),
            new(Fork.Istanbul, 7),
            new(Fork.Berlin, 8),
            new(Fork.London, 9),
            new(Fork.Shanghai, 2_000),
            new(Fork.Cancun, 3_000),
            new(Fork.Prague, 4_000),
            new(Fork.Osaka, 5_000)
        );
        ChainSpec spec = new()
        {
            Name = "every",
            ChainId = 7,
            Forks = forks,
            DaoForkBlock = new BlockNumber(2),
            DaoForkSupported = true,
            MergeNetsplitBlock = new BlockNumber(20),
            DepositContract = Address.Parse("0x00000000219ab540356cbb839cbe05303d7705fa"),
            Blobs = new BlobSchedule([
                new("cancun", 3_000, new(1, 2, 3)),
                new("prague", 4_000, new(4, 5, 6)),
                new("osaka", 5_000, new(4, 5, 6)),
                new("bpo1", 6_000, BlobParameters.Bpo1),
                new("bpo2", 7_000, BlobParameters.Bpo2),
            ]),
        };
        GenesisFields fields = new()
        {
            Difficulty = new UInt256(7, 0),
            GasLimit = ulong.MaxValue >> 1,
            Timestamp = 1_000,
            Nonce = ulong.MaxValue,
            MixHash = Keccak.Hash([1]),
            Beneficiary = Address.Parse("0x3000000000000000000000000000000000000003"),
            ExtraData = new byte[] { 0, 255 },
        };
        Genesis genesis = Genesis.Create(spec, fields, Accounts());
        Genesis again = Again(genesis);
        AssertSame(genesis, again);
        Assert.Equal("every", again.Spec.Name);
        Assert.Equal(
            (new BlockNumber(2), true, new BlockNumber(20)),
            (again.Spec.DaoForkBlock, again.Spec.DaoForkSupported, again.Spec.MergeNetsplitBlock)
        );
    }

    private static readonly Comparer<GenesisSlot> BySlot = Comparer<GenesisSlot>.Create((left, right) => left.Slot.CompareTo(right.Slot));

    private static GenesisAccount[] Accounts() =>
        [
            new(Address.Parse("0x1000000000000000000000000000000000000001"), UInt256.MaxValue) { Nonce = ulong.MaxValue },
            new(Address.Parse("0x2000000000000000000000000000000000000002"), 0)
            {
                Nonce = 1,
                Code = new byte[] { 0x60, 0x00, 0xFE },
                Storage = [new(0, 1), new(UInt256.MaxValue, UInt256.MaxValue), new(7, 0x1234)], // The file sorts them.
            },
        ];

    private static Genesis Again(Genesis genesis)
    {
        List<string> warnings = [];
        byte[] json = GenesisFile.Write(genesis);
        Genesis again = GenesisFile.Parse(json, "genesis.json", warnings);
        Assert.Empty(warnings);
        Assert.Equal(json, GenesisFile.Write(again));
        return again;
    }

    private static void AssertSame(Genesis expected, Genesis actual)
    {
        Assert.Equal(expected.Hash, actual.Hash);
        Assert.Equal(expected.Spec.ChainId, actual.Spec.ChainId);
        Assert.Equal(expected.Spec.Forks.TerminalTotalDifficulty, actual.Spec.Forks.TerminalTotalDifficulty);
        Assert.Equal(expected.Spec.DepositContract, actual.Spec.DepositContract);
        Assert.Equal(expected.Spec.Blobs.Entries, actual.Spec.Blobs.Entries);
        for (Fork fork = Fork.Frontier; fork <= Fork.Osaka; fork++)
        {
            ulong? start = actual.Spec.Forks.StartOf(fork);
            Assert.Equal(expected.Spec.Forks.StartOf(fork), start == (1UL << 53) - 1 ? null : start);
        }
        Assert.Equal(expected.Accounts.Count, actual.Accounts.Count);
        for (int i = 0; i < expected.Accounts.Count; i++)
        {
            Assert.Equal(expected.Accounts[i].ToAccount(), actual.Accounts[i].ToAccount());
            Assert.Equal(expected.Accounts[i].Storage.Order(BySlot), actual.Accounts[i].Storage);
        }
    }
}
