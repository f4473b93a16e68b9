using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>What an account was after a block, with the nodes that prove it against the header's state root (EIP-1186).</summary>
/// <param name="Address">The account's address.</param>
/// <param name="Block">The block.</param>
/// <param name="Exists">Whether there was such an account; when not, the nodes prove that.</param>
/// <param name="Account">Nonce, balance and code hash; those of an empty account when it did not exist.</param>
/// <param name="StorageRoot">Root of its storage trie.</param>
/// <param name="Nodes">RLP of the nodes of the account trie, the root first; empty when the state is empty.</param>
/// <param name="Slots">The slots that were asked for, in their order.</param>
public sealed record AccountProof(
    Address Address,
    StageCheckpoint Block,
    bool Exists,
    Account Account,
    Hash256 StorageRoot,
    IReadOnlyList<byte[]> Nodes,
    IReadOnlyList<SlotProof> Slots
);

/// <summary>What a slot was, with the nodes that prove it against the account's storage root.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Value">Its value; zero when it was not set, and then the nodes prove that.</param>
/// <param name="Nodes">RLP of the nodes of the storage trie, the root first; empty when the storage is empty.</param>
public sealed record SlotProof(UInt256 Slot, UInt256 Value, IReadOnlyList<byte[]> Nodes);
