using System.Numerics;
using NodeProto.Primitives;

namespace NodeProto.Bench;

/// <summary>UInt256 beside <see cref="BigInteger"/>, over words of all four limbs.</summary>
internal sealed class UInt256Comparison : IComparison
{
    private const int Words = 1024;

    private static UInt256 _sink;
    private static BigInteger _bigSink;

    public static string Name => "uint256";

    public static string Summary => "256-bit arithmetic on full words: BigInteger, UInt256; one core";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        UInt256[] words = new UInt256[Words + 2];
        BigInteger[] big = new BigInteger[Words + 2];
        byte[] bytes = new byte[32 * words.Length];
        new Random(2).NextBytes(bytes);
        for (int i = 0; i < words.Length; i++)
        {
            // Operands of 256 and of 160 bits in turn, so that quotients have some limbs.
            words[i] = new UInt256(bytes.AsSpan(32 * i, i % 2 == 0 ? 32 : 20));
            big[i] = words[i].ToBigInteger();
        }
        BigInteger mask = (BigInteger.One << 256) - 1;
        Pair("add", words, big, (in a, in b, in c) => a + b, (a, b, c) => (a + b) & mask);
        Pair("multiply", words, big, (in a, in b, in c) => a * b, (a, b, c) => (a * b) & mask);
        Pair("divide", words, big, (in a, in b, in c) => UInt256.DivideOrZero(a, b), (a, b, c) => a / b);
        Pair("mulmod", words, big, (in a, in b, in c) => UInt256.MultiplyModOrZero(a, b, c), (a, b, c) => a * b % c);
        Pair("shift left", words, big, (in a, in b, in c) => a << (int)(b.U0 & 255), (a, b, c) => (a << (int)(uint)(b & 255)) & mask);
    }

    private delegate UInt256 Operation(in UInt256 a, in UInt256 b, in UInt256 c);

    private static void Pair(
        string name,
        UInt256[] words,
        BigInteger[] big,
        Operation operation,
        Func<BigInteger, BigInteger, BigInteger, BigInteger> reference
    ) =>
        Stopwatching.Print(
            name,
            "operations",
            Stopwatching.Compare(
                Words,
                (
                    "BigInteger",
                    () =>
                    {
                        for (int i = 0; i < Words; i++)
                        {
                            _bigSink = reference(big[i], big[i + 1], big[i + 2]);
                        }
                    }
                ),
                (
                    "UInt256",
                    () =>
                    {
                        for (int i = 0; i < Words; i++)
                        {
                            _sink = operation(words[i], words[i + 1], words[i + 2]);
                        }
                    }
                )
            )
        );
}
