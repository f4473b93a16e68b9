namespace NodeProto.Primitives;

/// <summary>RLP of headers (yellow paper §4.3.4).</summary>
public static class HeaderCodec
{
    /// <summary>Appends the header's RLP list.</summary>
    public static void Encode(RlpWriter writer, Header header) => throw new NotSupportedException();

    /// <summary>The header's RLP as an array of its own.</summary>
    public static byte[] EncodeToArray(this Header header) => throw new NotSupportedException();

    /// <summary>Reads one header; false with the reason in the reader's error.</summary>
    public static bool TryDecode(ref RlpReader reader, out Header header) => throw new NotSupportedException();

    /// <summary>Reads a header that fills the bytes; false when they are anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rlp, out Header header, out RlpError error) => throw new NotSupportedException();
}
