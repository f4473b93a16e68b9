using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Rules that a transaction must obey whatever the state is (yellow paper §6.2 and the EIPs named at each rule). Pure functions.</summary>
/// <remarks>
/// <see cref="CheckSignature"/> comes before the sender is recovered, <see cref="Check"/> and <see cref="CheckFees"/> before the
/// transaction runs. Nonce, balance, the sender's code and the block's remaining gas are the execution's to check.
/// </remarks>
public static class TransactionRules
{
    /// <summary>Longest initialisation code in bytes, since Shanghai (EIP-3860: twice the longest code of EIP-170).</summary>
    public const int InitCodeMaxBytes = 49_152;

    /// <summary>Highest gas limit, since Osaka (EIP-7825).</summary>
    public const ulong GasLimitCap = 16_777_216; // 2^24

    /// <summary>Most blobs in a transaction, since Osaka (EIP-7594).</summary>
    public const ulong BlobsPerTransactionMax = 6;

    /// <summary>First byte of a blob's versioned hash (EIP-4844: VERSIONED_HASH_VERSION_KZG).</summary>
    public const byte BlobVersion = 0x01;

    /// <summary>The order of secp256k1 (SEC 2, appendix F of the yellow paper).</summary>
    public static readonly UInt256 CurveOrder = new(0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF);

    /// <summary>Half of the order, rounded down: the highest s since Homestead (EIP-2).</summary>
    public static readonly UInt256 CurveOrderHalf = new(0xDFE92F46681B20A0, 0x5D576E7357A4501D, 0xFFFFFFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF);

    /// <summary>Checks type, chain id and the ranges of the signature; null when they are valid. Does not recover the sender.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="fork">Fork of the block.</param>
    /// <param name="chainId">The chain's id.</param>
    public static Violation? CheckSignature(Transaction transaction, Fork fork, ulong chainId)
    {
        if (CheckType(transaction.Type, fork) is { } tooEarly)
        {
            return tooEarly;
        }
        if (transaction.ChainId is { } id)
        {
            if (fork < Fork.SpuriousDragon)
            {
                return new(InvalidBlockReason.ReplayProtectionTooEarly, $"chain id {id} in a {fork} block", "none before SpuriousDragon");
            }
            if (id != chainId)
            {
                return new(InvalidBlockReason.ChainIdWrong, $"{id}", $"{chainId}");
            }
        }
        else if (transaction.Type != TransactionType.Legacy)
        {
            return new(InvalidBlockReason.ChainIdWrong, "no chain id", $"{chainId}");
        }
        if (transaction.YParity > 1)
        {
            return new(InvalidBlockReason.SignatureParityOutOfRange, $"{transaction.YParity}", "0 or 1");
        }
        if (transaction.R.IsZero || transaction.R >= CurveOrder)
        {
            return new(InvalidBlockReason.SignatureROutOfRange, $"{transaction.R}", $"1 to {CurveOrder - UInt256.One}");
        }
        UInt256 last = fork >= Fork.Homestead ? CurveOrderHalf : CurveOrder - UInt256.One;
        return transaction.S.IsZero || transaction.S > last
            ? new(InvalidBlockReason.SignatureSOutOfRange, $"{transaction.S}", $"1 to {last}")
            : null;
    }

    /// <summary>Checks that a type belongs to a fork; null when it does.</summary>
    public static Violation? CheckType(TransactionType type, Fork fork)
    {
        Fork since = type switch
        {
            TransactionType.Legacy => Fork.Frontier,
            TransactionType.AccessList => Fork.Berlin, // EIP-2930
            TransactionType.DynamicFee => Fork.London, // EIP-1559
            TransactionType.Blob => Fork.Cancun, // EIP-4844
            _ => Fork.Prague, // EIP-7702
        };
        return fork >= since
            ? null
            : new(InvalidBlockReason.TransactionTypeTooEarly, $"type {(byte)type} ({type}) in a {fork} block", $"none before {since}");
    }

    /// <summary>Checks gas, sizes, fees among each other, blobs and authorizations; null when they are valid.</summary>
    /// <param name="transaction">The transaction, of a type that belongs to the fork.</param>
    /// <param name="fork">Fork of the block.</param>
    /// <param name="intrinsic">The transaction's intrinsic gas.</param>
    /// <param name="blobs">Blob parameters of the block; null before Cancun.</param>
    public static Violation? Check(Transaction transaction, Fork fork, in IntrinsicGas intrinsic, BlobParameters? blobs) =>
        FindInGas(transaction, fork, intrinsic)
        ?? FindInFees(transaction)
        ?? transaction.Type switch
        {
            TransactionType.Blob => FindInBlobs(transaction, fork, blobs),
            TransactionType.SetCode => FindInSetCode(transaction),
            _ => null,
        };

