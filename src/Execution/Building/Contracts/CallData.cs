using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Call data of generated transactions.</summary>
internal static class CallData
{
    // Generators and points at infinity. bn254: EIP-196; BLS12-381: EIP-2537.
    private const string Bn254Generator =
        "0x00000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000002";

    private const string BlsGenerator =
        "0x0000000000000000000000000000000017f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
        + "0000000000000000000000000000000008b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1";

    /// <summary>A number as a word.</summary>
    public static byte[] Word(in UInt256 value)
    {
        byte[] word = new byte[UInt256.Size];
        value.WriteBigEndian(word);
        return word;
    }

    /// <inheritdoc cref="Word(in UInt256)"/>
    public static byte[] Word(ulong value) => Word(new UInt256(value));

    /// <summary>An address as a word.</summary>
    public static byte[] Word(in Address address) => [.. new byte[UInt256.Size - Address.Size], .. address.Bytes];

    /// <summary>Random words.</summary>
    public static byte[] Words(ref SeededRandom random, int count)
    {
        byte[] words = new byte[count * Hash256.Size];
        for (int i = 0; i < count; i++)
        {
            random.NextHash().Bytes.CopyTo(words.AsSpan(i * Hash256.Size));
        }
        return words;
    }

    /// <summary>One to six pairs of a low key and a value, which is often zero.</summary>
    public static byte[] Pairs(ref SeededRandom random)
    {
        List<byte> pairs = [];
        for (ulong left = 1 + random.NextBelow(6); left > 0; left--)
        {
            pairs.AddRange(Word(random.NextBelow(40)));
            pairs.AddRange(random.NextBelow(3) == 0 ? Word(0) : Word(random.NextUInt64() >> (int)random.NextBelow(64)));
        }
        return [.. pairs];
    }

    /// <summary>A precompiled contract with input that it mostly accepts.</summary>
    public static (UInt256 Address, byte[] Input) ForPrecompile(ref SeededRandom random)
    {
        byte[] bn = HexText.Decode(Bn254Generator);
        byte[] bls = HexText.Decode(BlsGenerator);
        byte[] scalar = Words(ref random, 1);
        ulong address = 1 + random.NextBelow(18);
        byte[] input = address switch
        {
            // Hash, v, r, s: recovers some address in about half of the cases.
            1 => [.. scalar, .. Word(27 + random.NextBelow(2)), .. Word(random.NextUInt64()), .. Word(random.NextUInt64())],
            // Lengths of base, exponent and modulus, then the three.
            5 => [.. Word(32), .. Word(random.NextBelow(33)), .. Word(32), .. Words(ref random, 3)],
            6 => [.. bn, .. random.NextBelow(2) == 0 ? bn : new byte[64]],
            7 => [.. bn, .. scalar],
            8 => new byte[192 * random.NextBelow(3)], // Pairs of points at infinity, or none.
            // Rounds, state, message, offsets, and whether it is the last block (EIP-152).
            9 => [0, 0, 0, (byte)random.NextBelow(64), .. Words(ref random, 6), .. Words(ref random, 1)[..16], (byte)random.NextBelow(2)],
            11 => [.. bls, .. random.NextBelow(2) == 0 ? bls : new byte[128]],
            12 => [.. bls, .. scalar, .. bls, .. Word(random.NextBelow(5))],
            13 => new byte[512],
            14 => [.. new byte[256], .. scalar],
            15 => new byte[384 * (1 + random.NextBelow(2))],
            16 => [.. new byte[48], .. scalar[..16]], // A field element; below the modulus, being short.
            17 => [.. new byte[48], .. scalar[..16], .. new byte[48], .. scalar[16..]],
            18 => Words(ref random, 5), // P-256 (EIP-7951): a signature that does not hold.
            _ => Words(ref random, (int)random.NextBelow(5)),
        };
        if (address != 9 && random.NextBelow(10) == 0 && input.Length > 0)
        {
            input = input[..^1]; // One byte too few.
        }
        return (address == 18 ? 0x100 : address, input);
    }
}
