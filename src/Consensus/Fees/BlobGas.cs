using System.Numerics;
using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Price and running excess of blob gas (EIP-4844, EIP-7691, EIP-7840, EIP-7892, EIP-7918).</summary>
public static class BlobGas
{
    /// <summary>Lowest price of blob gas in wei (EIP-4844).</summary>
    public const ulong MinBaseFee = 1;

    /// <summary>Execution gas whose price bounds a blob's from below (EIP-7918).</summary>
    public const ulong BlobBaseCost = 8_192; // 2^13

    /// <summary>Price of blob gas in a block, in wei.</summary>
    /// <param name="excessBlobGas">The block's excess blob gas.</param>
    /// <param name="parameters">The block's blob parameters.</param>
    public static UInt256 PriceOf(ulong excessBlobGas, BlobParameters parameters) =>
        FakeExponential(MinBaseFee, excessBlobGas, parameters.BaseFeeUpdateFraction);

    /// <summary>Excess blob gas of a block, which follows from its parent.</summary>
    /// <param name="parent">Header of the parent; fields that it lacks count as 0.</param>
    /// <param name="parameters">Blob parameters of the block itself, not of its parent (EIP-7892).</param>
    /// <param name="fork">Fork of the block itself.</param>
    public static ulong ExcessAfter(Header parent, BlobParameters parameters, Fork fork)
    {
        ulong excess = parent.ExcessBlobGas ?? 0;
        ulong used = parent.BlobGasUsed ?? 0;
        ulong sum = excess + used < excess ? ulong.MaxValue : excess + used;
        if (sum < parameters.TargetGas)
        {
            return 0;
        }
        if (fork >= Fork.Osaka && IsBelowReserve(parent.BaseFeePerGas ?? UInt256.Zero, excess, parameters))
        {
            // EIP-7918: while execution gas dominates a blob's cost, the price only rises.
            UInt128 scaled = (UInt128)used * (parameters.Max - parameters.Target) / parameters.Max;
            return excess + (ulong)scaled;
        }
        return sum - parameters.TargetGas;
    }

    /// <summary>factor × e^(numerator ÷ denominator) by its Taylor series in integers (EIP-4844); saturates at 2^256 - 1.</summary>
    /// <param name="factor">Value at numerator 0.</param>
    /// <param name="numerator">The exponent's numerator.</param>
    /// <param name="denominator">The exponent's denominator; not 0.</param>
    public static UInt256 FakeExponential(ulong factor, ulong numerator, ulong denominator)
    {
        // Every term is below factor × denominator × e^40 × numerator < 2^8 × 2^28 × 2^58 × 2^34 = 2^128 here.
        if (factor < 256 && denominator < 1UL << 28 && numerator / denominator < 40)
        {
            UInt128 sum = 0;
            UInt128 term = (UInt128)factor * denominator;
            for (ulong i = 1; term > 0; i++)
            {
                sum += term;
                term = term * numerator / ((UInt128)denominator * i);
            }
            UInt128 price = sum / denominator;
            return new UInt256((ulong)price, (ulong)(price >> 64));
        }
        return FakeExponentialLarge(factor, numerator, denominator);
    }

    private static bool IsBelowReserve(in UInt256 parentBaseFee, ulong parentExcess, BlobParameters parameters)
    {
        UInt256 reserve = WideMath.MultiplyDivide(parentBaseFee, BlobBaseCost, 1);
        UInt256 blobPrice = WideMath.MultiplyDivide(PriceOf(parentExcess, parameters), BlobParameters.GasPerBlob, 1);
        return reserve > blobPrice;
    }

    private static UInt256 FakeExponentialLarge(ulong factor, ulong numerator, ulong denominator)
    {
        if (numerator / denominator >= 256)
        {
            return factor == 0 ? UInt256.Zero : UInt256.MaxValue; // e^256 is above 2^256.
        }
        BigInteger sum = BigInteger.Zero;
        BigInteger term = new BigInteger(factor) * denominator;
        for (ulong i = 1; !term.IsZero; i++)
        {
            sum += term;
            term = term * numerator / (new BigInteger(denominator) * i);
        }
        BigInteger price = sum / denominator;
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        if (!price.TryWriteBytes(bytes, out int written, isUnsigned: true, isBigEndian: true))
        {
            return UInt256.MaxValue;
        }
        return new UInt256(bytes[..written]);
    }
}
