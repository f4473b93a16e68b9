using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>What proof of work paid for blocks and ommers (yellow paper §11.3).</summary>
public static class Rewards
{
    private const ulong Ether = 1_000_000_000_000_000_000; // wei

    /// <summary>Reward for a block in wei: 5, 3, then 2 ether; nothing after the merge.</summary>
    public static UInt256 ForBlock(Fork fork) =>
        fork switch
        {
            >= Fork.Paris => UInt256.Zero, // EIP-3675
            >= Fork.Constantinople => new UInt256(2 * Ether), // EIP-1234
            >= Fork.Byzantium => new UInt256(3 * Ether), // EIP-649
            _ => new UInt256(5 * Ether),
        };

    /// <summary>Reward of an ommer's beneficiary in wei: less by an eighth of the block's for each generation.</summary>
    /// <param name="fork">Fork of the block that includes the ommer.</param>
    /// <param name="block">Number of the block that includes the ommer.</param>
    /// <param name="ommer">Number of the ommer: one to six below the block's.</param>
    public static UInt256 ForOmmer(Fork fork, BlockNumber block, BlockNumber ommer)
    {
        ulong distance = block - ommer;
        return distance >= 8 ? UInt256.Zero : WideMath.MultiplyDivide(ForBlock(fork), 8 - distance, 8);
    }

    /// <summary>What the block's beneficiary gets for each ommer that it includes, in wei: a 32nd of the block's reward.</summary>
    public static UInt256 ForNephew(Fork fork) => WideMath.MultiplyDivide(ForBlock(fork), 1, 32);
}
