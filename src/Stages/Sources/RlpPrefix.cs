using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>The first bytes of an RLP list whose payload is not in memory (yellow paper, appendix B).</summary>
/// <param name="Length">Bytes of the prefix.</param>
/// <param name="Payload">Bytes that follow it.</param>
internal readonly record struct RlpPrefix(int Length, int Payload)
{
    /// <summary>Longest prefix of a list below 2^31 bytes.</summary>
    public const int BytesMax = 5;

    /// <summary>Prefix and payload.</summary>
    public long Total => (long)Length + Payload;

    /// <summary>Reads the prefix of a list.</summary>
    /// <param name="bytes">What lies at the list's begin; fewer than <see cref="BytesMax"/> only where the input ends.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="error">Why there is none.</param>
    public static bool TryReadList(ReadOnlySpan<byte> bytes, out RlpPrefix prefix, out RlpError error)
    {
        prefix = default;
        error = RlpError.None;
        if (bytes.IsEmpty)
        {
            error = RlpError.Truncated;
        }
        else if (bytes[0] < 0xC0)
        {
            error = RlpError.ExpectedList;
        }
        else if (bytes[0] <= 0xF7)
        {
            prefix = new RlpPrefix(1, bytes[0] - 0xC0);
        }
        else
        {
            error = ReadLength(bytes[1..], bytes[0] - 0xF7, out int payload);
            prefix = new RlpPrefix(1 + bytes[0] - 0xF7, payload);
        }
        return error == RlpError.None;
    }

    private static RlpError ReadLength(ReadOnlySpan<byte> bytes, int count, out int payload)
    {
        payload = 0;
        if (count > sizeof(int))
        {
            return RlpError.BadLength;
        }
        if (bytes.Length < count)
        {
            return RlpError.Truncated;
        }
        if (bytes[0] == 0)
        {
            return RlpError.BadLength;
        }
        long value = 0;
        foreach (byte b in bytes[..count])
        {
            value = (value << 8) | b;
        }
        if (value > int.MaxValue - 16)
        {
            return RlpError.BadLength;
        }
        payload = (int)value;
        return value <= 55 ? RlpError.NonCanonicalSize : RlpError.None;
    }
}
