namespace NodeProto.Curves;

/// <summary>The base field of P-256 (FIPS 186-4, D.1.2.3): 2^256 - 2^224 + 2^192 + 2^96 - 1.</summary>
internal readonly struct P256Modulus : IModulus4
{
    public static ulong M0 => 0xffffffffffffffff;

    public static ulong M1 => 0x00000000ffffffff;

    public static ulong M2 => 0x0000000000000000;

    public static ulong M3 => 0xffffffff00000001;

    public static ulong NegativeInverse => 0x0000000000000001;

    public static ReadOnlySpan<ulong> R => [0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff, 0x00000000fffffffe];

    public static ReadOnlySpan<ulong> R2 => [0x0000000000000003, 0xfffffffbffffffff, 0xfffffffffffffffe, 0x00000004fffffffd];
}

/// <summary>The order of the group of P-256 (FIPS 186-4, D.1.2.3).</summary>
internal readonly struct P256Order : IModulus4
{
    public static ulong M0 => 0xf3b9cac2fc632551;

    public static ulong M1 => 0xbce6faada7179e84;

    public static ulong M2 => 0xffffffffffffffff;

    public static ulong M3 => 0xffffffff00000000;

    public static ulong NegativeInverse => 0xccd1c8aaee00bc4f;

    public static ReadOnlySpan<ulong> R => [0x0c46353d039cdaaf, 0x4319055258e8617b, 0x0000000000000000, 0x00000000ffffffff];

    public static ReadOnlySpan<ulong> R2 => [0x83244c95be79eea2, 0x4699799c49bd6fa6, 0x2845b2392b6bec59, 0x66e12d94f3d95620];
}
