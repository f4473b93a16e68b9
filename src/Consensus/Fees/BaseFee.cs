using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>The base fee of a block, which follows from its parent alone (EIP-1559).</summary>
public static class BaseFee
{
    /// <summary>Base fee of the first block with one: 1 gwei (EIP-1559).</summary>
    public static readonly UInt256 Initial = new(1_000_000_000);

    /// <summary>A block aims at its gas limit divided by this (EIP-1559).</summary>
    public const ulong ElasticityMultiplier = 2;

    /// <summary>The fee moves by at most one part in this many (EIP-1559).</summary>
    public const ulong ChangeDenominator = 8;

    /// <summary>The base fee of the block after this one, in wei.</summary>
    /// <param name="parent">Header of the parent; without a base fee the next block is the first that has one.</param>
    public static UInt256 After(Header parent) => parent.BaseFeePerGas is { } fee ? After(fee, parent.GasLimit, parent.GasUsed) : Initial;

    /// <summary>The base fee of the next block, in wei.</summary>
    /// <param name="parentBaseFee">The parent's base fee in wei.</param>
    /// <param name="parentGasLimit">The parent's gas limit.</param>
    /// <param name="parentGasUsed">Gas that the parent used.</param>
    public static UInt256 After(in UInt256 parentBaseFee, ulong parentGasLimit, ulong parentGasUsed)
    {
        ulong target = parentGasLimit / ElasticityMultiplier;
        if (parentGasUsed == target || target == 0)
        {
            return parentBaseFee;
        }
        if (parentGasUsed > target)
        {
            UInt256 increase = Change(parentBaseFee, parentGasUsed - target, target);
            return WideMath.AddSaturating(parentBaseFee, increase.IsZero ? UInt256.One : increase);
        }
        return parentBaseFee - Change(parentBaseFee, target - parentGasUsed, target);
    }

    private static UInt256 Change(in UInt256 fee, ulong distance, ulong target) =>
        WideMath.MultiplyDivide(WideMath.MultiplyDivide(fee, distance, target), 1, ChangeDenominator);
}
