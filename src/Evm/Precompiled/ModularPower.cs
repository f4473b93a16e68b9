using NodeProto.Primitives;

namespace NodeProto.Evm;

/// <summary>number^exponent mod modulus for numbers of any length (EIP-198; prices by EIP-2565 and EIP-7883, limits by EIP-7823).</summary>
internal static unsafe class ModularPower
{
    private const int HeaderBytes = 96;

    /// <summary>Longest number, exponent and modulus in bytes (EIP-7823, since Osaka).</summary>
    private const int LengthMax = 1024;

    /// <summary>The price; <see cref="ulong.MaxValue"/> when nobody can pay it.</summary>
    public static ulong Gas(ReadOnlySpan<byte> input, Fork fork)
    {
        ReadLengths(input, out UInt256 numberLength, out UInt256 exponentLength, out UInt256 modulusLength);
        if (fork >= Fork.Osaka && (numberLength > LengthMax || exponentLength > LengthMax || modulusLength > LengthMax))
        {
            return ulong.MaxValue;
        }
        UInt256 longest = UInt256.Max(numberLength, modulusLength);
        if (fork < Fork.Berlin && longest.IsZero)
        {
            return 0;
        }

        // Lengths of 2^32 and more cost more than any block has, unless the longest operand is empty and the exponent counts alone.
        if (longest > uint.MaxValue)
        {
            return ulong.MaxValue;
        }
        UInt256 iterations = Iterations(input, numberLength, exponentLength, fork);
        UInt256 work = Complexity(longest.U0, fork);
        if (!UInt256.TryMultiply(work, iterations, out UInt256 product))
        {
            return ulong.MaxValue;
        }
        UInt256 gas = fork switch
        {
            >= Fork.Osaka => product,
            >= Fork.Berlin => product / 3,
            _ => product / 20,
        };
        ulong least = fork switch
        {
            >= Fork.Osaka => 500,
            >= Fork.Berlin => 200,
            _ => 0,
        };
        return gas.IsUInt64 ? Math.Max(gas.U0, least) : ulong.MaxValue;
    }

    /// <summary>The power, as long as the modulus.</summary>
    public static byte[]? Run(ReadOnlySpan<byte> input, Fork fork)
    {
        ReadLengths(input, out UInt256 numberLength, out UInt256 exponentLength, out UInt256 modulusLength);
        if (modulusLength.IsZero)
        {
            return [];
        }

        // The price was paid, so no length that matters is beyond an array's.
        int modulusBytes = (int)modulusLength.U0;
        ReadOnlySpan<byte> data = input.Length > HeaderBytes ? input[HeaderBytes..] : default;
        byte[] number = Take(data, UInt256.Zero, numberLength);
        byte[] exponent = Take(data, numberLength, exponentLength);
        byte[] modulus = Take(data, numberLength + exponentLength, modulusLength);
        byte[] output = new byte[modulusBytes];
        if (modulus.AsSpan().ContainsAnyExcept((byte)0))
        {
            Compute(number, exponent, modulus, output);
        }
        return output;
    }

    private static void Compute(byte[] number, byte[] exponent, byte[] modulus, byte[] output)
    {
        GmpNative.Bind();
        GmpNative.Integer b;
        GmpNative.Integer e;
        GmpNative.Integer m;
        GmpNative.Integer result;
        GmpNative.Init(&b);
        GmpNative.Init(&e);
        GmpNative.Init(&m);
        GmpNative.Init(&result);

        // Safe: each array is pinned while GMP reads it, with its own length; the result is below the modulus, so it fits the output.
        fixed (byte* numberBytes = number)
        fixed (byte* exponentBytes = exponent)
        fixed (byte* modulusBytes = modulus)
        {
            GmpNative.Import(&b, (nuint)number.Length, 1, 1, 1, 0, numberBytes);
            GmpNative.Import(&e, (nuint)exponent.Length, 1, 1, 1, 0, exponentBytes);
            GmpNative.Import(&m, (nuint)modulus.Length, 1, 1, 1, 0, modulusBytes);
        }
        GmpNative.PowerModulo(&result, &b, &e, &m);
        byte[] bytes = new byte[output.Length];
        nuint count = 0;
        fixed (byte* start = bytes)
        {
            GmpNative.Export(start, &count, 1, 1, 1, 0, &result);
        }
        bytes.AsSpan(0, (int)count).CopyTo(output.AsSpan(output.Length - (int)count));
        GmpNative.Clear(&b);
        GmpNative.Clear(&e);
        GmpNative.Clear(&m);
        GmpNative.Clear(&result);
    }

    /// <summary>How much one multiplication of operands of this many bytes costs.</summary>
    private static UInt256 Complexity(ulong bytes, Fork fork)
    {
        UInt256 x = bytes;
        UInt256 words = (bytes + 7) / 8;
        return fork switch
        {
            >= Fork.Osaka => bytes <= 32 ? new UInt256(16) : words * words * 2,
            >= Fork.Berlin => words * words,
            _ when bytes <= 64 => x * x,
            _ when bytes <= 1024 => (x * x / 4) + (x * 96) - 3072,
            _ => (x * x / 16) + (x * 480) - 199680,
        };
    }

    /// <summary>How many multiplications an exponent takes: its bits, of which those beyond the first 32 bytes count by length alone.</summary>
    private static UInt256 Iterations(ReadOnlySpan<byte> input, in UInt256 numberLength, in UInt256 exponentLength, Fork fork)
    {
        ReadOnlySpan<byte> data = input.Length > HeaderBytes ? input[HeaderBytes..] : default;
        UInt256 head = new(Take(data, numberLength, UInt256.Min(exponentLength, 32)));
        ulong headBits = (ulong)Math.Max(head.BitLength - 1, 0);
        if (exponentLength <= 32)
        {
            return UInt256.Max(headBits, UInt256.One);
        }
        UInt256 factor = fork >= Fork.Osaka ? 16UL : 8UL;
        return UInt256.TryMultiply(exponentLength - 32, factor, out UInt256 tail) && UInt256.TryAdd(tail, headBits, out UInt256 sum)
            ? UInt256.Max(sum, UInt256.One)
            : UInt256.MaxValue;
    }

    private static void ReadLengths(ReadOnlySpan<byte> input, out UInt256 number, out UInt256 exponent, out UInt256 modulus)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        Padded.Copy(input, header);
        number = new UInt256(header[..32]);
        exponent = new UInt256(header.Slice(32, 32));
        modulus = new UInt256(header.Slice(64, 32));
    }

    /// <summary>A part of the data; what lies beyond its end reads as zero.</summary>
    private static byte[] Take(ReadOnlySpan<byte> data, in UInt256 offset, in UInt256 length)
    {
        if (!offset.IsUInt64 || offset.U0 >= (ulong)data.Length)
        {
            // Leading zeros change neither a number nor an exponent, so nothing that long has to be made.
            return new byte[length <= 64 << 20 ? (int)length.U0 : 0];
        }
        byte[] part = new byte[(int)length.U0];
        Padded.Copy(data[(int)offset.U0..], part);
        return part;
    }
}
