using NodeProto.Consensus;
using NodeProto.Primitives;
using static NodeProto.Execution.Tests.TestChain;

namespace NodeProto.Execution.Tests;

/// <summary>Validity of transactions against the state, and what they cost (yellow paper §6.2).</summary>
public class TransactionTests
{
    [Theory]
    [InlineData(1_210_000, InvalidBlockReason.None)] // 21,000 gas × 10 wei + value 1,000,000
    [InlineData(1_209_999, InvalidBlockReason.BalanceTooLow)]
    [InlineData(1_210_001, InvalidBlockReason.None)]
    public void The_sender_must_be_able_to_pay_gas_and_value(ulong balance, InvalidBlockReason expected)
    {
        Assert.Equal(expected, new TestChain(Fork.Berlin).With(Sender, balance).Run(Transfer(1_000_000)).Reason);
    }

    [Theory]
    [InlineData(4, InvalidBlockReason.NonceTooLow)]
    [InlineData(5, InvalidBlockReason.None)]
    [InlineData(6, InvalidBlockReason.NonceTooHigh)]
    public void The_nonce_must_be_the_senders(ulong nonce, InvalidBlockReason expected)
    {
        Assert.Equal(expected, new TestChain(Fork.Berlin).With(Sender, Ether, nonce: 5).Run(Transfer(1, nonce)).Reason);
    }

    [Theory]
    [InlineData(42_000, InvalidBlockReason.None)]
    [InlineData(41_999, InvalidBlockReason.GasLimitAboveBlock)]
    [InlineData(42_001, InvalidBlockReason.None)]
    public void The_gas_limit_must_fit_in_what_the_block_has_left(ulong blockGas, InvalidBlockReason expected)
    {
        TestChain chain = new TestChain(Fork.Berlin) { GasLimit = blockGas }.With(Sender, Ether);
        TestChain.Result result = chain.Run(Transfer(1), Transfer(1, nonce: 1));
        Assert.Equal(expected, result.Reason);
        Assert.Equal(expected == InvalidBlockReason.None ? null : 1, result.Invalid?.TransactionIndex);
    }

    [Fact]
    public void Gas_that_a_transaction_leaves_over_is_there_for_the_next_one()
    {
        TestChain chain = new TestChain(Fork.Berlin) { GasLimit = 50_000 }.With(Sender, Ether);
        Assert.Equal(InvalidBlockReason.None, chain.Run(Transfer(1, gasLimit: 29_000), Transfer(1, nonce: 1, gasLimit: 29_000)).Reason);
        Assert.Equal(
            InvalidBlockReason.GasLimitAboveBlock,
            chain.Run(Transfer(1, gasLimit: 29_000), Transfer(1, nonce: 1, gasLimit: 29_001)).Reason
        );
    }

    [Theory]
    [InlineData(20_999, InvalidBlockReason.IntrinsicGasAboveLimit)]
    [InlineData(21_000, InvalidBlockReason.None)]
    [InlineData(21_001, InvalidBlockReason.None)]
    public void The_gas_limit_must_cover_the_intrinsic_gas(ulong gasLimit, InvalidBlockReason expected)
    {
        Assert.Equal(expected, new TestChain(Fork.Berlin).With(Sender, Ether).Run(Transfer(1, gasLimit: gasLimit)).Reason);
    }

    [Theory]
    [InlineData(6, InvalidBlockReason.MaxFeeBelowBaseFee)]
    [InlineData(7, InvalidBlockReason.None)]
    [InlineData(8, InvalidBlockReason.None)]
    public void The_fee_cap_must_reach_the_base_fee(ulong price, InvalidBlockReason expected)
    {
        Assert.Equal(expected, new TestChain(Fork.London).With(Sender, Ether).Run(Transfer(1, price: price)).Reason);
    }

    [Fact]
    public void A_sender_with_code_is_refused_in_every_fork()
    {
        for (Fork fork = Fork.Frontier; fork < Fork.Cancun; fork++)
        {
            TestChain chain = new TestChain(fork).With(Sender, Ether, code: [0x00]);
            Assert.Equal(InvalidBlockReason.SenderHasCode, chain.Run(Transfer(1)).Reason);
        }
    }

    [Fact]
    public void A_value_that_overflows_together_with_the_gas_is_too_much()
    {
        TestChain chain = new TestChain(Fork.Berlin).With(Sender, UInt256.MaxValue);
        Assert.Equal(InvalidBlockReason.BalanceTooLow, chain.Run(Transfer(UInt256.MaxValue)).Reason);
    }

    [Fact]
    public void A_transfer_moves_value_pays_the_beneficiary_and_returns_unused_gas()
    {
        TestChain.Result result = new TestChain(Fork.Berlin).With(Sender, Ether).Run(Transfer(1_000, gasLimit: 100_000));
        Assert.Equal(new UInt256(1_000), result.BalanceOf(Recipient));
        Assert.Equal(new UInt256(Ether - 1_000 - 210_000), result.BalanceOf(Sender));
        Assert.Equal(new UInt256((2 * Ether) + 210_000), result.BalanceOf(Beneficiary)); // Two ether of reward.
        Assert.Equal(1UL, result.Find(Sender)!.Value.Nonce);
        Assert.Equal(21_000UL, result.Outcome!.GasUsed);
        Assert.Equal(21_000UL, result.Outcome.Receipts[0].CumulativeGasUsed);
        Assert.True(result.Outcome.Receipts[0].Succeeded);
    }

