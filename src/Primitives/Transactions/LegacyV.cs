namespace NodeProto.Primitives;

/// <summary>The v of a legacy transaction: 27 or 28, or 35 or 36 plus twice the chain id (EIP-155).</summary>
internal static class LegacyV
{
    /// <summary>v of a chain id (null without replay protection) and the parity of y.</summary>
    public static UInt256 Encode(ulong? chainId, byte yParity) =>
        chainId is { } chain ? new UInt256(chain << 1, chain >> 63) + new UInt256(35UL + yParity) : new UInt256(27UL + yParity);

    /// <summary>Splits v; false when it is no value of EIP-155, or its chain id needs more than 64 bits.</summary>
    public static bool TryDecode(in UInt256 v, out ulong? chainId, out byte yParity)
    {
        chainId = null;
        yParity = 0;
        if (v.IsUInt64 && v.U0 is 27 or 28)
        {
            yParity = (byte)(v.U0 - 27);
            return true;
        }
        if (v < new UInt256(35))
        {
            return false;
        }
        UInt256 rest = v - new UInt256(35);
        if ((rest.U2 | rest.U3) != 0 || rest.U1 > 1)
        {
            return false;
        }
        yParity = (byte)(rest.U0 & 1);
        chainId = (rest.U0 >> 1) | (rest.U1 << 63);
        return true;
    }
}
