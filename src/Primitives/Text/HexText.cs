namespace NodeProto.Primitives;

/// <summary>Bytes as hexadecimal text and back, with and without <c>0x</c>.</summary>
public static class HexText
{
    /// <summary>The bytes as <c>0x</c> and two lower-case digits each.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => string.Concat("0x", Convert.ToHexStringLower(bytes));

    /// <summary>Decodes text of any even length, with or without <c>0x</c>.</summary>
    /// <exception cref="FormatException">An odd number of digits, or a character that is no digit.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text) => Convert.FromHexString(WithoutPrefix(text));

    /// <summary>Decodes text, with or without <c>0x</c>, that fills the destination exactly; false otherwise.</summary>
    public static bool TryDecodeExact(ReadOnlySpan<char> text, Span<byte> destination)
    {
        ReadOnlySpan<char> digits = WithoutPrefix(text);
        return digits.Length == destination.Length * 2
            && Convert.FromHexString(digits, destination, out _, out int written) == System.Buffers.OperationStatus.Done
            && written == destination.Length;
    }

    /// <summary>The text after its <c>0x</c>, if it has one.</summary>
    public static ReadOnlySpan<char> WithoutPrefix(ReadOnlySpan<char> text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
}
