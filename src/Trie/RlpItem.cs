using System.Buffers.Binary;
using System.Numerics;
using NodeProto.Primitives;

namespace NodeProto.Trie;

/// <summary>RLP items written straight into a node's buffer, whose length is known beforehand (yellow paper, appendix B).</summary>
internal static class RlpItem
{
    /// <summary>Length of a string with its header.</summary>
    public static int LengthOf(ReadOnlySpan<byte> value) =>
        value.Length == 1 && value[0] < 0x80 ? 1 : RlpWriter.HeaderLength(value.Length) + value.Length;

    /// <summary>Length of an integer's item.</summary>
    public static int LengthOf(ulong value) => value < 0x80 ? 1 : 1 + ByteCount(value);

    /// <summary>Length of an integer's item.</summary>
    public static int LengthOf(in UInt256 value) => value.BitLength <= 7 ? 1 : 1 + ((value.BitLength + 7) / 8);

    /// <summary>Writes the header of a list and returns its length.</summary>
    public static int WriteListHeader(Span<byte> target, int payload) => WriteHeader(target, 0xC0, payload);

    /// <summary>Writes a string with its header and returns the length of both.</summary>
    public static int WriteString(Span<byte> target, ReadOnlySpan<byte> value)
    {
        if (value.Length == 1 && value[0] < 0x80)
        {
            target[0] = value[0];
            return 1;
        }
        int header = WriteHeader(target, 0x80, value.Length);
        value.CopyTo(target[header..]);
        return header + value.Length;
    }

    /// <summary>Writes an integer without leading zeros.</summary>
    public static int Write(Span<byte> target, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return WriteString(target, bytes[(sizeof(ulong) - ByteCount(value))..]);
    }

    /// <summary>Writes an integer without leading zeros.</summary>
    public static int Write(Span<byte> target, in UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        value.WriteBigEndian(bytes);
        return WriteString(target, bytes[(UInt256.Size - ((value.BitLength + 7) / 8))..]);
    }

    private static int ByteCount(ulong value) => (64 - BitOperations.LeadingZeroCount(value) + 7) / 8;

    private static int WriteHeader(Span<byte> target, byte offset, int payload)
    {
        if (payload <= 55)
        {
            target[0] = (byte)(offset + payload);
            return 1;
        }
        int lengthBytes = RlpWriter.HeaderLength(payload) - 1;
        target[0] = (byte)(offset + 55 + lengthBytes);
        for (int i = 0; i < lengthBytes; i++)
        {
            target[lengthBytes - i] = (byte)(payload >> (8 * i));
        }
        return 1 + lengthBytes;
    }
}
