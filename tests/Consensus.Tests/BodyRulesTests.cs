using NodeProto.Primitives;

namespace NodeProto.Consensus.Tests;

public sealed class BodyRulesTests
{
    private static readonly Withdrawal Credit = new(1, 2, Address.Zero, 3);

    [Fact]
    public void Withdrawals_are_there_from_Shanghai_on_and_belong_to_the_root()
    {
        Header header = Headers.Parent(Fork.Shanghai);
        Check(header, new Body { Withdrawals = [] }, Fork.Shanghai, null);
        Check(header, Body.Empty, Fork.Shanghai, InvalidBlockReason.WithdrawalsMissing);
        Check(header, new Body { Withdrawals = [Credit] }, Fork.Shanghai, InvalidBlockReason.WithdrawalsRootWrong);
        Check(Headers.Parent(Fork.Paris), Body.Empty, Fork.Paris, null);
        Check(Headers.Parent(Fork.Paris), new Body { Withdrawals = [] }, Fork.Paris, InvalidBlockReason.WithdrawalsTooEarly);

        Header credited = header with { WithdrawalsRoot = BodyRules.WithdrawalsRoot([Credit]) };
        Check(credited, new Body { Withdrawals = [Credit] }, Fork.Shanghai, null);
    }

    [Theory]
    [InlineData(Fork.Osaka, 8_388_607, null)]
    [InlineData(Fork.Osaka, 8_388_608, null)]
    [InlineData(Fork.Osaka, 8_388_609, InvalidBlockReason.BlockTooLarge)]
    [InlineData(Fork.Prague, 8_388_609, null)]
    public void A_block_has_at_most_8_MiB_since_Osaka(Fork fork, long bytes, InvalidBlockReason? expected) =>
        Assert.Equal(expected, BodyRules.Check(Headers.Parent(fork), new Body { Withdrawals = [] }, bytes, fork)?.Reason);

    [Theory]
    [InlineData(0, InvalidBlockReason.BlobGasUsedWrong)]
    [InlineData(1, InvalidBlockReason.BlobGasUsedWrong)]
    [InlineData(2, null)]
    [InlineData(3, InvalidBlockReason.BlobGasUsedWrong)]
    public void The_blobs_add_up_to_the_headers_gas(ulong blobs, InvalidBlockReason? expected)
    {
        Transaction[] transactions = [Carrier(0), Carrier(1)];
        Header header = Headers.Parent(Fork.Cancun) with
        {
            TransactionsRoot = BodyRules.TransactionsRoot(transactions),
            BlobGasUsed = blobs * BlobParameters.GasPerBlob,
        };
        Check(header, new Body { Transactions = transactions, Withdrawals = [] }, Fork.Cancun, expected);
    }

    [Fact]
    public void A_transaction_of_a_later_fork_is_refused_by_its_index()
    {
        Transaction[] transactions = [Carrier(0) with { Type = TransactionType.DynamicFee, BlobVersionedHashes = [] }, Carrier(1)];
        Header header = Headers.Parent(Fork.Shanghai) with { TransactionsRoot = BodyRules.TransactionsRoot(transactions) };
        InvalidBlock? invalid = BodyRules.Check(header, new Body { Transactions = transactions, Withdrawals = [] }, 1_000, Fork.Shanghai);

        Assert.Equal(InvalidBlockReason.TransactionTypeTooEarly, invalid?.Reason);
        Assert.Equal(1, invalid?.TransactionIndex);
    }

    [Fact]
    public void Requests_without_data_do_not_count()
    {
        Assert.Equal(Requests.OfNone, Requests.HashOf([]));
        Assert.Equal(Requests.OfNone, Requests.HashOf([new byte[] { 0 }, new byte[] { 1 }]));
        Assert.NotEqual(Requests.OfNone, Requests.HashOf([new byte[] { 0, 0 }]));
    }

    private static Transaction Carrier(ulong nonce) =>
        new()
        {
            Type = TransactionType.Blob,
            ChainId = 1,
            Nonce = nonce,
            MaxFeePerGas = 1,
            MaxPriorityFeePerGas = 0,
            GasLimit = 21_000,
            To = Address.Zero,
            Value = 0,
            Data = default,
            BlobVersionedHashes = [Hash256.Parse("01".PadRight(64, '0'))],
            YParity = 0,
            R = 1,
            S = 1,
        };

    private static void Check(Header header, Body body, Fork fork, InvalidBlockReason? expected) =>
        Assert.Equal(expected, BodyRules.Check(header, body, 1_000, fork)?.Reason);
}
