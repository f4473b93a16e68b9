using static NodeProto.Consensus.InvalidBlockReason;

namespace NodeProto.Node.TestSuites;

/// <content>The table.</content>
internal static partial class RuleNames
{
    // csharpier-ignore
    private static (string, Consensus.InvalidBlockReason[])[] Eest =>
    [
        // Transactions.
        ("TYPE_1_TX_PRE_FORK",                           [TransactionTypeTooEarly]),
        ("TYPE_2_TX_PRE_FORK",                           [TransactionTypeTooEarly]),
        ("TYPE_3_TX_PRE_FORK",                           [TransactionTypeTooEarly]),
        ("TYPE_4_TX_PRE_FORK",                           [TransactionTypeTooEarly]),
        ("INTRINSIC_GAS_TOO_LOW",                        [IntrinsicGasAboveLimit]),
        ("INTRINSIC_GAS_BELOW_FLOOR_GAS_COST",           [FloorGasAboveLimit]),
        ("INSUFFICIENT_ACCOUNT_FUNDS",                   [BalanceTooLow]),
        ("INSUFFICIENT_MAX_FEE_PER_GAS",                 [MaxFeeBelowBaseFee]),
        ("INSUFFICIENT_MAX_FEE_PER_BLOB_GAS",            [MaxFeePerBlobGasTooLow]),
        ("PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS",        [PriorityFeeAboveMaxFee]),
        ("GASLIMIT_PRICE_PRODUCT_OVERFLOW",              [GasCostOverflow]),
        ("GAS_LIMIT_EXCEEDS_MAXIMUM",                    [GasLimitAboveCap]),
        ("GAS_ALLOWANCE_EXCEEDED",                       [GasLimitAboveBlock]),
        ("SENDER_NOT_EOA",                               [SenderHasCode]),
        ("NONCE_IS_MAX",                                 [NonceAtLimit]),
        ("NONCE_MISMATCH_TOO_LOW",                       [NonceTooLow]),
        ("NONCE_MISMATCH_TOO_HIGH",                      [NonceTooHigh]),
        ("INITCODE_SIZE_EXCEEDED",                       [InitCodeTooLarge]),
        ("TYPE_3_TX_ZERO_BLOBS",                         [BlobsMissing]),
        ("TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH",        [BlobVersionUnknown]),
        ("TYPE_3_TX_BLOB_COUNT_EXCEEDED",                [BlobsTooMany]),
        ("TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED",    [BlobGasAboveBlock, BlobsTooMany]),
        ("TYPE_3_TX_CONTRACT_CREATION",                  [BlobTransactionCreates, EncodingNotCanonical]),
        ("TYPE_4_EMPTY_AUTHORIZATION_LIST",              [AuthorizationsMissing]),
        ("TYPE_4_TX_CONTRACT_CREATION",                  [SetCodeTransactionCreates, EncodingNotCanonical]),
        ("TYPE_4_INVALID_AUTHORIZATION_FORMAT",          [EncodingNotCanonical]),
        ("TYPE_4_INVALID_AUTHORITY_SIGNATURE",           [EncodingNotCanonical]),
        ("TYPE_4_INVALID_AUTHORITY_SIGNATURE_S_TOO_HIGH",[EncodingNotCanonical]),
    ];

    // csharpier-ignore
    private static (string, Consensus.InvalidBlockReason[])[] Retesteth =>
    [
        ("TR_TypeNotSupported",      [TransactionTypeTooEarly]),
        ("TR_EMPTYBLOB",             [BlobsMissing]),
        ("TR_BLOBVERSION_INVALID",   [BlobVersionUnknown]),
        ("TR_BLOBLIST_OVERSIZE",     [BlobsTooMany]),
        ("TR_BLOBCREATE",            [BlobTransactionCreates, EncodingNotCanonical]),
        ("TR_InitCodeLimitExceeded", [InitCodeTooLarge]),
        ("TR_NonceHasMaxValue",      [NonceAtLimit]),
        ("TR_FeeCapLessThanBlocks",  [MaxFeeBelowBaseFee]),
        ("TR_GasLimitReached",       [GasLimitAboveBlock]),
        ("TR_IntrinsicGas",          [IntrinsicGasAboveLimit]),
        ("IntrinsicGas",             [IntrinsicGasAboveLimit]),
        ("TR_NoFunds",               [BalanceTooLow]),
        ("TR_NoFundsX",              [BalanceTooLow, GasCostOverflow]),
        ("TR_NoFundsOrGas",          [BalanceTooLow, IntrinsicGasAboveLimit]),
        ("TR_TipGtFeeCap",           [PriorityFeeAboveMaxFee]),
        ("TR_RLP_WRONGVALUE",        [EncodingNotCanonical]),
        ("SenderNotEOA",             [SenderHasCode]),
    ];
}