    /// <summary>Checks the fee caps against the block's prices; null when they are high enough.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="baseFee">The block's base fee in wei; null before London.</param>
    /// <param name="blobPrice">The block's price of blob gas in wei; null before Cancun.</param>
    public static Violation? CheckFees(Transaction transaction, UInt256? baseFee, UInt256? blobPrice)
    {
        if (baseFee is { } price && transaction.MaxFeePerGas < price)
        {
            return new(InvalidBlockReason.MaxFeeBelowBaseFee, $"{transaction.MaxFeePerGas}", $"at least the base fee {price}");
        }
        return transaction.Type == TransactionType.Blob && blobPrice is { } blobFee && transaction.MaxFeePerBlobGas < blobFee
            ? new(InvalidBlockReason.MaxFeePerBlobGasTooLow, $"{transaction.MaxFeePerBlobGas}", $"at least the block's {blobFee}")
            : null;
    }

    private static Violation? FindInGas(Transaction transaction, Fork fork, in IntrinsicGas intrinsic)
    {
        if (transaction.Nonce == ulong.MaxValue)
        {
            return new(InvalidBlockReason.NonceAtLimit, $"{transaction.Nonce}", $"at most {ulong.MaxValue - 1}"); // EIP-2681
        }
        if (fork >= Fork.Osaka && transaction.GasLimit > GasLimitCap)
        {
            return new(InvalidBlockReason.GasLimitAboveCap, $"{transaction.GasLimit}", $"at most {GasLimitCap}");
        }
        if (fork >= Fork.Shanghai && transaction.To is null && transaction.Data.Length > InitCodeMaxBytes)
        {
            return new(InvalidBlockReason.InitCodeTooLarge, $"{transaction.Data.Length} bytes", $"at most {InitCodeMaxBytes}");
        }
        if (transaction.GasLimit < intrinsic.Gas)
        {
            return new(InvalidBlockReason.IntrinsicGasAboveLimit, $"gas limit {transaction.GasLimit}", $"at least {intrinsic.Gas}");
        }
        return transaction.GasLimit < intrinsic.FloorGas
            ? new(InvalidBlockReason.FloorGasAboveLimit, $"gas limit {transaction.GasLimit}", $"at least {intrinsic.FloorGas}")
            : null;
    }

    private static Violation? FindInFees(Transaction transaction)
    {
        if (transaction.MaxPriorityFeePerGas > transaction.MaxFeePerGas)
        {
            return new(
                InvalidBlockReason.PriorityFeeAboveMaxFee,
                $"{transaction.MaxPriorityFeePerGas}",
                $"at most the maximum fee {transaction.MaxFeePerGas}"
            );
        }
        return !UInt256.TryMultiply(transaction.MaxFeePerGas, transaction.GasLimit, out _)
            ? new(
                InvalidBlockReason.GasCostOverflow,
                $"{transaction.GasLimit} gas at {transaction.MaxFeePerGas} wei",
                "a product below 2^256"
            )
            : null;
    }

    private static Violation? FindInBlobs(Transaction transaction, Fork fork, BlobParameters? blobs)
    {
        if (transaction.To is null)
        {
            return new(InvalidBlockReason.BlobTransactionCreates, "no recipient", "a recipient");
        }
        ulong count = (ulong)transaction.BlobVersionedHashes.Count;
        if (count == 0)
        {
            return new(InvalidBlockReason.BlobsMissing, "no blob", "at least one");
        }
        ulong max = blobs?.Max ?? 0;
        if (fork >= Fork.Osaka)
        {
            max = Math.Min(max, BlobsPerTransactionMax);
        }
        if (count > max)
        {
            return new(InvalidBlockReason.BlobsTooMany, $"{count} blobs", $"at most {max}");
        }
        foreach (Hash256 hash in transaction.BlobVersionedHashes)
        {
            if (hash.Bytes[0] != BlobVersion)
            {
                return new(InvalidBlockReason.BlobVersionUnknown, $"{hash}", $"a first byte of {BlobVersion}");
            }
        }
        return null;
    }

    private static Violation? FindInSetCode(Transaction transaction)
    {
        if (transaction.To is null)
        {
            return new(InvalidBlockReason.SetCodeTransactionCreates, "no recipient", "a recipient");
        }
        return transaction.Authorizations.Count == 0
            ? new(InvalidBlockReason.AuthorizationsMissing, "no authorization", "at least one")
            : null;
    }
}
