using NodeProto.Consensus;
using NodeProto.Primitives;
using static NodeProto.Execution.Tests.TestChain;

namespace NodeProto.Execution.Tests;

/// <summary>Rewards, withdrawals, the DAO transfer, code, and the contracts that a fork requires.</summary>
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
    public void The_DAO_fork_leaves_empty_accounts_where_there_were_none()
    {
        ChainSpec spec = ChainSpec.AllFrom(Fork.Homestead) with { DaoForkBlock = new BlockNumber(10), DaoForkSupported = true };
        TestChain.Result result = new TestChain(Fork.Homestead) { Spec = spec }.Run();
        Assert.Equal(UInt256.Zero, result.Find(DaoTransfer.RefundContract)?.Balance);
        Assert.All(DaoTransfer.Drained, address => Assert.Equal(UInt256.Zero, result.Find(address)?.Balance));
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
    public void A_call_runs_the_recipients_code()
    {
        // PUSH1 7, PUSH1 1, SSTORE: slot 1 becomes 7, for 21000 + 3 + 3 + 22100 gas.
        TestChain chain = new TestChain(Fork.Berlin).With(Sender, Ether).With(Recipient, 0, code: [0x60, 7, 0x60, 1, 0x55]);
        TestChain.Result result = chain.Run(Transfer(1, gasLimit: 50_000));
        Assert.Equal(43_106UL, result.Outcome!.GasUsed);
        Assert.Equal(new UInt256(7), result.StorageOf(Recipient, 1));
    }

    [Fact]
    public void A_call_that_runs_out_of_gas_keeps_the_fee_and_nothing_else()
    {
        TestChain chain = new TestChain(Fork.Berlin).With(Sender, Ether).With(Recipient, 0, code: [0x60, 7, 0x60, 1, 0x55]);
        TestChain.Result result = chain.Run(Transfer(1, gasLimit: 43_105));
        Assert.Equal(43_105UL, result.Outcome!.GasUsed);
        Assert.False(result.Outcome.Receipts[0].Succeeded);
        Assert.Equal(UInt256.Zero, result.StorageOf(Recipient, 1));
        Assert.Equal(UInt256.Zero, result.BalanceOf(Recipient));
    }

    [Fact]
    public void A_creation_stores_the_code_that_its_initialisation_returns()
    {
        // PUSH1 1, PUSH0, RETURN: one zero byte of code, at the address of the sender's first contract.
        Transaction creation = Transfer(0, gasLimit: 60_000) with
        {
            To = null,
            Data = new byte[] { 0x60, 1, 0x5f, 0xf3 },
        };
        TestChain.Result result = new TestChain(Fork.Shanghai).With(Sender, Ether).Run(creation);
        Account created = result.Find(ContractAddress.Of(Sender, 0))!.Value;
        Assert.Equal(1UL, created.Nonce);
        Assert.Equal(Keccak.Hash([0]), created.CodeHash);
    }

    [Fact]
    public void An_address_is_an_account_like_any_other_before_its_precompile()
    {
        Address nine = Address.Parse("0x0000000000000000000000000000000000000009");
        TestChain chain = new TestChain(Fork.Petersburg).With(Sender, Ether);
        Assert.Equal(new UInt256(1), chain.Run(Transfer(1) with { To = nine }).BalanceOf(nine));
    }

    [Theory]
    [InlineData(Fork.Cancun, InvalidBlockReason.None)]
    [InlineData(Fork.Prague, InvalidBlockReason.SystemContractMissing)]
    public void Since_Prague_a_block_needs_the_contracts_of_requests(Fork fork, InvalidBlockReason expected)
    {
        Assert.Equal(expected, new TestChain(fork).Run().Reason);
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
