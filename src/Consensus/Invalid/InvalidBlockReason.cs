namespace NodeProto.Consensus;

/// <summary>Every rule that can make a block invalid; the value is the number of its stable error code, <c>NP2110</c> for 2110.</summary>
/// <remarks>
/// 2100 encoding, 2101–2199 header, 2200–2219 body, 2220–2239 ommers, 2300–2399 results of execution, 2400–2499 transactions.
/// The remedy is the same for all of them: the block is refused for good; a source that insists on it is faulty or on another chain.
/// </remarks>
public enum InvalidBlockReason
{
    /// <summary>No rule is broken.</summary>
    None = 0,

    /// <summary>The bytes are not the canonical RLP of a block, header, body or transaction (yellow paper, appendix B).</summary>
    EncodingNotCanonical = 2100,

    /// <summary>No block with the header's parent hash is known (yellow paper §4.3.4).</summary>
    ParentUnknown = 2101,

    /// <summary>The header names another block than its predecessor as its parent (yellow paper §4.3.4).</summary>
    ParentHashWrong = 2102,

    /// <summary>The number is not the parent's plus one (yellow paper §4.3.4).</summary>
    NumberWrong = 2103,

    /// <summary>The timestamp is not after the parent's (yellow paper §4.3.4, EIP-3675).</summary>
    TimestampNotAfterParent = 2104,

    /// <summary>The extra data is longer than 32 bytes (yellow paper §4.3.4).</summary>
    ExtraDataTooLong = 2105,

    /// <summary>The gas limit is below 5000 (yellow paper §4.3.4).</summary>
    GasLimitTooLow = 2106,

    /// <summary>The gas limit is above 2^63 - 1 (EIP-1985, as all clients apply it).</summary>
    GasLimitTooHigh = 2107,

    /// <summary>The gas limit moved by 1/1024 of the parent's or more (yellow paper §4.3.4; EIP-1559 for its first block).</summary>
    GasLimitChangeTooLarge = 2108,

    /// <summary>The gas used is above the gas limit (yellow paper §4.3.4).</summary>
    GasUsedAboveLimit = 2109,

    /// <summary>The difficulty is not the one that follows from the parent (yellow paper §4.3.4, EIP-2, EIP-100 and the bomb delays).</summary>
    DifficultyWrong = 2110,

    /// <summary>The difficulty is not 0 although the parent reached the terminal total difficulty (EIP-3675).</summary>
    ProofOfWorkAfterMerge = 2111,

    /// <summary>The difficulty is 0 although the parent has not reached the terminal total difficulty (EIP-3675).</summary>
    ProofOfStakeBeforeMerge = 2112,

    /// <summary>The nonce is not 0 after the merge (EIP-3675).</summary>
    NonceAfterMerge = 2113,

    /// <summary>The ommers hash is not that of an empty list after the merge (EIP-3675).</summary>
    OmmersHashAfterMerge = 2114,

    /// <summary>One of the ten blocks from the DAO fork on lacks the extra data of a chain that supports it (EIP-779).</summary>
    DaoExtraDataMissing = 2115,

    /// <summary>One of the ten blocks from the DAO fork on carries the extra data of a chain that supports it, and ours does not (EIP-779).</summary>
    DaoExtraDataRefused = 2116,

    /// <summary>The base fee is missing (EIP-1559, since London).</summary>
    BaseFeeMissing = 2117,

    /// <summary>A base fee before London (EIP-1559).</summary>
    BaseFeeTooEarly = 2118,

    /// <summary>The base fee is not the one that follows from the parent (EIP-1559).</summary>
    BaseFeeWrong = 2119,

    /// <summary>The withdrawals root is missing (EIP-4895, since Shanghai).</summary>
    WithdrawalsRootMissing = 2120,

    /// <summary>A withdrawals root before Shanghai (EIP-4895).</summary>
    WithdrawalsRootTooEarly = 2121,

    /// <summary>The blob gas used is missing (EIP-4844, since Cancun).</summary>
    BlobGasUsedMissing = 2122,

    /// <summary>A field for blob gas used before Cancun (EIP-4844).</summary>
    BlobGasUsedTooEarly = 2123,

    /// <summary>The excess blob gas is missing (EIP-4844, since Cancun).</summary>
    ExcessBlobGasMissing = 2124,

