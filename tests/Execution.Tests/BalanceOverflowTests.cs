using NodeProto.Evm;
using NodeProto.Primitives;
using static NodeProto.Execution.Tests.TestChain;

namespace NodeProto.Execution.Tests;

/// <summary>A genesis may give out more wei than 256 bits count; no balance wraps around.</summary>
public sealed class BalanceOverflowTests
{
    [Fact]
    public void A_transfer_that_fills_a_balance_to_the_last_wei_is_fine_and_one_wei_more_is_refused()
    {
        TestChain Chain() => new TestChain(Fork.Berlin).With(Sender, Ether).With(Recipient, UInt256.MaxValue - 5);
        Assert.Equal(UInt256.MaxValue, Chain().Run(Transfer(5)).BalanceOf(Recipient));
        NodeException refused = Assert.Throws<NodeException>(() => Chain().Run(Transfer(6)));
        Assert.Equal(NodeErrorCode.BalanceOverflow, refused.Code);
        Assert.Equal($"block 10, account {Recipient}", refused.Where);
    }

    [Fact]
    public void A_reward_and_a_transfer_by_code_are_refused_alike()
    {
        TestChain rewarded = new TestChain(Fork.Berlin).With(Beneficiary, UInt256.MaxValue);
        Assert.Equal(NodeErrorCode.BalanceOverflow, Assert.Throws<NodeException>(() => rewarded.Run()).Code);

        byte[] sends = new Assembler()
            .Push(0)
            .Push(0)
            .Push(0)
            .Push(0)
            .Push(1)
            .Push(new UInt256(Beneficiary.Bytes))
            .Push(50_000)
            .Op(Opcode.Call, Opcode.Stop)
            .Build();
        TestChain called = new TestChain(Fork.Berlin)
            .With(Sender, Ether)
            .With(Recipient, 1, code: sends)
            .With(Beneficiary, UInt256.MaxValue);
        NodeException refused = Assert.Throws<NodeException>(() => called.Run(Transfer(0, gasLimit: 200_000)));
        Assert.Equal($"block 10, account {Beneficiary}", refused.Where);
    }
}
