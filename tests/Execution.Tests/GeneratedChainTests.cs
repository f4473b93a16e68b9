using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution.Tests;

/// <summary>Generated chains obey every rule, are the same every time, and give the same state when executed again.</summary>
public class GeneratedChainTests
{
    public static TheoryData<Fork> ExecutableForks()
    {
        TheoryData<Fork> forks = [];
        for (Fork fork = Fork.Frontier; fork < Fork.Cancun; fork++)
        {
            forks.Add(fork);
        }
        return forks;
    }

    [Fact]
    public void Blobs_that_have_become_too_dear_are_left_out_until_they_are_cheap_again()
    {
        BlobParameters steep = new(Target: 1, Max: 9, BaseFeeUpdateFraction: 100_000); // Up to e^10 a block, down e^1.3.
        ChainSpec spec = ChainSpec.AllFrom(Fork.Prague, 1337) with { Blobs = new BlobSchedule([new("prague", 0, steep)]) };
        ChainGenerator generator = new(Options(spec) with { Blocks = 60, TransactionsPerBlock = 8, Contracts = true });
        List<bool> hasBlobs = [];
        foreach (Block block in generator.Generate()) // The builder refuses what a sender cannot pay.
        {
            hasBlobs.Add(block.Header.BlobGasUsed > 0);
        }
        int last = hasBlobs.LastIndexOf(true);
        Assert.Contains(false, hasBlobs);
        Assert.True(hasBlobs.IndexOf(false) < last, "no blobs after a block without any");
    }

    [Theory]
    [MemberData(nameof(ExecutableForks))]
    public void A_generated_chain_obeys_the_rules_and_executes_again_to_the_same_roots(Fork fork)
    {
        ChainGenerator generator = new(Options(ChainSpec.AllFrom(fork, 1337)));
        Genesis genesis = generator.Genesis;
        BlockExecutor executor = new(genesis.Spec);
        MemoryState state = GenesisState.Load(genesis);
        MemoryState roots = GenesisState.Load(genesis);
        NaiveLedger ledger = new(genesis);
        StateBuffer buffer = new(state);
        Header parent = genesis.Header;
        UInt256? total = parent.Difficulty;
        int ommers = 0;
        foreach (Block block in generator.Generate())
        {
            bool isProofOfStake = genesis.Spec.IsProofOfStake(total);
            Assert.Null(HeaderRules.Check(block.Header, parent, genesis.Spec, isProofOfStake));
            Assert.Null(BodyRules.Check(block.Header, block.Body, 0, genesis.Spec.ForkAt(block.Header)));
            Address[] senders = Recover(block, genesis.Spec);
            bool valid = executor.TryExecute(
                block,
                senders,
                buffer,
                NoHashes.Instance,
                roots,
                out BlockOutcome? outcome,
                out InvalidBlock? invalid
            );
            Assert.True(valid, invalid?.Text);
            roots.Apply(outcome!.Changes);
            Assert.Equal(block.Header.StateRoot, roots.Root);
            buffer.Apply(block.Header.Number, outcome.Changes);
            ledger.Apply(block, senders, genesis.Spec.ForkAt(block.Header));
            ommers += block.Body.Ommers.Count;
            parent = block.Header;
            total += parent.Difficulty;
        }
        Assert.Equal(fork < Fork.Paris, ommers > 0);
        ledger.AssertEqualTo(buffer);
        Assert.Equal(ledger.AccountCount, roots.AccountCount);
    }

    [Fact]
    public void Equal_options_give_equal_chains_and_another_seed_another_chain()
    {
        ChainGeneratorOptions options = Options(ChainSpec.AllFrom(Fork.London, 1337));
        Assert.Equal(HeadOf(options), HeadOf(options));
        Assert.NotEqual(HeadOf(options), HeadOf(options with { Seed = 8 }));
    }

    [Fact]
    public void Branches_share_the_blocks_before_them_and_the_faster_one_is_heavier()
    {
        ChainGeneratorOptions options = Options(ChainSpec.AllFrom(Fork.Homestead, 1337)) with
        {
            BranchFirst = 10,
            GenesisDifficulty = 1 << 24,
        };
        List<Block> slow = [.. new ChainGenerator(options with { BranchSalt = 1, BranchSecondsPerBlock = 30 }).Generate()];
        List<Block> fast = [.. new ChainGenerator(options with { BranchSalt = 2, BranchSecondsPerBlock = 5 }).Generate()];
        for (int i = 0; i < slow.Count; i++)
        {
            Assert.Equal(i < 9, slow[i].Header == fast[i].Header);
        }
        Assert.True(Weight(fast) > Weight(slow));
    }

    [Fact]
    public void A_chain_of_headers_obeys_the_header_rules()
    {
        Genesis genesis = new ChainGenerator(Options(ChainSpec.AllFrom(Fork.Shanghai, 1337))).Genesis;
        Header parent = genesis.Header;
        foreach (Header header in HeaderChain.Generate(genesis, 100))
        {
            Assert.Null(HeaderRules.Check(header, parent, genesis.Spec, isProofOfStake: true));
            Assert.Null(BodyRules.Check(header, new Body { Withdrawals = [] }, 0, Fork.Shanghai));
            parent = header;
        }
        Assert.Equal(100UL, parent.Number.Value);
    }

    internal static Address[] Recover(Block block, ChainSpec spec)
    {
        Address[] senders = new Address[block.Body.Transactions.Count];
        for (int i = 0; i < senders.Length; i++)
        {
            Transaction transaction = block.Body.Transactions[i];
            Assert.Null(TransactionRules.CheckSignature(transaction, spec.ForkAt(block.Header), spec.ChainId));
            Assert.True(Secp256k1.TryRecover(transaction.SigningHash(), transaction.R, transaction.S, transaction.YParity, out senders[i]));
        }
        return senders;
    }

    private static ChainGeneratorOptions Options(ChainSpec spec) =>
        new()
        {
            Spec = spec,
            Seed = 7,
            Blocks = 20,
            TransactionsPerBlock = 7,
            Senders = 11,
        };

    private static Hash256 HeadOf(ChainGeneratorOptions options)
    {
        Hash256 head = default;
        foreach (Block block in new ChainGenerator(options).Generate())
        {
            head = block.Header.Hash;
        }
        return head;
    }

    private static UInt256 Weight(List<Block> blocks)
    {
        UInt256 total = UInt256.Zero;
        foreach (Block block in blocks)
        {
            total += block.Header.Difficulty;
        }
        return total;
    }
}
