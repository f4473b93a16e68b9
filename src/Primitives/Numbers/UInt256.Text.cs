using System.Globalization;
using System.Numerics;

namespace NodeProto.Primitives;

public readonly partial struct UInt256
{
    // 10^19, the largest power of ten in 64 bits; 2^256 has 78 decimal digits, so five chunks of 19 hold any value.
    private const ulong DecimalChunk = 10_000_000_000_000_000_000;
    private const int DecimalChunkDigits = 19;
    private const int DecimalDigitsMax = 78;
    private const int HexDigitsMax = 64;

    /// <summary>Reads a JSON quantity: <c>0x</c> and hexadecimal digits, or decimal digits.</summary>
    /// <exception cref="FormatException">The text is anything else, or the value needs more than 256 bits.</exception>
    public static UInt256 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out UInt256 value) ? value : throw new FormatException($"'{text}' is not a 256-bit number.");

    /// <summary>
    /// Reads <c>0x</c> and hexadecimal digits, or decimal digits, at least one of them; leading zeros are allowed, signs and spaces are not.
    /// False when the text is anything else, or the value needs more than 256 bits.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt256 value)
    {
        ReadOnlySpan<char> digits = HexText.WithoutPrefix(text);
        return digits.Length != text.Length ? TryParseHex(digits, out value) : TryParseDecimal(text, out value);
    }

    /// <summary>The word of a big integer; for text and tests, not for hot code.</summary>
    /// <exception cref="OverflowException">The number is negative or needs more than 256 bits.</exception>
    public static UInt256 FromBigInteger(BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (value.Sign < 0 || !value.TryWriteBytes(bytes, out int written, isUnsigned: true, isBigEndian: true))
        {
            throw new OverflowException("The number does not fit in 256 bits.");
        }
        return new UInt256(bytes[..written]);
    }

    /// <summary>As a big integer, for text and tests; not for hot code.</summary>
    public BigInteger ToBigInteger()
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>Decimal text.</summary>
    public override string ToString()
    {
        if (IsUInt64)
        {
            return U0.ToString(CultureInfo.InvariantCulture);
        }
        Span<char> text = stackalloc char[DecimalDigitsMax];
        int first = DecimalDigitsMax;
        UInt256 rest = this;
        while (!rest.IsZero)
        {
            rest = DivideRemainderOrZero(rest, DecimalChunk, out UInt256 chunk);
            ulong low = chunk.U0;
            for (int i = 0; rest.IsZero ? low != 0 : i < DecimalChunkDigits; i++)
            {
                (low, ulong digit) = Math.DivRem(low, 10);
                text[--first] = (char)('0' + digit);
            }
        }
        return new string(text[first..]);
    }

    /// <summary>The value as a JSON quantity: <c>0x</c> and lower-case digits without leading zeros, <c>0x0</c> for zero.</summary>
    public string ToHexText()
    {
        int digits = Math.Max(1, (BitLength + 3) >> 2);
        Span<char> text = stackalloc char[2 + HexDigitsMax];
        "0x".CopyTo(text);
        for (int i = 0; i < digits; i++)
        {
            int shift = 4 * (digits - 1 - i);
            int digit = (int)(Limb(shift >> 6) >> (shift & 63)) & 0xF;
            text[2 + i] = (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);
        }
        return new string(text[..(2 + digits)]);
    }

    private static bool TryParseHex(ReadOnlySpan<char> digits, out UInt256 value)
    {
        value = default;
        if (digits.IsEmpty)
        {
            return false;
        }
        digits = digits.TrimStart('0');
        if (digits.Length > HexDigitsMax)
        {
            return false;
        }
        Span<char> padded = stackalloc char[HexDigitsMax];
        padded.Fill('0');
        digits.CopyTo(padded[(HexDigitsMax - digits.Length)..]);
        Span<byte> bytes = stackalloc byte[Size];
        if (Convert.FromHexString(padded, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }
        value = new UInt256(bytes);
        return true;
    }

    private static bool TryParseDecimal(ReadOnlySpan<char> digits, out UInt256 value)
    {
        value = default;
        if (digits.IsEmpty)
        {
            return false;
        }
        while (!digits.IsEmpty)
        {
            int take = Math.Min(digits.Length, DecimalChunkDigits);
            ulong scale = 1;
            ulong chunk = 0;
            foreach (char digit in digits[..take])
            {
                if (!char.IsAsciiDigit(digit))
                {
                    return Fail(out value);
                }
                scale *= 10;
                chunk = (chunk * 10) + (ulong)(digit - '0');
            }
            if (!TryMultiply(value, scale, out UInt256 scaled) || !TryAdd(scaled, chunk, out value))
            {
                return Fail(out value);
            }
            digits = digits[take..];
        }
        return true;
    }

    private static bool Fail(out UInt256 value)
    {
        value = default;
        return false;
    }
}