    /// <summary>A field for excess blob gas before Cancun (EIP-4844).</summary>
    ExcessBlobGasTooEarly = 2125,

    /// <summary>The blob gas used is no multiple of 131072, the gas of one blob (EIP-4844).</summary>
    BlobGasUsedNotMultiple = 2126,

    /// <summary>The blob gas used is above the block's maximum (EIP-4844, EIP-7840, EIP-7892).</summary>
    BlobGasUsedAboveLimit = 2127,

    /// <summary>The excess blob gas is not the one that follows from the parent (EIP-4844, EIP-7918).</summary>
    ExcessBlobGasWrong = 2128,

    /// <summary>The parent beacon block root is missing (EIP-4788, since Cancun).</summary>
    ParentBeaconBlockRootMissing = 2129,

    /// <summary>A parent beacon block root before Cancun (EIP-4788).</summary>
    ParentBeaconBlockRootTooEarly = 2130,

    /// <summary>The requests hash is missing (EIP-7685, since Prague).</summary>
    RequestsHashMissing = 2131,

    /// <summary>A requests hash before Prague (EIP-7685).</summary>
    RequestsHashTooEarly = 2132,

    /// <summary>The mix hash is not the one that follows from header and nonce (yellow paper §4.3.4, appendix J).</summary>
    MixHashWrong = 2133,

    /// <summary>The result of the proof of work is above 2^256 divided by the difficulty (yellow paper §4.3.4, appendix J).</summary>
    SealAboveBoundary = 2134,

    /// <summary>The root over the transactions is not the header's (yellow paper §4.3.2).</summary>
    TransactionsRootWrong = 2200,

    /// <summary>The hash of the list of ommers is not the header's (yellow paper §4.3.2).</summary>
    OmmersHashWrong = 2201,

    /// <summary>The body has no list of withdrawals (EIP-4895, since Shanghai).</summary>
    WithdrawalsMissing = 2202,

    /// <summary>The body has a list of withdrawals before Shanghai (EIP-4895).</summary>
    WithdrawalsTooEarly = 2203,

    /// <summary>The root over the withdrawals is not the header's (EIP-4895).</summary>
    WithdrawalsRootWrong = 2204,

    /// <summary>The RLP of the block is longer than 8388608 bytes (EIP-7934, since Osaka).</summary>
    BlockTooLarge = 2205,

    /// <summary>The blobs of all transactions do not add up to the header's blob gas used (EIP-4844).</summary>
    BlobGasUsedWrong = 2206,

    /// <summary>More than two ommers (yellow paper §11.1).</summary>
    OmmersTooMany = 2220,

    /// <summary>The block lists the same ommer twice (yellow paper §11.1).</summary>
    OmmerTwice = 2221,

    /// <summary>An ommer that one of the last six blocks included already (yellow paper §11.1).</summary>
    OmmerIncludedBefore = 2222,

    /// <summary>An ommer that is an ancestor of the block (yellow paper §11.1).</summary>
    OmmerIsAncestor = 2223,

    /// <summary>The parent of an ommer is not among the ancestors two to seven generations back (yellow paper §11.1).</summary>
    OmmerNotKin = 2224,

    /// <summary>The header of an ommer is invalid by itself (yellow paper §11.1).</summary>
    OmmerHeaderInvalid = 2225,

    /// <summary>The state root after the block is not the header's (yellow paper §4.3.2).</summary>
    StateRootWrong = 2301,

    /// <summary>The root over the receipts is not the header's (yellow paper §4.3.2).</summary>
    ReceiptsRootWrong = 2302,

    /// <summary>The filter over the logs is not the header's (yellow paper §4.3.2).</summary>
    LogsBloomWrong = 2303,

    /// <summary>The gas that the transactions used is not the header's (yellow paper §11.3).</summary>
    GasUsedWrong = 2304,

    /// <summary>The hash over the execution-layer requests is not the header's (EIP-7685).</summary>
    RequestsHashWrong = 2305,

    /// <summary>A contract that collects requests has no code (EIP-7002, EIP-7251).</summary>
    SystemContractMissing = 2306,

    /// <summary>The call of a contract that collects requests failed (EIP-7002, EIP-7251).</summary>
    SystemCallFailed = 2307,

