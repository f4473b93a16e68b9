using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Execution.Tests;

/// <summary>Generated contract chains obey every rule, execute again to the same roots, and reach what they are made for.</summary>
public class ContractChainTests
{
    public static TheoryData<string> Rules() => [.. GeneratedSpecs.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_contract_chain_obeys_the_rules_and_executes_again_to_the_same_roots(string name)
    {
        ChainGenerator generator = new(Options(name, EveryFork.BlocksMin, 3));
        Genesis genesis = GenesisFile.Parse(GenesisFile.Write(generator.Genesis), "genesis.json");
        Assert.Equal(generator.Genesis.Hash, genesis.Hash);
        BlockExecutor executor = new(genesis.Spec);
        MemoryState state = GenesisState.Load(genesis);
        Hashes hashes = new();
        Header parent = genesis.Header;
        UInt256? total = parent.Difficulty;
        foreach (Block block in generator.Generate())
        {
            hashes.Add(parent.Hash);
            Fork fork = genesis.Spec.ForkAt(block.Header);
            Assert.Null(HeaderRules.Check(block.Header, parent, genesis.Spec, genesis.Spec.IsProofOfStake(total)));
            Assert.Null(BodyRules.Check(block.Header, block.Body, block.EncodeToArray().Length, fork));
            Address[] senders = GeneratedChainTests.Recover(block, genesis.Spec);
            bool valid = executor.TryExecute(block, senders, state, hashes, state, out BlockOutcome? outcome, out InvalidBlock? invalid);
            Assert.True(valid, invalid?.Text);
            state.Apply(outcome!.Changes);
            Assert.Equal(block.Header.StateRoot, state.Root);
            parent = block.Header;
            total += parent.Difficulty;
        }
    }

    [Fact]
    public void The_newest_rules_meet_every_type_of_transaction_logs_failures_blobs_withdrawals_and_requests()
    {
        ChainGenerator generator = new(Options("osaka", 40, 12));
        HashSet<TransactionType> types = [];
        (int blobs, int authorizations, int creations, int withdrawals, int requests, int logs) seen = default;
        foreach (Block block in generator.Generate())
        {
            foreach (Transaction transaction in block.Body.Transactions)
            {
                types.Add(transaction.Type);
                seen.blobs += transaction.BlobVersionedHashes.Count;
                seen.authorizations += transaction.Authorizations.Count;
                seen.creations += transaction.To is null ? 1 : 0;
            }
            seen.withdrawals += block.Body.Withdrawals!.Count;
            seen.requests += block.Header.RequestsHash == Consensus.Requests.OfNone ? 0 : 1;
            seen.logs += block.Header.LogsBloom.Equals(Bloom.Empty) ? 0 : 1;
        }
        Assert.Equal(Enum.GetValues<TransactionType>(), types.Order());
        Assert.True(
            seen is { blobs: > 10, authorizations: > 10, creations: > 10, withdrawals: > 10, requests: > 10, logs: > 10 },
            seen.ToString()
        );
    }

    [Fact]
    public void Contracts_are_created_fail_clear_their_storage_and_are_destroyed()
    {
        ChainGenerator generator = new(Options("shanghai", 40, 12));
        BlockExecutor executor = new(generator.Genesis.Spec);
        MemoryState state = GenesisState.Load(generator.Genesis);
        Hashes hashes = new();
        (int succeeded, int failed, int logs, int created, int destroyed, int written, int cleared) seen = default;
        hashes.Add(generator.Genesis.Hash);
        foreach (Block block in generator.Generate())
        {
            Address[] senders = GeneratedChainTests.Recover(block, generator.Genesis.Spec);
            Assert.True(executor.TryExecute(block, senders, state, hashes, state, out BlockOutcome? outcome, out _));
            state.Apply(outcome!.Changes);
            hashes.Add(block.Header.Hash);
            foreach (Receipt receipt in outcome.Receipts)
            {
                seen.succeeded += receipt.Succeeded ? 1 : 0;
                seen.failed += receipt.Succeeded ? 0 : 1;
                seen.logs += receipt.Logs.Count;
            }
            foreach (AccountChange change in outcome.Changes.Accounts)
            {
                seen.created += change is { Before: null or { HasCode: false }, After.HasCode: true } ? 1 : 0;
                seen.destroyed += change is { Before.HasCode: true, After: null or { HasCode: false } } ? 1 : 0;
            }
            foreach (StorageChange change in outcome.Changes.Storage)
            {
                seen.written += change.After.IsZero ? 0 : 1;
                seen.cleared += change.After.IsZero ? 1 : 0;
            }
        }
        Assert.True(seen is { succeeded: > 200, failed: > 20, logs: > 100, written: > 100, cleared: > 5 }, seen.ToString());
        Assert.True(seen is { created: > 50, destroyed: > 8 }, seen.ToString());
    }

    [Fact]
    public void The_chain_of_all_forks_goes_through_each_of_them_and_both_blob_forks()
    {
        ChainGenerator generator = new(Options(GeneratedSpecs.All, EveryFork.BlocksMin, 1));
        ChainSpec spec = generator.Genesis.Spec;
        Dictionary<Fork, int> blocks = [];
        HashSet<BlobParameters> blobs = [];
        bool hasMark = false;
        foreach (Block block in generator.Generate())
        {
            Fork fork = spec.ForkAt(block.Header);
            blocks[fork] = blocks.GetValueOrDefault(fork) + 1;
            hasMark |= block.Header.ExtraData.Span.SequenceEqual(DaoFork.Mark);
            if (fork >= Fork.Cancun)
            {
                blobs.Add(spec.BlobParametersAt(block.Header.Timestamp)!);
            }
        }
        Assert.Equal(Enum.GetValues<Fork>(), blocks.Keys.Order());
        Assert.All(blocks.Values, count => Assert.True(count > 0));
        Assert.True(hasMark);
        Assert.Equal([BlobParameters.Cancun, BlobParameters.Prague, BlobParameters.Bpo1, BlobParameters.Bpo2], blobs);
    }

    [Fact]
    public void Too_few_blocks_for_all_forks_are_refused() =>
        Assert.Throws<ArgumentException>(() => Options(GeneratedSpecs.All, EveryFork.BlocksMin - 1, 1));

    [Theory]
    [InlineData(0UL, new byte[] { 0x60, 0 })]
    [InlineData(0xFFUL, new byte[] { 0x60, 0xFF })]
    [InlineData(0x100UL, new byte[] { 0x61, 1, 0 })]
    [InlineData(ulong.MaxValue, new byte[] { 0x67, 255, 255, 255, 255, 255, 255, 255, 255 })]
    public void A_number_is_pushed_in_as_few_bytes_as_it_has(ulong value, byte[] code) =>
        Assert.Equal(code, new Assembler().Push(new UInt256(value)).Build());

    [Fact]
    public void Labels_stand_for_positions_before_and_after_their_use()
    {
        byte[] code = new Assembler().Label("a").Jump("b").Label("b").Push(1).JumpIf("a").Build();
        Assert.Equal([0x5B, 0x61, 0, 5, 0x56, 0x5B, 0x60, 1, 0x61, 0, 0, 0x57], code);
    }

    [Fact]
    public void Deployment_stores_the_runtime()
    {
        byte[] runtime = Programs.Observer(Fork.Osaka);
        byte[] code = Assembler.Deployment(runtime);
        Transaction creation = TestChain.Transfer(0, gasLimit: 1_000_000) with { To = null, Data = code };
        TestChain.Result result = new TestChain(Fork.Cancun) { GasLimit = 2_000_000 }
            .With(TestChain.Sender, TestChain.Ether)
            .Run(creation);
        Assert.Equal(Keccak.Hash(runtime), result.Find(ContractAddress.Of(TestChain.Sender, 0))!.Value.CodeHash);
    }

    private static ChainGeneratorOptions Options(string name, int blocks, int transactionsPerBlock)
    {
        ChainGeneratorOptions options = new()
        {
            Seed = 11,
            Blocks = blocks,
            TransactionsPerBlock = transactionsPerBlock,
            Senders = 9,
            Contracts = true,
        };
        return options with { Spec = GeneratedSpecs.Find(name, options) };
    }

    private sealed class Hashes : IBlockHashes
    {
        private readonly List<Hash256> _hashes = [];

        public void Add(Hash256 hash) => _hashes.Add(hash);

        public Hash256 HashOf(BlockNumber number) => _hashes[(int)number.Value];
    }
}
