using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>Which addresses hold precompiled contracts in which fork.</summary>
public static class Precompiles
{
    /// <summary>Address of P-256 verification (EIP-7951).</summary>
    private const int P256Verify = 0x100;

    /// <summary>Whether calls to an address run a precompiled contract.</summary>
    /// <remarks>Sources: yellow paper appendix E; EIP-196, 197, 198 (5–8), 152 (9), 4844 (0x0a), 2537 (0x0b–0x11), 7951 (0x100).</remarks>
    public static bool IsPrecompile(in Address address, Fork fork)
    {
        ReadOnlySpan<byte> bytes = address.Bytes;
        if (bytes[..^2].ContainsAnyExcept((byte)0))
        {
            return false;
        }
        int number = (bytes[^2] << 8) | bytes[^1];
        return number == P256Verify ? fork >= Fork.Osaka : number >= 1 && number <= LastNumber(fork);
    }

    private static int LastNumber(Fork fork) =>
        fork switch
        {
            < Fork.Byzantium => 4,
            < Fork.Istanbul => 8,
            < Fork.Cancun => 9,
            < Fork.Prague => 10,
            _ => 17,
        };
}
