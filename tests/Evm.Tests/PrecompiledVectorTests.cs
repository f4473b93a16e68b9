using NodeProto.Primitives;

namespace NodeProto.Evm.Tests;

/// <summary>Vectors that the EIPs publish, and the price of each contract at its boundary.</summary>
public class PrecompiledVectorTests
{
    private const string BlakeState =
        "48c9bdf267e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5d182e6ad7f520e511f6c3e2b8c68059b6bbd41fbabd9831f79217e1319cde05b";

    private static readonly string BlakeMessage = "616263".PadRight(256, '0');

    // Source: EIP-152, vectors 4 to 7.
    [Theory]
    [InlineData(
        "00000000",
        "01",
        "08c9bcf367e6096a3ba7ca8485ae67bb2bf894fe72f36e3cf1361d5f3af54fa5d282e6ad7f520e511f6c3e2b8c68059b9442be0454267ce079217e1319cde05b"
    )]
    [InlineData(
        "0000000c",
        "01",
        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
    )]
    [InlineData(
        "0000000c",
        "00",
        "75ab69d3190a562c51aef8d88f1c2775876944407270c42c9844252c26d2875298743e7f6d5ea2f2d3e8d226039cd31b4e426ac4f2d3d666a610c2116fde4735"
    )]
    [InlineData(
        "00000001",
        "01",
        "b63a380cb2897d521994a85234ee2c181b5f844d2c624c002677e9703449d2fba551b3a8333bcdf5f2f7e08993d53923de3d64fcc68c034e717b9293fed7a421"
    )]
    public void Blake2_gives_the_vectors_of_EIP_152(string rounds, string final, string expected)
    {
        byte[] input = Convert.FromHexString($"{rounds}{BlakeState}{BlakeMessage}03000000000000000000000000000000{final}");
        CallResult result = Run(9, Fork.Istanbul, input, 12);
        Assert.Equal(expected, Convert.ToHexStringLower(result.Output.Span));
        Assert.Equal(12 - Convert.ToUInt64(rounds, 16), result.GasLeft);
    }

    // Source: EIP-152, vectors 0 to 3.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(212, 0)]
    [InlineData(214, 0)]
    [InlineData(213, 2)]
    public void Blake2_refuses_other_lengths_and_flags(int length, byte final)
    {
        byte[] input = new byte[length];
        if (length > 0)
        {
            input[^1] = final;
        }
        Assert.Equal(ExitCode.PrecompileFailed, Run(9, Fork.Istanbul, input, 100).ExitCode);
    }

    // Source: EIP-7951.
    [Theory]
    [InlineData("a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac", true)]
    [InlineData("a73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cad", false)]
    public void P256_says_1_for_a_valid_signature_and_nothing_else(string r, bool isValid)
    {
        byte[] input = Convert.FromHexString(
            "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4d"
                + r
                + "36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d60"
                + "4aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff3"
                + "7618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e"
        );
        CallResult result = Run(0x100, Fork.Osaka, input, 6900);
        Assert.True(result.IsSuccess);
        Assert.Equal(isValid ? "01".PadLeft(64, '0') : "", Convert.ToHexString(result.Output.Span));
        Assert.Equal(ExitCode.OutOfGas, Run(0x100, Fork.Osaka, input, 6899).ExitCode);
    }

    // Source: EIP-2537: infinity is 128 or 256 zero bytes, and the neutral element.
    [Theory]
    [InlineData(0x0b, 256, 128, 375)]
    [InlineData(0x0c, 160, 128, 12_000)]
    [InlineData(0x0d, 512, 256, 600)]
    [InlineData(0x0e, 288, 256, 22_500)]
    public void Bls_keeps_infinity_at_its_price(int number, int inputBytes, int outputBytes, ulong gas)
    {
        CallResult result = Run(number, Fork.Prague, new byte[inputBytes], gas);
        Assert.True(result.IsSuccess);
        Assert.Equal(new byte[outputBytes], result.Output.ToArray());
        Assert.Equal(0UL, result.GasLeft);
        Assert.Equal(ExitCode.OutOfGas, Run(number, Fork.Prague, new byte[inputBytes], gas - 1).ExitCode);
        Assert.Equal(ExitCode.PrecompileFailed, Run(number, Fork.Prague, new byte[inputBytes + 1], gas * 2).ExitCode);
    }

    [Theory]
    [InlineData(2, 1, 72)] // SHA-256: 60 + 12 a word
    [InlineData(3, 33, 840)] // RIPEMD-160: 600 + 120 a word
    [InlineData(4, 64, 21)] // identity: 15 + 3 a word
    [InlineData(6, 0, 150)] // bn254 addition since Istanbul
    [InlineData(7, 0, 6_000)] // bn254 multiplication since Istanbul
    [InlineData(8, 0, 45_000)] // bn254 pairing since Istanbul
    public void Exactly_the_price_suffices_and_one_less_does_not(int number, int inputBytes, ulong gas)
    {
        Assert.True(Run(number, Fork.Istanbul, new byte[inputBytes], gas).IsSuccess);
        Assert.Equal(1UL, Run(number, Fork.Istanbul, new byte[inputBytes], gas + 1).GasLeft);
        Assert.Equal(ExitCode.OutOfGas, Run(number, Fork.Istanbul, new byte[inputBytes], gas - 1).ExitCode);
    }

    [Theory]
    [InlineData("", "9c1185a5c5e9fc54612808977ee8f548b2258d31")]
    [InlineData("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc")]
    public void Ripemd_gives_the_published_hashes(string text, string expected)
    {
        CallResult result = Run(3, Fork.Frontier, System.Text.Encoding.ASCII.GetBytes(text), 10_000);
        Assert.Equal(expected.PadLeft(64, '0'), Convert.ToHexStringLower(result.Output.Span));
    }

    [Theory]
    [InlineData(Fork.Byzantium, 13_056)] // EIP-198: 32^2 · 255 / 20
    [InlineData(Fork.Berlin, 1_360)] // EIP-2565: 4^2 · 255 / 3
    [InlineData(Fork.Osaka, 4_080)] // EIP-7883: 16 · 255
    public void Modular_power_costs_what_the_fork_says(Fork fork, ulong gas)
    {
        // EIP-198, example 1: 3^(2^256 - 2^32 - 978) mod (2^256 - 2^32 - 977) is 1.
        byte[] input = Convert.FromHexString(
            "1".PadLeft(64, '0')
                + "20".PadLeft(64, '0')
                + "20".PadLeft(64, '0')
                + "03"
                + "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2e"
                + "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"
        );
        CallResult result = Run(5, fork, input, gas);
        Assert.Equal("1".PadLeft(64, '0'), Convert.ToHexString(result.Output.Span));
        Assert.Equal(0UL, result.GasLeft);
        Assert.Equal(ExitCode.OutOfGas, Run(5, fork, input, gas - 1).ExitCode);
    }

    private static CallResult Run(int number, Fork fork, byte[] input, ulong gas) =>
        PrecompiledContracts.Run(Address.Parse($"0x{number:x40}"), fork, input, gas);
}
