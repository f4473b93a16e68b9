namespace NodeProto.Curves;

/// <summary>The base field of BLS12-381 (EIP-2537).</summary>
internal readonly struct Bls12381Modulus : IModulus6
{
    public static ulong M0 => 0xb9feffffffffaaab;

    public static ulong M1 => 0x1eabfffeb153ffff;

    public static ulong M2 => 0x6730d2a0f6b0f624;

    public static ulong M3 => 0x64774b84f38512bf;

    public static ulong M4 => 0x4b1ba7b6434bacd7;

    public static ulong M5 => 0x1a0111ea397fe69a;

    public static ulong NegativeInverse => 0x89f3fffcfffcfffd;

    public static ReadOnlySpan<ulong> R =>
        [0x760900000002fffd, 0xebf4000bc40c0002, 0x5f48985753c758ba, 0x77ce585370525745, 0x5c071a97a256ec6d, 0x15f65ec3fa80e493];

    public static ReadOnlySpan<ulong> R2 =>
        [0xf4df1f341c341746, 0x0a76e6a609d104f1, 0x8de5476c4c95b6d5, 0x67eb88a9939d83c0, 0x9a793e85b519952d, 0x11988fe592cae3aa];
}

/// <summary>The order of the groups of BLS12-381 (EIP-2537), the scalar field of KZG (EIP-4844).</summary>
internal readonly struct Bls12381Order : IModulus4
{
    public static ulong M0 => 0xffffffff00000001;

    public static ulong M1 => 0x53bda402fffe5bfe;

    public static ulong M2 => 0x3339d80809a1d805;

    public static ulong M3 => 0x73eda753299d7d48;

    public static ulong NegativeInverse => 0xfffffffeffffffff;

    public static ReadOnlySpan<ulong> R => [0x00000001fffffffe, 0x5884b7fa00034802, 0x998c4fefecbc4ff5, 0x1824b159acc5056f];

    public static ReadOnlySpan<ulong> R2 => [0xc999e990f3f29c6d, 0x2b6cedcb87925c23, 0x05d314967254398f, 0x0748d9d99f59ff11];
}
