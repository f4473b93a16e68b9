using System.Buffers.Binary;
using System.Numerics;

namespace NodeProto.Primitives;

/// <summary>
/// Writes RLP into a buffer of its own that grows and is kept for the next use: <see cref="Clear"/>, write, take
/// <see cref="Written"/>. Not thread-safe.
/// </summary>
/// <remarks>Source: yellow paper, appendix B.</remarks>
public sealed class RlpWriter
{
    private byte[] _buffer;
    private int _length;

    /// <summary>A writer with room for this many bytes before it grows.</summary>
    public RlpWriter(int capacityBytes = 1024) => _buffer = new byte[capacityBytes];

    /// <summary>What has been written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>Length in bytes of what has been written.</summary>
    public int Length => _length;

    /// <summary>Forgets what has been written and keeps the buffer.</summary>
    public void Clear() => _length = 0;

    /// <summary>Starts a list or a wrapping string; pass the mark to <see cref="EndList"/> or <see cref="EndString"/>.</summary>
    public int BeginList() => _length;

    /// <summary>Ends a list: all that was written since the mark becomes its payload.</summary>
    public void EndList(int mark) => WrapSince(mark, 0xC0);

    private void WrapSince(int mark, byte offset)
    {
        int payload = _length - mark;
        int header = HeaderLength(payload);
        Reserve(header);
        Span<byte> moved = _buffer.AsSpan(mark, payload + header);
        moved[..payload].CopyTo(moved[header..]);
        WriteHeader(moved, offset, payload);
        _length += header;
    }

    /// <summary>Writes a string.</summary>
    public void Write(ReadOnlySpan<byte> value)
    {
        if (value.Length == 1 && value[0] < 0x80)
        {
            Reserve(1)[0] = value[0];
            _length++;
            return;
        }
        int header = HeaderLength(value.Length);
        Span<byte> target = Reserve(header + value.Length);
        WriteHeader(target, 0x80, value.Length);
        value.CopyTo(target[header..]);
        _length += header + value.Length;
    }

    /// <summary>Writes an integer without leading zeros.</summary>
    public void Write(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        Write(bytes[(BitOperations.LeadingZeroCount(value) / 8)..]);
    }

    /// <summary>Writes an integer without leading zeros.</summary>
    public void Write(in UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        value.WriteBigEndian(bytes);
        Write(bytes[(UInt256.Size - ((value.BitLength + 7) / 8))..]);
    }

    /// <summary>Writes 32 bytes.</summary>
    public void Write(in Hash256 value) => Write(value.Bytes);

    /// <summary>Writes 20 bytes.</summary>
    public void Write(in Address value) => Write(value.Bytes);

    /// <summary>Appends bytes as they are: items that are encoded already, or a transaction's type byte.</summary>
    public void WriteRaw(ReadOnlySpan<byte> encoded)
    {
        encoded.CopyTo(Reserve(encoded.Length));
        _length += encoded.Length;
    }

    /// <summary>Starts a list whose payload's length is known, so that nothing has to be moved: write exactly that much next.</summary>
    public void WriteListHeader(int payloadBytes)
    {
        int header = HeaderLength(payloadBytes);
        WriteHeader(Reserve(header), 0xC0, payloadBytes);
        _length += header;
    }

    /// <summary>Turns all that was written since the mark into one string, unless it is a single byte below 0x80.</summary>
    public void EndString(int mark)
    {
        if (_length - mark != 1 || _buffer[mark] >= 0x80)
        {
            WrapSince(mark, 0x80);
        }
    }

    /// <summary>Bytes that the header of a string or list with this payload takes; not for single bytes below 0x80.</summary>
    public static int HeaderLength(int payloadBytes) =>
        payloadBytes <= 55 ? 1 : 1 + ((32 - BitOperations.LeadingZeroCount((uint)payloadBytes) + 7) / 8);

    private static void WriteHeader(Span<byte> target, byte offset, int payload)
    {
        if (payload <= 55)
        {
            target[0] = (byte)(offset + payload);
            return;
        }
        int lengthBytes = HeaderLength(payload) - 1;
        target[0] = (byte)(offset + 55 + lengthBytes);
        for (int i = 0; i < lengthBytes; i++)
        {
            target[lengthBytes - i] = (byte)(payload >> (8 * i));
        }
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Grow(bytes);
        }
        return _buffer.AsSpan(_length, bytes);
    }

    private void Grow(int bytes)
    {
        // Doubling stops at the longest array; a single buffer beyond 2^31 bytes is refused by the runtime.
        long doubled = Math.Min(_buffer.Length * 2L, Array.MaxLength);
        Array.Resize(ref _buffer, (int)Math.Max(doubled, checked(_length + bytes)));
    }
}