    /// <summary>A log of the deposit contract does not have the layout of a deposit (EIP-6110).</summary>
    DepositLogMalformed = 2308,

    /// <summary>The type of the transaction is not part of the block's fork (EIP-2718, 2930, 1559, 4844, 7702).</summary>
    TransactionTypeTooEarly = 2400,

    /// <summary>The transaction is signed for another chain (EIP-155, EIP-2930).</summary>
    ChainIdWrong = 2401,

    /// <summary>A signature with chain id before Spurious Dragon (EIP-155).</summary>
    ReplayProtectionTooEarly = 2402,

    /// <summary>The parity of the signature is neither 0 nor 1 (yellow paper, appendix F).</summary>
    SignatureParityOutOfRange = 2403,

    /// <summary>The signature's r is 0 or not below the order of the curve (yellow paper, appendix F).</summary>
    SignatureROutOfRange = 2404,

    /// <summary>The signature's s is 0, or not below the order of the curve, or since Homestead above half of it (appendix F, EIP-2).</summary>
    SignatureSOutOfRange = 2405,

    /// <summary>No public key belongs to the signature (yellow paper, appendix F).</summary>
    SenderUnrecoverable = 2406,

    /// <summary>The nonce is 2^64 - 1 (EIP-2681).</summary>
    NonceAtLimit = 2407,

    /// <summary>The nonce is below the sender's (yellow paper §6.2).</summary>
    NonceTooLow = 2408,

    /// <summary>The nonce is above the sender's (yellow paper §6.2).</summary>
    NonceTooHigh = 2409,

    /// <summary>The sender has code that is no delegation (EIP-3607, EIP-7702).</summary>
    SenderHasCode = 2410,

    /// <summary>The gas limit does not cover the intrinsic gas (yellow paper §6.2, EIP-2, 2028, 2930, 3860, 7702).</summary>
    IntrinsicGasAboveLimit = 2411,

    /// <summary>The gas limit does not cover the floor for calldata (EIP-7623, since Prague).</summary>
    FloorGasAboveLimit = 2412,

    /// <summary>The gas limit is above what is left in the block (yellow paper §6.2).</summary>
    GasLimitAboveBlock = 2413,

    /// <summary>The gas limit is above 2^24 (EIP-7825, since Osaka).</summary>
    GasLimitAboveCap = 2414,

    /// <summary>The initialisation code is longer than 49152 bytes (EIP-3860, since Shanghai).</summary>
    InitCodeTooLarge = 2415,

    /// <summary>The priority fee is above the maximum fee (EIP-1559).</summary>
    PriorityFeeAboveMaxFee = 2416,

    /// <summary>The maximum fee is below the base fee (EIP-1559).</summary>
    MaxFeeBelowBaseFee = 2417,

    /// <summary>Gas limit times maximum fee does not fit in 256 bits (yellow paper §6.2: no balance covers it).</summary>
    GasCostOverflow = 2418,

    /// <summary>The sender cannot pay value, gas and blobs (yellow paper §6.2, EIP-1559, EIP-4844).</summary>
    BalanceTooLow = 2419,

    /// <summary>A blob transaction without blobs (EIP-4844).</summary>
    BlobsMissing = 2420,

    /// <summary>A versioned hash does not begin with the byte 1 (EIP-4844).</summary>
    BlobVersionUnknown = 2421,

    /// <summary>A transaction has more blobs than one may have (EIP-4844, EIP-7840; six since Osaka, EIP-7594).</summary>
    BlobsTooMany = 2422,

    /// <summary>The blobs up to this transaction are more than the block may have (EIP-4844, EIP-7840, EIP-7892).</summary>
    BlobGasAboveBlock = 2423,

    /// <summary>The maximum fee for blob gas is below the block's price (EIP-4844).</summary>
    MaxFeePerBlobGasTooLow = 2424,

    /// <summary>A blob transaction creates a contract (EIP-4844).</summary>
    BlobTransactionCreates = 2425,

    /// <summary>A transaction that sets code has no authorization (EIP-7702).</summary>
    AuthorizationsMissing = 2426,

    /// <summary>A transaction that sets code creates a contract (EIP-7702).</summary>
    SetCodeTransactionCreates = 2427,
}
