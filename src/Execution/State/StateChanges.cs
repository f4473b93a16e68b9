using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>An account before and after.</summary>
/// <param name="AddressHash">Keccak-256 of the address.</param>
/// <param name="Before">The account before; null when it did not exist.</param>
/// <param name="After">The account after; null when it no longer exists.</param>
public readonly record struct AccountChange(Hash256 AddressHash, Account? Before, Account? After);

/// <summary>A storage slot before and after; zero means that there is no such slot.</summary>
/// <param name="AddressHash">Keccak-256 of the address.</param>
/// <param name="SlotHash">Keccak-256 of the 32-byte slot number.</param>
/// <param name="Before">Value before.</param>
/// <param name="After">Value after.</param>
public readonly record struct StorageChange(Hash256 AddressHash, Hash256 SlotHash, UInt256 Before, UInt256 After);

/// <summary>Bytecode and its hash.</summary>
/// <param name="Hash">Keccak-256 of the code.</param>
/// <param name="Bytes">The code, not empty.</param>
public readonly record struct StoredCode(Hash256 Hash, ReadOnlyMemory<byte> Bytes);

/// <summary>What a block, or a part of it, changed in the state, keyed by hash and sorted. Immutable.</summary>
public sealed class StateChanges
{
    /// <summary>No change.</summary>
    public static readonly StateChanges None = new();

    /// <summary>Accounts that differ, by address hash.</summary>
    public AccountChange[] Accounts { get; init; } = [];

    /// <summary>
    /// Slots that differ, by address hash and slot hash. Of a wiped account those that execution touched: slots with a value
    /// now, even the one they had before, and touched slots that vanished.
    /// </summary>
    public StorageChange[] Storage { get; init; } = [];

    /// <summary>Hashes of addresses whose storage from before is gone as a whole, sorted; <see cref="Storage"/> lies above that.</summary>
    public Hash256[] Wiped { get; init; } = [];

    /// <summary>Codes of contracts that were created, by hash; they may be known from earlier already.</summary>
    public StoredCode[] Codes { get; init; } = [];
}
