using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>What a block's producer chooses; everything else follows from parent, transactions and rules.</summary>
public sealed record BlockTemplate
{
    /// <summary>Seconds since 1970, after the parent's.</summary>
    public required ulong Timestamp { get; init; }

    /// <summary>Who gets fees and rewards.</summary>
    public Address Beneficiary { get; init; }

    /// <summary>At most 32 bytes; replaced by the DAO fork's mark where the chain asks for it (EIP-779).</summary>
    public ReadOnlyMemory<byte> ExtraData { get; init; }

    /// <summary>Mix hash; randomness after the merge.</summary>
    public Hash256 MixHash { get; init; }

    /// <summary>Root of the beacon block before; ignored before Cancun (EIP-4788).</summary>
    public Hash256 ParentBeaconBlockRoot { get; init; }

    /// <summary>In the order of execution.</summary>
    public IReadOnlyList<Transaction> Transactions { get; init; } = [];

    /// <summary>The sender of each transaction.</summary>
    public ReadOnlyMemory<Address> Senders { get; init; }

    /// <summary>Stale headers to include; before the merge only.</summary>
    public IReadOnlyList<Header> Ommers { get; init; } = [];

    /// <summary>Credits from the beacon chain; ignored before Shanghai.</summary>
    public IReadOnlyList<Withdrawal> Withdrawals { get; init; } = [];
}
