using NodeProto.Consensus;
using static NodeProto.Consensus.InvalidBlockReason;

namespace NodeProto.Node.TestSuites;

/// <content>The table. A name with several rules is one that we split; the first is what it mostly means.</content>
internal static partial class RuleNames
{
    // Source: the exceptions of execution-spec-tests (TransactionException, BlockException), which ethereum/tests also took over.
    // csharpier-ignore
    private static (string, InvalidBlockReason[])[] Eest =>
    [
        // Transactions.
        ("TYPE_1_TX_PRE_FORK",                           [TransactionTypeTooEarly]),
        ("TYPE_2_TX_PRE_FORK",                           [TransactionTypeTooEarly]),
        ("TYPE_3_TX_PRE_FORK",                           [TransactionTypeTooEarly]),
        ("TYPE_4_TX_PRE_FORK",                           [TransactionTypeTooEarly]),
        ("TYPE_NOT_SUPPORTED",                           [TransactionTypeTooEarly, EncodingNotCanonical]),
        ("INTRINSIC_GAS_TOO_LOW",                        [IntrinsicGasAboveLimit]),
        ("INTRINSIC_GAS_BELOW_FLOOR_GAS_COST",           [FloorGasAboveLimit]),
        ("INSUFFICIENT_ACCOUNT_FUNDS",                   [BalanceTooLow]),
        ("INSUFFICIENT_MAX_FEE_PER_GAS",                 [MaxFeeBelowBaseFee]),
        ("INSUFFICIENT_MAX_FEE_PER_BLOB_GAS",            [MaxFeePerBlobGasTooLow]),
        ("PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS",        [PriorityFeeAboveMaxFee]),
        ("PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS_2",      [PriorityFeeAboveMaxFee]),
        ("GASLIMIT_PRICE_PRODUCT_OVERFLOW",              [GasCostOverflow]),
        ("GAS_LIMIT_EXCEEDS_MAXIMUM",                    [GasLimitAboveCap]),
        ("GAS_ALLOWANCE_EXCEEDED",                       [GasLimitAboveBlock]),
        ("SENDER_NOT_EOA",                               [SenderHasCode]),
        ("NONCE_IS_MAX",                                 [NonceAtLimit]),
        ("NONCE_TOO_BIG",                                [NonceAtLimit]),
        ("NONCE_MISMATCH_TOO_LOW",                       [NonceTooLow]),
        ("NONCE_MISMATCH_TOO_HIGH",                      [NonceTooHigh]),
        ("INITCODE_SIZE_EXCEEDED",                       [InitCodeTooLarge]),
        ("INVALID_CHAINID",                              [ChainIdWrong]),
        ("INVALID_SIGNATURE_VRS",                        [SignatureROutOfRange, SignatureSOutOfRange, SignatureParityOutOfRange, EncodingNotCanonical]),
        ("EC_RECOVERY_FAIL",                             [SenderUnrecoverable, SignatureROutOfRange, SignatureSOutOfRange]),
        ("TYPE_3_TX_ZERO_BLOBS",                         [BlobsMissing]),
        ("TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH",        [BlobVersionUnknown]),
        ("TYPE_3_TX_BLOB_COUNT_EXCEEDED",                [BlobsTooMany]),
        ("TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED",    [BlobGasAboveBlock, BlobsTooMany, BlobGasUsedAboveLimit]),
        ("TYPE_3_TX_CONTRACT_CREATION",                  [BlobTransactionCreates, EncodingNotCanonical]),
        ("TYPE_4_EMPTY_AUTHORIZATION_LIST",              [AuthorizationsMissing]),
        ("TYPE_4_TX_CONTRACT_CREATION",                  [SetCodeTransactionCreates, EncodingNotCanonical]),
        ("TYPE_4_INVALID_AUTHORIZATION_FORMAT",          [EncodingNotCanonical]),
        ("TYPE_4_INVALID_AUTHORITY_SIGNATURE",           [EncodingNotCanonical]),
        ("TYPE_4_INVALID_AUTHORITY_SIGNATURE_S_TOO_HIGH",[EncodingNotCanonical]),

        // Numbers and lengths that a transaction's encoding cannot hold: our decoder has one rule for all of them.
        ("ADDRESS_TOO_LONG",                             [EncodingNotCanonical]),
        ("ADDRESS_TOO_SHORT",                            [EncodingNotCanonical]),
        ("NONCE_OVERFLOW",                               [EncodingNotCanonical]),
        ("GASLIMIT_OVERFLOW",                            [EncodingNotCanonical]),
        ("GASPRICE_OVERFLOW",                            [EncodingNotCanonical]),
        ("PRIORITY_OVERFLOW",                            [EncodingNotCanonical]),
        ("VALUE_OVERFLOW",                               [EncodingNotCanonical]),

        // Blocks.
        ("UNKNOWN_PARENT",                               [ParentUnknown]),
        ("INVALID_BLOCK_NUMBER",                         [NumberWrong]),
        ("INVALID_BLOCK_TIMESTAMP_OLDER_THAN_PARENT",    [TimestampNotAfterParent]),
        ("INVALID_DIFFICULTY",                           [DifficultyWrong, ProofOfWorkAfterMerge, ProofOfStakeBeforeMerge]),
        ("INVALID_GASLIMIT",                             [GasLimitChangeTooLarge, GasLimitTooLow, GasLimitTooHigh]),
        ("GASLIMIT_TOO_BIG",                             [GasLimitTooHigh]),
        ("GAS_USED_OVERFLOW",                            [GasUsedAboveLimit]),
        ("INVALID_GAS_USED",                             [GasUsedWrong]),
        ("INVALID_BASEFEE_PER_GAS",                      [BaseFeeWrong]),
        ("INVALID_STATE_ROOT",                           [StateRootWrong]),
        ("INVALID_RECEIPTS_ROOT",                        [ReceiptsRootWrong]),
        ("INVALID_TRANSACTIONS_ROOT",                    [TransactionsRootWrong]),
        ("INVALID_WITHDRAWALS_ROOT",                     [WithdrawalsRootWrong]),
        ("EXTRA_DATA_TOO_BIG",                           [ExtraDataTooLong]),
        ("EXTRA_DATA_INVALID_DAO",                       [DaoExtraDataMissing, DaoExtraDataRefused]),
        ("INCORRECT_EXCESS_BLOB_GAS",                    [ExcessBlobGasWrong]),
        ("INVALID_REQUESTS",                             [RequestsHashWrong]),
        ("INVALID_DEPOSIT_EVENT_LAYOUT",                 [DepositLogMalformed]),
        ("SYSTEM_CONTRACT_EMPTY",                        [SystemContractMissing]),
        ("SYSTEM_CONTRACT_CALL_FAILED",                  [SystemCallFailed]),
        ("UNCLE_PARENT_INCORRECT",                       [OmmerNotKin]),
        ("IMPORT_IMPOSSIBLE_UNCLES_OVER_PARIS",          [OmmersHashAfterMerge]),
        ("IMPORT_IMPOSSIBLE_LEGACY",                     [BaseFeeMissing]),
        ("IMPORT_IMPOSSIBLE_LEGACY_WRONG_PARENT",        [BaseFeeMissing]),
        ("IMPORT_IMPOSSIBLE_LONDON_WRONG_PARENT",        [BaseFeeTooEarly]),

        // A field too many or too few moves all later ones, so that some of these headers do not decode at all.
        ("INCORRECT_BLOCK_FORMAT",                       [BlobGasUsedTooEarly, ExcessBlobGasTooEarly, BlobGasUsedMissing, ExcessBlobGasMissing, EncodingNotCanonical]),
        ("RLP_STRUCTURES_ENCODING",                      [EncodingNotCanonical]),
        ("RLP_WITHDRAWALS_NOT_READ",                     [WithdrawalsMissing]),
    ];

