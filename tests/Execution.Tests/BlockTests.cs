using NodeProto.Consensus;
using NodeProto.Primitives;
using static NodeProto.Execution.Tests.TestChain;

namespace NodeProto.Execution.Tests;

/// <summary>Rewards, withdrawals, the DAO transfer, and what is refused until code can run.</summary>
public class BlockTests
{
    [Theory]
    [InlineData(Fork.Frontier, 5)]
    [InlineData(Fork.SpuriousDragon, 5)]
    [InlineData(Fork.Byzantium, 3)]
    [InlineData(Fork.Constantinople, 2)]
    [InlineData(Fork.GrayGlacier, 2)]
    [InlineData(Fork.Paris, 0)]
    public void A_block_pays_its_beneficiary(Fork fork, ulong ether)
    {
        Assert.Equal(new UInt256(ether) * Ether, new TestChain(fork).Run().BalanceOf(Beneficiary));
    }

    [Theory]
    [InlineData(9, 7)]
    [InlineData(8, 6)]
    [InlineData(4, 2)]
    public void An_ommer_pays_less_by_an_eighth_a_generation_and_its_includer_a_32nd(ulong number, ulong eighths)
    {
        Address other = Address.Parse("0x4000000000000000000000000000000000000004");
        TestChain chain = new(Fork.Frontier);
        TestChain.Result result = chain.Run(new Body { Ommers = [Ommer(number, other), Ommer(number, Recipient)] });
        UInt256 reward = new UInt256(5) * Ether;
        Assert.Equal(reward * eighths / 8, result.BalanceOf(other));
        Assert.Equal(reward * eighths / 8, result.BalanceOf(Recipient));
        Assert.Equal(reward + (reward / 16), result.BalanceOf(Beneficiary));
    }

