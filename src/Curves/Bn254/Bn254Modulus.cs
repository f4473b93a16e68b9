namespace NodeProto.Curves;

/// <summary>The base field of bn254 (EIP-196): p = 36x⁴ + 36x³ + 24x² + 6x + 1 for x = 4965661367192848881.</summary>
internal readonly struct Bn254Modulus : IModulus4
{
    public static ulong M0 => 0x3c208c16d87cfd47;

    public static ulong M1 => 0x97816a916871ca8d;

    public static ulong M2 => 0xb85045b68181585d;

    public static ulong M3 => 0x30644e72e131a029;

    public static ulong NegativeInverse => 0x87d20782e4866389;

    public static ReadOnlySpan<ulong> R => [0xd35d438dc58f0d9d, 0x0a78eb28f5c70b3d, 0x666ea36f7879462c, 0x0e0a77c19a07df2f];

    public static ReadOnlySpan<ulong> R2 => [0xf32cfc5b538afa89, 0xb5e71911d44501fb, 0x47ab1eff0a417ff6, 0x06d89f71cab8351f];
}

/// <summary>The order of the groups of bn254 (EIP-196).</summary>
internal readonly struct Bn254Order : IModulus4
{
    public static ulong M0 => 0x43e1f593f0000001;

    public static ulong M1 => 0x2833e84879b97091;

    public static ulong M2 => 0xb85045b68181585d;

    public static ulong M3 => 0x30644e72e131a029;

    public static ulong NegativeInverse => 0xc2e1f593efffffff;

    public static ReadOnlySpan<ulong> R => [0xac96341c4ffffffb, 0x36fc76959f60cd29, 0x666ea36f7879462e, 0x0e0a77c19a07df2f];

    public static ReadOnlySpan<ulong> R2 => [0x1bb8e645ae216da7, 0x53fe3ab1e35c59e3, 0x8c49833d53bb8085, 0x0216d0b17f4e44a5];
}
