using NodeProto.Primitives;

namespace NodeProto.Consensus.Tests;

public sealed class TransactionRulesTests
{
    private static readonly Transaction Transfer = new()
    {
        Type = TransactionType.Legacy,
        Nonce = 0,
        MaxFeePerGas = 10,
        MaxPriorityFeePerGas = 10,
        GasLimit = 21_000,
        To = Address.Zero,
        Value = 0,
        Data = default,
        YParity = 0,
        R = 1,
        S = 1,
    };

    private static readonly Transaction Blobs = Transfer with
    {
        Type = TransactionType.Blob,
        ChainId = 1,
        MaxFeePerBlobGas = 1,
        BlobVersionedHashes = Versioned(1),
    };

    private static readonly Transaction SetCode = Transfer with
    {
        Type = TransactionType.SetCode,
        ChainId = 1,
        GasLimit = 46_000,
        Authorizations = [new(0, Address.Zero, 0, 0, 1, 1)],
    };

    [Theory]
    [InlineData(Fork.Frontier, false, 0, 0, 21_000, 0)]
    [InlineData(Fork.Frontier, true, 0, 0, 21_000, 0)]
    [InlineData(Fork.Homestead, true, 0, 0, 53_000, 0)]
    [InlineData(Fork.Petersburg, false, 1, 1, 21_072, 0)]
    [InlineData(Fork.Istanbul, false, 1, 1, 21_020, 0)]
    [InlineData(Fork.Paris, true, 33, 0, 53_132, 0)]
    [InlineData(Fork.Shanghai, true, 32, 0, 53_130, 0)]
    [InlineData(Fork.Shanghai, true, 33, 0, 53_136, 0)]
    [InlineData(Fork.Prague, false, 1, 1, 21_020, 21_050)]
    public void Intrinsic_gas_by_fork(Fork fork, bool creates, int zeros, int others, ulong gas, ulong floor)
    {
        Transaction transaction = Transfer with { To = creates ? null : Address.Zero, Data = Data(zeros, others) };
        Assert.Equal(new IntrinsicGas(gas, floor), IntrinsicGas.Of(transaction, fork));
    }

    [Fact]
    public void Access_lists_and_authorizations_cost_by_the_item()
    {
        Transaction transaction = SetCode with { AccessList = [new(Address.Zero, [Hash256.Zero, Hash256.Zero]), new(Address.Zero, [])] };
        Assert.Equal(21_000UL + (2 * 2_400) + (2 * 1_900) + 25_000, IntrinsicGas.Of(transaction, Fork.Prague).Gas);
    }

    [Theory]
    [InlineData(TransactionType.AccessList, Fork.Berlin)]
    [InlineData(TransactionType.DynamicFee, Fork.London)]
    [InlineData(TransactionType.Blob, Fork.Cancun)]
    [InlineData(TransactionType.SetCode, Fork.Prague)]
    public void A_type_belongs_to_its_fork_and_later_ones(TransactionType type, Fork since)
    {
        Assert.Equal(InvalidBlockReason.TransactionTypeTooEarly, TransactionRules.CheckType(type, since - 1)?.Reason);
        Assert.Null(TransactionRules.CheckType(type, since));
        Assert.Null(TransactionRules.CheckType(type, Fork.Osaka));
    }

    [Fact]
    public void Signatures_stay_in_their_ranges()
    {
        UInt256 order = TransactionRules.CurveOrder;
        UInt256 half = TransactionRules.CurveOrderHalf;
        Assert.Equal(order - UInt256.One, half + half);
        Check(Transfer, Fork.Osaka, null);
        Check(Transfer with { R = 0 }, Fork.Frontier, InvalidBlockReason.SignatureROutOfRange);
        Check(Transfer with { R = order - UInt256.One }, Fork.Frontier, null);
        Check(Transfer with { R = order }, Fork.Frontier, InvalidBlockReason.SignatureROutOfRange);
        Check(Transfer with { S = 0 }, Fork.Frontier, InvalidBlockReason.SignatureSOutOfRange);
        Check(Transfer with { S = order - UInt256.One }, Fork.Frontier, null);
        Check(Transfer with { S = order }, Fork.Frontier, InvalidBlockReason.SignatureSOutOfRange);
        Check(Transfer with { S = half }, Fork.Homestead, null);
        Check(Transfer with { S = half + UInt256.One }, Fork.Frontier, null);
        Check(Transfer with { S = half + UInt256.One }, Fork.Homestead, InvalidBlockReason.SignatureSOutOfRange);
        Check(Transfer with { YParity = 2 }, Fork.Osaka, InvalidBlockReason.SignatureParityOutOfRange);
        Check(Transfer with { ChainId = 1 }, Fork.TangerineWhistle, InvalidBlockReason.ReplayProtectionTooEarly);
        Check(Transfer with { ChainId = 1 }, Fork.SpuriousDragon, null);
        Check(Transfer with { ChainId = 2 }, Fork.SpuriousDragon, InvalidBlockReason.ChainIdWrong);
        Check(Blobs with { ChainId = 2 }, Fork.Cancun, InvalidBlockReason.ChainIdWrong);

        static void Check(Transaction transaction, Fork fork, InvalidBlockReason? expected) =>
            Assert.Equal(expected, TransactionRules.CheckSignature(transaction, fork, chainId: 1)?.Reason);
    }

