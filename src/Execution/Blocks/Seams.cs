using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Hashes of the blocks before the one that is executed (BLOCKHASH).</summary>
public interface IBlockHashes
{
    /// <summary>Hash of a block on the branch that is executed.</summary>
    /// <param name="number">One of the 256 blocks before the executed one.</param>
    Hash256 HashOf(BlockNumber number);
}

/// <summary>
/// Computes state roots in the middle of a block: receipts before Byzantium hold the root after each transaction (EIP-658 ended that).
/// </summary>
public interface IStateRootProvider
{
    /// <summary>Root of the state before the block with changes laid over it.</summary>
    /// <param name="changes">Everything that the block has changed so far.</param>
    Hash256 RootAfter(StateChanges changes);
}