    // Source: the names of retesteth and of the oldest files of ethereum/tests.
    // csharpier-ignore
    private static (string, InvalidBlockReason[])[] Older =>
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
        ("BlockGasLimitReached",     [GasLimitAboveBlock]),
        ("ExtraDataTooBig",          [ExtraDataTooLong]),
        ("InvalidBlockNonce",        [MixHashWrong, SealAboveBoundary]),
        ("InvalidDifficulty",        [DifficultyWrong, ProofOfStakeBeforeMerge]),
        ("InvalidGasLimit",          [GasLimitChangeTooLarge, GasLimitTooLow, GasLimitTooHigh]),
        ("InvalidGasUsed",           [GasUsedWrong]),
        ("InvalidNumber",            [NumberWrong]),
        ("InvalidReceiptsStateRoot", [ReceiptsRootWrong]),
        ("InvalidStateRoot",         [StateRootWrong]),
        ("InvalidTimestamp",         [TimestampNotAfterParent]),
        ("InvalidTransactionsRoot",  [TransactionsRootWrong]),
        ("InvalidUncleParentHash",   [OmmerNotKin]),
        ("InvalidUnclesHash",        [OmmersHashWrong]),
        ("TooMuchGasUsed",           [GasUsedAboveLimit]),
        ("UncleInChain",             [OmmerIncludedBefore, OmmerIsAncestor]),
        ("UncleIsBrother",           [OmmerNotKin]),
        ("UncleTooOld",              [OmmerNotKin]),
        ("UnknownParent",            [ParentUnknown]),
    ];
}