    [Fact]
    public void Limits_hold_exactly()
    {
        Check(Transfer with { GasLimit = 20_999 }, Fork.Frontier, InvalidBlockReason.IntrinsicGasAboveLimit);
        Check(Transfer with { GasLimit = 21_000 }, Fork.Frontier, null);
        Check(Transfer with { Data = Data(1, 1), GasLimit = 21_049 }, Fork.Prague, InvalidBlockReason.FloorGasAboveLimit);
        Check(Transfer with { Data = Data(1, 1), GasLimit = 21_050 }, Fork.Prague, null);
        Check(Transfer with { Data = Data(1, 1), GasLimit = 21_049 }, Fork.Cancun, null);
        Check(Transfer with { Nonce = ulong.MaxValue }, Fork.Frontier, InvalidBlockReason.NonceAtLimit);
        Check(Transfer with { Nonce = ulong.MaxValue - 1 }, Fork.Frontier, null);
        Check(Transfer with { GasLimit = 16_777_216 }, Fork.Osaka, null);
        Check(Transfer with { GasLimit = 16_777_217 }, Fork.Osaka, InvalidBlockReason.GasLimitAboveCap);
        Check(Transfer with { GasLimit = 16_777_217 }, Fork.Prague, null);
        Transaction creation = Transfer with { To = null, GasLimit = 10_000_000 };
        Check(creation with { Data = new byte[49_152] }, Fork.Shanghai, null);
        Check(creation with { Data = new byte[49_153] }, Fork.Shanghai, InvalidBlockReason.InitCodeTooLarge);
        Check(creation with { Data = new byte[49_153] }, Fork.Paris, null);
        Check(Transfer with { MaxPriorityFeePerGas = 11 }, Fork.London, InvalidBlockReason.PriorityFeeAboveMaxFee);
        Transaction dear = Transfer with { GasLimit = 1UL << 24, MaxPriorityFeePerGas = 0 };
        UInt256 limit = UInt256.One << 232; // 2^24 gas at 2^232 wei is 2^256.
        Check(dear with { MaxFeePerGas = limit - UInt256.One }, Fork.London, null);
        Check(dear with { MaxFeePerGas = limit }, Fork.London, InvalidBlockReason.GasCostOverflow);
    }

    [Fact]
    public void Blobs_and_authorizations_are_there_and_not_too_many()
    {
        Check(Blobs, Fork.Cancun, null);
        Check(Blobs with { BlobVersionedHashes = [] }, Fork.Cancun, InvalidBlockReason.BlobsMissing);
        Check(Blobs with { BlobVersionedHashes = [Hash256.Zero] }, Fork.Cancun, InvalidBlockReason.BlobVersionUnknown);
        Check(Blobs with { BlobVersionedHashes = Versioned(6) }, Fork.Cancun, null);
        Check(Blobs with { BlobVersionedHashes = Versioned(7) }, Fork.Cancun, InvalidBlockReason.BlobsTooMany);
        Check(Blobs with { BlobVersionedHashes = Versioned(9) }, Fork.Prague, null);
        Check(Blobs with { BlobVersionedHashes = Versioned(10) }, Fork.Prague, InvalidBlockReason.BlobsTooMany);
        Check(Blobs with { BlobVersionedHashes = Versioned(6) }, Fork.Osaka, null);
        Check(Blobs with { BlobVersionedHashes = Versioned(7) }, Fork.Osaka, InvalidBlockReason.BlobsTooMany);
        Check(Blobs with { To = null, GasLimit = 60_000 }, Fork.Cancun, InvalidBlockReason.BlobTransactionCreates);
        Check(SetCode, Fork.Prague, null);
        Check(SetCode with { Authorizations = [] }, Fork.Prague, InvalidBlockReason.AuthorizationsMissing);
        Check(SetCode with { To = null, GasLimit = 90_000 }, Fork.Prague, InvalidBlockReason.SetCodeTransactionCreates);
    }

    [Theory]
    [InlineData(9, 1, null)]
    [InlineData(10, 1, null)]
    [InlineData(11, 1, InvalidBlockReason.MaxFeeBelowBaseFee)]
    [InlineData(10, 2, InvalidBlockReason.MaxFeePerBlobGasTooLow)]
    public void Fee_caps_cover_the_blocks_prices(ulong baseFee, ulong blobPrice, InvalidBlockReason? expected) =>
        Assert.Equal(expected, TransactionRules.CheckFees(Blobs, new UInt256(baseFee), new UInt256(blobPrice))?.Reason);

    private static void Check(Transaction transaction, Fork fork, InvalidBlockReason? expected) =>
        Assert.Equal(
            expected,
            TransactionRules
                .Check(transaction, fork, IntrinsicGas.Of(transaction, fork), ChainSpec.AllFrom(fork).BlobParametersAt(0))
                ?.Reason
        );

    private static byte[] Data(int zeros, int others)
    {
        byte[] data = new byte[zeros + others];
        data.AsSpan(zeros).Fill(1);
        return data;
    }

    private static Hash256[] Versioned(int count) => [.. Enumerable.Repeat(Hash256.Parse("01".PadRight(64, '0')), count)];
}
