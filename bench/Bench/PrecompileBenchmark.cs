using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Bench;

/// <summary>Time of a call of each precompiled contract beside the gas it charges; the dear shapes of each.</summary>
/// <remarks>Inputs that succeed: a contract that refuses its input early would look faster than it is.</remarks>
internal sealed class PrecompileBenchmark : IComparison
{
    private const string G1Bn =
        "00000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000002";

    // The generator of G2 of bn254, imaginary parts first (EIP-197).
    private const string G2Bn =
        "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c21800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
        + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";

    // Generators of BLS12-381 in the encoding of EIP-2537: 16 zero bytes before each coordinate.
    private const string G1Bls =
        "0000000000000000000000000000000017f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
        + "0000000000000000000000000000000008b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1";

    private const string G2Bls =
        "00000000000000000000000000000000024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
        + "0000000000000000000000000000000013e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
        + "000000000000000000000000000000000ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801"
        + "000000000000000000000000000000000606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be";

    public static string Name => "precompiles";

    public static string Summary => "precompiled contracts: time of a call beside the gas charged, in Mgas/s; one core";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        string filter = arguments.Length > 0 ? arguments[0] : "";
        Console.WriteLine("One core; fastest of several rounds; gas of Osaka. A contract below 20 Mgas/s is marked.");
        Console.WriteLine();
        Console.WriteLine($"{"contract", -34} {"gas", 10} {"microseconds", 14} {"Mgas/s", 10}");
        foreach ((string name, int number, byte[] input) in Calls())
        {
            if (name.Contains(filter, StringComparison.Ordinal))
            {
                Measure(name, number, input);
            }
        }
    }

    private static void Measure(string name, int number, byte[] input)
    {
        byte[] bytes = new byte[Address.Size];
        bytes[^1] = (byte)number;
        bytes[^2] = (byte)(number >> 8);
        Address address = new(bytes);
        const ulong Limit = 1UL << 40;
        CallResult result = PrecompiledContracts.Run(address, Fork.Osaka, input, Limit);
        if (!result.IsSuccess || result.Output.IsEmpty)
        {
            throw new InvalidOperationException($"{name}: {result.ExitCode}");
        }
        ulong gas = Limit - result.GasLeft;
        double best = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < 5 || Stopwatch.GetElapsedTime(start).TotalSeconds < 0.8; round++)
        {
            int calls = 0;
            long begin = Stopwatch.GetTimestamp();
            do
            {
                PrecompiledContracts.Run(address, Fork.Osaka, input, Limit);
                calls++;
            } while (Stopwatch.GetElapsedTime(begin).TotalMilliseconds < 5);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalMicroseconds / calls);
        }
        double mgas = gas / best;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -34} {gas, 10} {best, 14:F2} {mgas, 10:F1}{(mgas < 20 ? "  below 20" : "")}"
            )
        );
    }

    /// <summary>Calls that succeed: what they are, the contract's number, the input.</summary>
    public static List<(string Name, int Number, byte[] Input)> Calls()
    {
        byte[] random = new byte[4096];
        new Random(1).NextBytes(random);
        List<(string, int, byte[])> calls =
        [
            ("ecrecover", 0x01, RecoverInput()),
            ("sha256 of 1,024 bytes", 0x02, random[..1024]),
            ("ripemd160 of 1,024 bytes", 0x03, random[..1024]),
            ("identity of 1,024 bytes", 0x04, random[..1024]),
        ];
        foreach ((int length, int exponent) in ((int, int)[])[(32, 32), (64, 64), (256, 3), (256, 256), (1024, 32), (1024, 1024)])
        {
            calls.Add(($"modexp {length} bytes, exponent {exponent}", 0x05, ModexpInput(length, exponent)));
        }
        calls.Add(("bn254 add", 0x06, FromHex(G1Bn + G1Bn)));
        calls.Add(("bn254 mul", 0x07, [.. FromHex(G1Bn), .. Scalar(random, 0x2F)]));
        foreach (int pairs in (int[])[1, 2, 4, 10])
        {
            calls.Add(($"bn254 pairing, {pairs} pairs", 0x08, Repeat(FromHex(G1Bn + G2Bn), pairs)));
        }
        calls.Add(("blake2f, 12 rounds", 0x09, BlakeInput(12)));
        calls.Add(("blake2f, 10,000 rounds", 0x09, BlakeInput(10_000)));
        calls.Add(("kzg point evaluation", 0x0a, KzgInput()));
        calls.Add(("bls12-381 g1 add", 0x0b, FromHex(G1Bls + G1Bls)));
        calls.Add(("bls12-381 g2 add", 0x0d, FromHex(G2Bls + G2Bls)));
        foreach (int terms in (int[])[1, 2, 16, 128])
        {
            calls.Add(($"bls12-381 g1 msm, {terms} terms", 0x0c, Msm(G1Bls, random, terms)));
            calls.Add(($"bls12-381 g2 msm, {terms} terms", 0x0e, Msm(G2Bls, random, terms)));
        }
        foreach (int pairs in (int[])[1, 2, 8])
        {
            calls.Add(($"bls12-381 pairing, {pairs} pairs", 0x0f, Repeat(FromHex(G1Bls + G2Bls), pairs)));
        }
        calls.Add(("bls12-381 map to g1", 0x10, [.. new byte[16], 1, .. random[..47]]));
        calls.Add(("bls12-381 map to g2", 0x11, [.. new byte[16], 1, .. random[..47], .. new byte[16], 2, .. random[..47]]));
        calls.Add(("p-256 verify", 0x100, P256Input()));
        return calls;
    }

    private static byte[] RecoverInput()
    {
        byte[] key = new byte[32];
        key[31] = 7;
        Hash256 message = Keccak.Hash("a message"u8);
        (UInt256 r, UInt256 s, byte yParity) = Secp256k1.Sign(message, key);
        byte[] input = new byte[128];
        message.Bytes.CopyTo(input);
        input[63] = (byte)(27 + yParity);
        r.WriteBigEndian(input.AsSpan(64));
        s.WriteBigEndian(input.AsSpan(96));
        return input;
    }

    private static byte[] ModexpInput(int length, int exponent)
    {
        byte[] input = new byte[96 + length + exponent + length];
        input.AsSpan(96).Fill(0xFF); // An odd modulus and an exponent of ones only: the dearest of their lengths.
        input.AsSpan(96, length).Fill(0xA7);
        new UInt256((ulong)length).WriteBigEndian(input);
        new UInt256((ulong)exponent).WriteBigEndian(input.AsSpan(32));
        new UInt256((ulong)length).WriteBigEndian(input.AsSpan(64));
        return input;
    }

    private static byte[] BlakeInput(int rounds)
    {
        byte[] input = new byte[213];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(input, rounds);
        input[212] = 1;
        return input;
    }

    // A proof that another implementation made: commitment, point, value, proof.
    private static byte[] KzgInput()
    {
        byte[] commitment = FromHex("a7f1fea03f513fe4a6a984c3bd8c9541a4847bd23cc1aa1c9e16d0f486bdfbfdadcf0bd3a5df847b06e5ad8eb3a2106e");
        byte[] point = FromHex("0202020202020202020202020202020202020202020202020202020202020202");
        byte[] value = FromHex("6aaffd9aac274f7c6166e72fa4bb90b25a22a4bdba1d9112422f588dd68cb4b5");
        byte[] proof = FromHex("94312d868157dd5e6b95531cf7d3c50ba3c2f1ec8a7c768b97463b23edadad4ab93244da6012eb0cebbd10c8d52590a2");
        byte[] versionedHash = SHA256.HashData(commitment);
        versionedHash[0] = 1;
        return [.. versionedHash, .. point, .. value, .. commitment, .. proof];
    }

    private static byte[] P256Input()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] hash = SHA256.HashData("a message"u8);
        ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
        return [.. hash, .. key.SignHash(hash), .. parameters.Q.X!, .. parameters.Q.Y!];
    }

    private static byte[] Msm(string point, byte[] random, int terms)
    {
        List<byte> input = [];
        for (int i = 0; i < terms; i++)
        {
            input.AddRange(FromHex(point));
            input.AddRange(Scalar(random.AsSpan(i * 16), 0x70));
        }
        return [.. input];
    }

    // 32 bytes below the groups' orders.
    private static byte[] Scalar(ReadOnlySpan<byte> random, byte first)
    {
        byte[] scalar = random[..32].ToArray();
        scalar[0] = first;
        return scalar;
    }

    private static byte[] Repeat(byte[] unit, int count)
    {
        byte[] all = new byte[unit.Length * count];
        for (int i = 0; i < count; i++)
        {
            unit.CopyTo(all, i * unit.Length);
        }
        return all;
    }

    private static byte[] FromHex(string digits) => Convert.FromHexString(digits);
}
