using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>What code can learn about the block it runs in (yellow paper §9.3, the header I_H).</summary>
public sealed record BlockEnvironment
{
    /// <summary>Rule set of the block.</summary>
    public required Fork Fork { get; init; }

    /// <summary>CHAINID (EIP-1344).</summary>
    public required ulong ChainId { get; init; }

    /// <summary>NUMBER.</summary>
    public required BlockNumber Number { get; init; }

    /// <summary>TIMESTAMP, seconds since 1970.</summary>
    public required ulong Timestamp { get; init; }

    /// <summary>COINBASE.</summary>
    public required Address Beneficiary { get; init; }

    /// <summary>GASLIMIT.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>BASEFEE in wei (EIP-3198); zero before London.</summary>
    public UInt256 BaseFeeWei { get; init; }

    /// <summary>BLOBBASEFEE in wei (EIP-7516); zero before Cancun.</summary>
    public UInt256 BlobBaseFeeWei { get; init; }

    /// <summary>DIFFICULTY before the merge, PREVRANDAO after it (EIP-4399).</summary>
    public UInt256 DifficultyOrRandomness { get; init; }
}

/// <summary>What code can learn about the transaction it runs in.</summary>
public sealed class TransactionEnvironment
{
    /// <summary>ORIGIN: the sender.</summary>
    public Address Origin { get; set; }

    /// <summary>GASPRICE: the effective price in wei (EIP-1559).</summary>
    public UInt256 GasPriceWei { get; set; }

    /// <summary>BLOBHASH (EIP-4844).</summary>
    public IReadOnlyList<Hash256> BlobVersionedHashes { get; set; } = [];
}
