using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>An account that the host has opened in the current transaction: using it again costs an array access, no lookup.</summary>
/// <param name="Index">The host's own number; valid until the transaction ends.</param>
public readonly record struct AccountHandle(int Index);

/// <summary>A storage slot's value and what net gas metering needs to know of it (EIP-2200, EIP-2929).</summary>
/// <param name="Value">Current value.</param>
/// <param name="Original">Value when the transaction began.</param>
/// <param name="WasCold">Whether this is the first access in the transaction; the slot is warm from now on.</param>
public readonly record struct SlotState(UInt256 Value, UInt256 Original, bool WasCold);

/// <summary>The world as a frame sees and changes it. One host serves one transaction at a time; not thread-safe.</summary>
/// <remarks>
/// The host owns state, snapshots and everything around a frame: transfer of value, depth, collisions, code deposit,
/// precompiled contracts, undoing a failed frame. A runner owns what happens between the first and the last instruction,
/// gas included. Nothing here charges gas.
/// </remarks>
public interface IHost
{
    /// <summary>The block that is executed.</summary>
    BlockEnvironment Block { get; }

    /// <summary>The transaction that is executed.</summary>
    TransactionEnvironment Transaction { get; }

    /// <summary>Looks an account up once, for any number of later uses; does not make it warm.</summary>
    AccountHandle Open(in Address address);

    /// <summary>Makes an account warm; true when it was cold until now (EIP-2929).</summary>
    bool Warm(AccountHandle account);

    /// <summary>Whether the account exists; since EIP-161 ask <see cref="IsEmpty"/> instead.</summary>
    bool Exists(AccountHandle account);

    /// <summary>Whether nonce, balance and code are all empty, or the account does not exist (EIP-161).</summary>
    bool IsEmpty(AccountHandle account);

    /// <summary>Balance in wei.</summary>
    UInt256 GetBalance(AccountHandle account);

    /// <summary>Nonce.</summary>
    ulong GetNonce(AccountHandle account);

    /// <summary>Keccak-256 of the code; <see cref="Keccak.OfEmpty"/> without code.</summary>
    Hash256 GetCodeHash(AccountHandle account);

    /// <summary>Bytecode as stored: an EIP-7702 delegation is not followed.</summary>
    ReadOnlyMemory<byte> GetCode(AccountHandle account);

    /// <summary>Reads a slot and makes it warm.</summary>
    SlotState Load(AccountHandle account, in UInt256 slot);

    /// <summary>Writes a slot.</summary>
    void Store(AccountHandle account, in UInt256 slot, in UInt256 value);

    /// <summary>TLOAD (EIP-1153).</summary>
    UInt256 LoadTransient(AccountHandle account, in UInt256 slot);

    /// <summary>TSTORE (EIP-1153).</summary>
    void StoreTransient(AccountHandle account, in UInt256 slot, in UInt256 value);

    /// <summary>Emits a log entry; topics and data are copied.</summary>
    void Log(in Address address, ReadOnlySpan<Hash256> topics, ReadOnlySpan<byte> data);

    /// <summary>BLOCKHASH: the hash of one of the last 256 blocks, else zero.</summary>
    Hash256 GetBlockHash(ulong number);

    /// <summary>
    /// Moves the balance to the beneficiary and, by the rules of the fork (EIP-6780), marks the account for deletion at the
    /// end of the transaction; true when it was not marked before.
    /// </summary>
    bool SelfDestruct(AccountHandle account, AccountHandle beneficiary);

    /// <summary>Runs a call or creation to its end, inside a snapshot that is undone unless it succeeds.</summary>
    CallResult Call(in CallMessage message);
}