    [Theory]
    [InlineData(100, 3, 10, 3)] // Cap far above: base fee 7 and the tip.
    [InlineData(9, 3, 9, 2)] // The cap takes one from the tip.
    [InlineData(7, 3, 7, 0)] // The cap is the base fee: nothing is left for the beneficiary.
    [InlineData(100, 0, 7, 0)]
    public void Since_London_the_base_fee_is_burnt_and_the_tip_capped(ulong cap, ulong tip, ulong paid, ulong earned)
    {
        Transaction transaction = Transfer(0) with
        {
            Type = TransactionType.DynamicFee,
            ChainId = 1,
            MaxFeePerGas = cap,
            MaxPriorityFeePerGas = tip,
        };
        TestChain.Result result = new TestChain(Fork.Paris).With(Sender, Ether).Run(transaction);
        Assert.Equal(new UInt256(Ether - (paid * 21_000)), result.BalanceOf(Sender));
        Assert.Equal(new UInt256(earned * 21_000), result.BalanceOf(Beneficiary));
    }

    [Fact]
    public void The_balance_must_cover_the_fee_cap_although_less_is_paid()
    {
        Transaction transaction = Transfer(0) with
        {
            Type = TransactionType.DynamicFee,
            ChainId = 1,
            MaxFeePerGas = 100,
            MaxPriorityFeePerGas = 1,
        };
        Assert.Equal(InvalidBlockReason.BalanceTooLow, new TestChain(Fork.Paris).With(Sender, 2_099_999).Run(transaction).Reason);
        TestChain.Result result = new TestChain(Fork.Paris).With(Sender, 2_100_000).Run(transaction);
        Assert.Equal(new UInt256(2_100_000 - (8 * 21_000)), result.BalanceOf(Sender));
    }

    [Fact]
    public void A_transfer_to_oneself_costs_the_gas_only()
    {
        TestChain.Result result = new TestChain(Fork.Berlin).With(Sender, Ether).Run(Transfer(1_000) with { To = Sender });
        Assert.Equal(new UInt256(Ether - 210_000), result.BalanceOf(Sender));
    }

    [Theory]
    [InlineData(Fork.TangerineWhistle, true)]
    [InlineData(Fork.SpuriousDragon, false)]
    [InlineData(Fork.Shanghai, false)]
    public void Sending_nothing_to_nobody_leaves_an_account_behind_before_EIP_161_only(Fork fork, bool remains)
    {
        Assert.Equal(remains, new TestChain(fork).With(Sender, Ether).Run(Transfer(0)).Find(Recipient) is not null);
    }

    [Theory]
    [InlineData(Fork.TangerineWhistle, true)]
    [InlineData(Fork.SpuriousDragon, false)]
    public void Touching_an_empty_account_deletes_it_since_EIP_161(Fork fork, bool remains)
    {
        TestChain chain = new TestChain(fork).With(Sender, Ether).With(Recipient, 0);
        Assert.Equal(remains, chain.Run(Transfer(0)).Find(Recipient) is not null);
    }

    [Theory]
    [InlineData(Fork.Homestead, 0)]
    [InlineData(Fork.SpuriousDragon, 1)]
    public void A_creation_without_code_makes_an_account_whose_nonce_is_1_since_EIP_161(Fork fork, ulong nonce)
    {
        Transaction creation = Transfer(5, gasLimit: 53_000) with { To = null };
        TestChain.Result result = new TestChain(fork).With(Sender, Ether).Run(creation);
        Account created = result.Find(ContractAddress.Of(Sender, 0))!.Value;
        Assert.Equal(new Account(nonce, 5, Keccak.OfEmpty), created);
    }

    [Fact]
    public void A_creation_at_an_address_in_use_takes_all_gas_and_moves_no_value()
    {
        Transaction creation = Transfer(5, gasLimit: 60_000) with { To = null };
        TestChain chain = new TestChain(Fork.Berlin).With(Sender, Ether).With(ContractAddress.Of(Sender, 0), 9, nonce: 1);
        TestChain.Result result = chain.Run(creation);
        Assert.Equal(60_000UL, result.Outcome!.GasUsed);
        Assert.False(result.Outcome.Receipts[0].Succeeded);
        Assert.Equal(new UInt256(9), result.BalanceOf(ContractAddress.Of(Sender, 0)));
        Assert.Equal(new UInt256(Ether - 600_000), result.BalanceOf(Sender));
    }

    [Fact]
    public void Addresses_of_contracts_follow_from_creator_and_nonce()
    {
        // Published example: the first contracts of 0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0.
        Address creator = Address.Parse("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0");
        Assert.Equal(Address.Parse("0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d"), ContractAddress.Of(creator, 0));
        Assert.Equal(Address.Parse("0x343c43a37d37dff08ae8c4a11544c718abb4fcf8"), ContractAddress.Of(creator, 1));
        Assert.Equal(Address.Parse("0xf778b86fa74e846c4f0a1fbd1335fe81c00a0c91"), ContractAddress.Of(creator, 2));
    }
}
