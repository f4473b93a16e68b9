namespace NodeProto.Primitives;

/// <summary>A block header of any fork, Frontier to Osaka (yellow paper §4.3). Fields that a fork added are null before it.</summary>
public sealed record Header
{
    private HashCache _hash;

    /// <summary>Hash of the parent block's header.</summary>
    public required Hash256 ParentHash { get; init; }

    /// <summary>Hash of the RLP list of ommers.</summary>
    public required Hash256 OmmersHash { get; init; }

    /// <summary>Account that receives fees and rewards.</summary>
    public required Address Beneficiary { get; init; }

    /// <summary>State root after the block.</summary>
    public required Hash256 StateRoot { get; init; }

    /// <summary>Root of the trie of transactions.</summary>
    public required Hash256 TransactionsRoot { get; init; }

    /// <summary>Root of the trie of receipts.</summary>
    public required Hash256 ReceiptsRoot { get; init; }

    /// <summary>Filter over all logs of the block.</summary>
    public required Bloom LogsBloom { get; init; }

    /// <summary>Proof-of-work difficulty; 0 after the merge.</summary>
    public required UInt256 Difficulty { get; init; }

    /// <summary>Position in the chain.</summary>
    public required BlockNumber Number { get; init; }

    /// <summary>Gas that the block may use.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>Gas that the block used.</summary>
    public required ulong GasUsed { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required ulong Timestamp { get; init; }

    /// <summary>At most 32 bytes of the producer's choice.</summary>
    public required ReadOnlyMemory<byte> ExtraData { get; init; }

    /// <summary>Proof-of-work mix hash; the beacon chain's randomness after the merge (EIP-4399).</summary>
    public required Hash256 MixHash { get; init; }

    /// <summary>Proof-of-work nonce, 8 bytes big-endian; 0 after the merge.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>Base fee in wei (EIP-1559, since London).</summary>
    public UInt256? BaseFeePerGas { get; init; }

    /// <summary>Root of the trie of withdrawals (EIP-4895, since Shanghai).</summary>
    public Hash256? WithdrawalsRoot { get; init; }

    /// <summary>Blob gas that the block used (EIP-4844, since Cancun).</summary>
    public ulong? BlobGasUsed { get; init; }

    /// <summary>Running excess of blob gas (EIP-4844, since Cancun).</summary>
    public ulong? ExcessBlobGas { get; init; }

    /// <summary>Root of the parent beacon block (EIP-4788, since Cancun).</summary>
    public Hash256? ParentBeaconBlockRoot { get; init; }

    /// <summary>Hash of the execution-layer requests (EIP-7685, since Prague).</summary>
    public Hash256? RequestsHash { get; init; }

    /// <summary>Keccak-256 of the header's RLP; computed once.</summary>
    public Hash256 Hash
    {
        get
        {
            if (!_hash.TryGet(this, out Hash256 hash))
            {
                hash = HeaderCodec.ComputeHash(this);
                _hash.Set(this, hash);
            }
            return hash;
        }
    }

    /// <summary>Stores the hash of the bytes that this header was decoded from.</summary>
    internal void SetHash(in Hash256 hash) => _hash.Set(this, hash);

    /// <summary>Whether two headers have the same hash, that is, the same fields.</summary>
    public bool Equals(Header? other) => other is not null && Hash == other.Hash;

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode();
}
