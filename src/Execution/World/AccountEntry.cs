using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>An account that the block has touched: before the block, now, and what the running transaction did to it.</summary>
internal struct AccountEntry
{
    /// <summary>Keccak-256 of the address.</summary>
    public Hash256 Hash;

    /// <summary>Balance, nonce and code now; <see cref="Account.Empty"/> when the account does not exist.</summary>
    public Account Current;

    /// <summary>The account before the block.</summary>
    public Account Before;

    /// <summary>The address itself.</summary>
    public Address Address;

    /// <summary>Newest slot of this account in the slot array, -1 without any; the others follow by <see cref="SlotEntry.Next"/>.</summary>
    public int FirstSlot;

    /// <summary>Transaction for which <see cref="Marks"/> stand.</summary>
    public int Transaction;

    /// <summary>What the transaction did to the account.</summary>
    public AccountMarks Marks;

    /// <summary>Whether the account existed before the block.</summary>
    public bool ExistedBefore;

    /// <summary>Whether the account exists now.</summary>
    public bool Exists;

    /// <summary>Whether the storage from before the block is gone: slots that were not touched since are zero.</summary>
    public bool IsWiped;
}

/// <summary>What the running transaction did to an account.</summary>
[Flags]
internal enum AccountMarks : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Accessed (EIP-2929).</summary>
    Warm = 1,

    /// <summary>Candidate for clearing when empty (EIP-161).</summary>
    Touched = 2,

    /// <summary>Created as a contract (EIP-6780).</summary>
    Created = 4,

    /// <summary>To be deleted at the end of the transaction.</summary>
    Destroyed = 8,
}

/// <summary>A storage slot that the block has touched.</summary>
internal struct SlotEntry
{
    /// <summary>Slot number.</summary>
    public UInt256 Slot;

    /// <summary>Keccak-256 of the slot number; good when <see cref="IsHashed"/>.</summary>
    public Hash256 SlotHash;

    /// <summary>Value before the block.</summary>
    public UInt256 Before;

    /// <summary>Value before the transaction.</summary>
    public UInt256 Original;

    /// <summary>Value now.</summary>
    public UInt256 Current;

    /// <summary>The account, as an index.</summary>
    public int Account;

    /// <summary>Next older slot of the same account, -1 at the end.</summary>
    public int Next;

    /// <summary>Transaction for which <see cref="Original"/> and <see cref="IsWarm"/> stand.</summary>
    public int Transaction;

    /// <summary>Accessed in this transaction (EIP-2929).</summary>
    public bool IsWarm;

    /// <summary>Whether the slot was hashed when it was read: without stored storage that waits until the block's end.</summary>
    public bool IsHashed;
}