    [Fact]
    public void A_withdrawal_credits_gwei_and_one_of_nothing_leaves_no_account()
    {
        Body body = new() { Withdrawals = [new(0, 1, Recipient, 3), new(1, 1, Recipient, 4), new(2, 1, Sender, 0)] };
        TestChain.Result result = new TestChain(Fork.Shanghai).Run(body);
        Assert.Equal(new UInt256(7_000_000_000), result.BalanceOf(Recipient));
        Assert.Null(result.Find(Sender));
        Assert.Equal(0UL, result.Outcome!.GasUsed);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void The_DAO_fork_block_alone_moves_the_balances(ulong forkBlock, bool moves)
    {
        ChainSpec spec = ChainSpec.AllFrom(Fork.Homestead) with { DaoForkBlock = new BlockNumber(forkBlock), DaoForkSupported = true };
        TestChain chain = new TestChain(Fork.Homestead) { Spec = spec }
            .With(DaoTransfer.Drained[0], 11)
            .With(DaoTransfer.Drained[115], 31);
        TestChain.Result result = chain.Run();
        Assert.Equal(new UInt256(moves ? 42UL : 0), result.BalanceOf(DaoTransfer.RefundContract));
        Assert.Equal(new UInt256(moves ? 0UL : 11), result.BalanceOf(DaoTransfer.Drained[0]));
    }

    [Fact]
    public void A_chain_that_does_not_support_the_DAO_fork_moves_nothing()
    {
        ChainSpec spec = ChainSpec.AllFrom(Fork.Homestead) with { DaoForkBlock = new BlockNumber(10), DaoForkSupported = false };
        TestChain.Result result = new TestChain(Fork.Homestead) { Spec = spec }
            .With(DaoTransfer.Drained[0], 11)
            .Run();
        Assert.Equal(new UInt256(11), result.BalanceOf(DaoTransfer.Drained[0]));
    }

    [Fact]
    public void The_DAO_list_has_116_accounts()
    {
        Assert.Equal(116, DaoTransfer.Drained.Length);
        Assert.Equal(116, new HashSet<Address>(DaoTransfer.Drained).Count);
    }

    [Fact]
    public void Code_precompiles_and_initialisation_code_end_with_a_clear_error()
    {
        TestChain chain = new TestChain(Fork.Berlin).With(Sender, Ether).With(Recipient, 0, code: [0x00]);
        NodeException code = Assert.Throws<NodeException>(() => chain.Run(Transfer(1) with { To = Beneficiary }, Transfer(1, nonce: 1)));
        Assert.Equal(NodeErrorCode.CodeNotExecutable, code.Code);
        Assert.Equal("block 10, transaction 1", code.Where);
        Transaction toPrecompile = Transfer(1) with { To = Address.Parse("0x0000000000000000000000000000000000000009") };
        Assert.Equal(NodeErrorCode.CodeNotExecutable, Assert.Throws<NodeException>(() => chain.Run(toPrecompile)).Code);
        Transaction creation = Transfer(1, gasLimit: 60_000) with { To = null, Data = new byte[] { 0 } };
        Assert.Equal(NodeErrorCode.CodeNotExecutable, Assert.Throws<NodeException>(() => chain.Run(creation)).Code);
    }

    [Fact]
    public void An_address_is_an_account_like_any_other_before_its_precompile()
    {
        Address nine = Address.Parse("0x0000000000000000000000000000000000000009");
        TestChain chain = new TestChain(Fork.Petersburg).With(Sender, Ether);
        Assert.Equal(new UInt256(1), chain.Run(Transfer(1) with { To = nine }).BalanceOf(nine));
    }

    [Fact]
    public void Blocks_from_Cancun_on_end_with_a_clear_error()
    {
        Assert.Equal(NodeErrorCode.ForkNotExecutable, Assert.Throws<NodeException>(() => new TestChain(Fork.Cancun).Run()).Code);
    }

    [Fact]
    public void Before_Byzantium_a_missing_root_provider_is_an_error_and_not_a_skipped_check()
    {
        ChainGenerator generator = new(
            new ChainGeneratorOptions
            {
                Spec = ChainSpec.AllFrom(Fork.SpuriousDragon),
                Blocks = 1,
                TransactionsPerBlock = 1,
            }
        );
        Block block = Assert.Single(generator.Generate());
        Address[] senders = GeneratedChainTests.Recover(block, generator.Genesis.Spec);
        MemoryState state = GenesisState.Load(generator.Genesis);
        NodeException error = Assert.Throws<NodeException>(() =>
            new BlockExecutor(generator.Genesis.Spec).TryExecute(block, senders, state, NoHashes.Instance, null, out _, out _)
        );
        Assert.Equal(NodeErrorCode.IntermediateRootMissing, error.Code);
    }

    [Fact]
    public void Results_that_differ_from_the_header_are_refused_with_their_rule()
    {
        ChainGenerator generator = new(new ChainGeneratorOptions { Blocks = 1, TransactionsPerBlock = 2 });
        Block block = Assert.Single(generator.Generate());
        Header good = block.Header;
        Assert.Equal(InvalidBlockReason.None, Check(generator, block));
        Assert.Equal(InvalidBlockReason.GasUsedWrong, Check(generator, block with { Header = good with { GasUsed = good.GasUsed + 1 } }));
        Assert.Equal(
            InvalidBlockReason.ReceiptsRootWrong,
            Check(generator, block with { Header = good with { ReceiptsRoot = good.StateRoot } })
        );
        byte[] filter = new byte[Bloom.Size];
        filter[0] = 1;
        Assert.Equal(
            InvalidBlockReason.LogsBloomWrong,
            Check(generator, block with { Header = good with { LogsBloom = Bloom.FromBytes(filter) } })
        );
    }

    private static InvalidBlockReason Check(ChainGenerator generator, Block block)
    {
        Address[] senders = GeneratedChainTests.Recover(block, generator.Genesis.Spec);
        MemoryState state = GenesisState.Load(generator.Genesis);
        new BlockExecutor(generator.Genesis.Spec).TryExecute(
            block,
            senders,
            state,
            NoHashes.Instance,
            null,
            out _,
            out InvalidBlock? invalid
        );
        return invalid?.Reason ?? InvalidBlockReason.None;
    }

    private static Header Ommer(ulong number, Address beneficiary)
    {
        Genesis genesis = Genesis.Create(ChainSpec.AllFrom(Fork.Frontier), new GenesisFields { Difficulty = 1, GasLimit = 5_000 }, []);
        return genesis.Header with { Number = new BlockNumber(number), Beneficiary = beneficiary };
    }
}
