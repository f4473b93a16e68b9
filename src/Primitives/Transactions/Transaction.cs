namespace NodeProto.Primitives;

/// <summary>Kinds of transactions; the value is the type byte of EIP-2718.</summary>
public enum TransactionType : byte
{
    /// <summary>Untyped, with or without replay protection (EIP-155).</summary>
    Legacy = 0,

    /// <summary>With an access list (EIP-2930, since Berlin).</summary>
    AccessList = 1,

    /// <summary>With a fee cap and a tip (EIP-1559, since London).</summary>
    DynamicFee = 2,

    /// <summary>Carries blobs (EIP-4844, since Cancun).</summary>
    Blob = 3,

    /// <summary>Sets the code of accounts (EIP-7702, since Prague).</summary>
    SetCode = 4,
}

/// <summary>A signed transaction of any type, as it stands in a block: blobs themselves are not part of it.</summary>
public sealed record Transaction
{
    private HashCache _hash;

    /// <summary>Which fields count.</summary>
    public required TransactionType Type { get; init; }

    /// <summary>Chain that the signature is for; null for a legacy transaction without replay protection (EIP-155).</summary>
    public ulong? ChainId { get; init; }

    /// <summary>The sender's nonce.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>Wei per gas: the gas price of a legacy or EIP-2930 transaction, else the fee cap.</summary>
    public required UInt256 MaxFeePerGas { get; init; }

    /// <summary>Wei per gas for the beneficiary at most; equals <see cref="MaxFeePerGas"/> for legacy and EIP-2930.</summary>
    public required UInt256 MaxPriorityFeePerGas { get; init; }

    /// <summary>Gas that the transaction may use.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>Recipient; null creates a contract.</summary>
    public required Address? To { get; init; }

    /// <summary>Wei that is transferred.</summary>
    public required UInt256 Value { get; init; }

    /// <summary>Input of the call, or initialisation code.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Accounts and slots that start warm (EIP-2930).</summary>
    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    /// <summary>Wei per blob gas at most (EIP-4844).</summary>
    public UInt256 MaxFeePerBlobGas { get; init; }

    /// <summary>Versioned hash of each blob (EIP-4844).</summary>
    public IReadOnlyList<Hash256> BlobVersionedHashes { get; init; } = [];

    /// <summary>Signed permissions to set code (EIP-7702).</summary>
    public IReadOnlyList<Authorization> Authorizations { get; init; } = [];

    /// <summary>Parity of the signature's y coordinate, 0 or 1.</summary>
    public required byte YParity { get; init; }

    /// <summary>Signature, r.</summary>
    public required UInt256 R { get; init; }

    /// <summary>Signature, s.</summary>
    public required UInt256 S { get; init; }

    /// <summary>Keccak-256 of the transaction's canonical bytes (EIP-2718); computed once.</summary>
    public Hash256 Hash
    {
        get
        {
            if (!_hash.TryGet(this, out Hash256 hash))
            {
                hash = TransactionCodec.ComputeHash(this);
                _hash.Set(this, hash);
            }
            return hash;
        }
    }

    /// <summary>Whether two transactions have the same hash, that is, the same fields.</summary>
    public bool Equals(Transaction? other) => other is not null && Hash == other.Hash;

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode();
}

/// <summary>An account and slots of it that start warm (EIP-2930).</summary>
/// <param name="Address">The account.</param>
/// <param name="StorageKeys">Slot numbers as 32 bytes.</param>
public sealed record AccessListEntry(Address Address, IReadOnlyList<Hash256> StorageKeys);

/// <summary>A signed permission to let an account run another one's code (EIP-7702).</summary>
/// <param name="ChainId">Chain that it is for; 0 means any. Up to 256 bits: a value that matches no chain is skipped, not refused.</param>
/// <param name="Address">Account whose code shall run.</param>
/// <param name="Nonce">Nonce that the signer must have.</param>
/// <param name="YParity">Parity of y; other values than 0 and 1 make the permission invalid, not the transaction.</param>
/// <param name="R">Signature, r.</param>
/// <param name="S">Signature, s.</param>
public sealed record Authorization(UInt256 ChainId, Address Address, ulong Nonce, byte YParity, UInt256 R, UInt256 S);
