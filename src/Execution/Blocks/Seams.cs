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
    /// <summary>Root of the state as the running block has changed it so far.</summary>
    /// <param name="changes">What the block has changed.</param>
    Hash256 RootAfter(IBlockChanges changes);
}

/// <summary>What a block has changed so far, for those who ask after each of its transactions.</summary>
public interface IBlockChanges
{
    /// <summary>Everything since the block's beginning.</summary>
    StateChanges SinceBlock();

    /// <summary>
    /// What may have changed since this was asked before in the same block: all accounts and slots that were opened since, whether they
    /// differ or not, as they are now. <see cref="StateChanges.Wiped"/> are those that lost their storage since.
    /// </summary>
    StateChanges SinceLast();
}
