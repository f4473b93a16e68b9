using System.Buffers.Binary;
using System.Numerics;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Bytes in the framing format of Snappy: a stream identifier, then chunks of at most 64 KiB of content, each with its checksum. Streams
/// may be joined, so that the identifier comes again.
/// Source: google/snappy, framing_format.txt and format_description.txt.
/// </summary>
internal static class SnappyFrames
{
    private const int ContentMax = 1 << 16;
    private const int ChunkHeaderBytes = 4;
    private const byte CompressedChunk = 0x00;
    private const byte PlainChunk = 0x01;
    private const byte IdentifierChunk = 0xFF;

    [ThreadStatic]
    private static byte[]? t_buffer;

    private static ReadOnlySpan<byte> Identifier => "sNaPpY"u8;

    /// <summary>Appends framed bytes.</summary>
    public static void Write(ReadOnlySpan<byte> content, RlpWriter output)
    {
        WriteChunkHeader(output, IdentifierChunk, Identifier.Length);
        output.WriteRaw(Identifier);
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        while (!content.IsEmpty)
        {
            ReadOnlySpan<byte> piece = content[..Math.Min(ContentMax, content.Length)];
            content = content[piece.Length..];
            byte[] packed = IronSnappy.Snappy.Encode(piece);
            bool isSmaller = packed.Length < piece.Length - (piece.Length / 8); // As other writers decide, so that files are the same.
            ReadOnlySpan<byte> stored = isSmaller ? packed : piece;
            WriteChunkHeader(output, isSmaller ? CompressedChunk : PlainChunk, sizeof(uint) + stored.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(checksum, Checksum(piece));
            output.WriteRaw(checksum);
            output.WriteRaw(stored);
        }
    }

    /// <summary>Unpacks framed bytes; false when they are damaged, or hold more than the limit.</summary>
    /// <param name="framed">All of them.</param>
    /// <param name="content">Receives the content.</param>
    /// <param name="bytesMax">Most bytes of content.</param>
    public static bool TryRead(ReadOnlySpan<byte> framed, RlpWriter content, int bytesMax)
    {
        content.Clear();
        byte[] buffer = t_buffer ??= new byte[ContentMax];
        bool isFirst = true;
        while (!framed.IsEmpty)
        {
            if (framed.Length < ChunkHeaderBytes)
            {
                return false;
            }
            byte type = framed[0];
            int length = framed[1] | (framed[2] << 8) | (framed[3] << 16);
            if (framed.Length - ChunkHeaderBytes < length || (isFirst && type != IdentifierChunk))
            {
                return false;
            }
            ReadOnlySpan<byte> chunk = framed.Slice(ChunkHeaderBytes, length);
            framed = framed[(ChunkHeaderBytes + length)..];
            isFirst = false;
            bool isGood = type switch
            {
                IdentifierChunk => chunk.SequenceEqual(Identifier),
                CompressedChunk => TryReadCompressed(chunk, buffer, content),
                PlainChunk => chunk.Length is >= sizeof(uint) and <= ContentMax + sizeof(uint)
                    && TryAdd(chunk, chunk[sizeof(uint)..], content),
                _ => type >= 0x80, // Padding and what may be skipped; the other types may not.
            };
            if (!isGood || content.Length > bytesMax)
            {
                return false;
            }
        }
        return !isFirst;
    }

    private static bool TryReadCompressed(ReadOnlySpan<byte> chunk, byte[] buffer, RlpWriter content) =>
        chunk.Length >= sizeof(uint)
        && TryInflate(chunk[sizeof(uint)..], buffer, out int length)
        && TryAdd(chunk, buffer.AsSpan(0, length), content);

    private static bool TryAdd(ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> piece, RlpWriter content)
    {
        content.WriteRaw(piece);
        return BinaryPrimitives.ReadUInt32LittleEndian(chunk) == Checksum(piece);
    }

    /// <summary>Unpacks one chunk: its length as a varint, then literals and copies of what came before.</summary>
    private static bool TryInflate(ReadOnlySpan<byte> packed, Span<byte> output, out int length)
    {
        int written = 0;
        if (!TryReadLength(ref packed, out length) || length > output.Length)
        {
            return false;
        }
        while (!packed.IsEmpty)
        {
            byte tag = packed[0];
            packed = packed[1..];
            int count;
            if ((tag & 3) == 0)
            {
                count = tag >> 2;
                int extra = Math.Max(0, count - 59); // 60 to 63: the length stands in one to four bytes.
                if (packed.Length < extra)
                {
                    return false;
                }
                count = extra == 0 ? count + 1 : ReadLittleEndian(packed, extra) + 1;
                packed = packed[extra..];
                if (count <= 0 || count > packed.Length || count > length - written)
                {
                    return false;
                }
                packed[..count].CopyTo(output[written..]);
                packed = packed[count..];
                written += count;
                continue;
            }
            int offsetBytes = (tag & 3) switch
            {
                1 => 1,
                2 => 2,
                _ => 4,
            };
            if (packed.Length < offsetBytes)
            {
                return false;
            }
            int offset = ReadLittleEndian(packed, offsetBytes);
            count = (tag >> 2) + 1;
            if (offsetBytes == 1)
            {
                offset |= (tag & 0xE0) << 3;
                count = ((tag >> 2) & 7) + 4;
            }
            packed = packed[offsetBytes..];
            if (offset <= 0 || offset > written || count > length - written)
            {
                return false;
            }
            for (int end = written + count; written < end; written++)
            {
                output[written] = output[written - offset]; // Byte by byte: a copy may reach into itself.
            }
        }
        return written == length;
    }

    private static bool TryReadLength(ref ReadOnlySpan<byte> packed, out int length)
    {
        length = 0;
        for (int shift = 0; shift < 21 && !packed.IsEmpty; shift += 7)
        {
            byte part = packed[0];
            packed = packed[1..];
            length |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return true;
            }
        }
        return false;
    }

    private static int ReadLittleEndian(ReadOnlySpan<byte> bytes, int count)
    {
        uint value = 0;
        for (int i = 0; i < count; i++)
        {
            value |= (uint)bytes[i] << (8 * i);
        }
        return value > int.MaxValue - 1 ? -1 : (int)value;
    }

    /// <summary>CRC-32C, turned and moved by a constant as the format wants.</summary>
    private static uint Checksum(ReadOnlySpan<byte> content)
    {
        uint rest = uint.MaxValue;
        for (; content.Length >= sizeof(ulong); content = content[sizeof(ulong)..])
        {
            rest = BitOperations.Crc32C(rest, BinaryPrimitives.ReadUInt64LittleEndian(content));
        }
        foreach (byte value in content)
        {
            rest = BitOperations.Crc32C(rest, value);
        }
        return unchecked(BitOperations.RotateRight(~rest, 15) + 0xA282EAD8);
    }

    private static void WriteChunkHeader(RlpWriter output, byte type, int length) =>
        output.WriteRaw([type, (byte)length, (byte)(length >> 8), (byte)(length >> 16)]);
}
