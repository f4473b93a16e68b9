namespace NodeProto.Db;

/// <summary>Bytes that are being put together; grows, and keeps its room for the next use. Not thread-safe.</summary>
/// <param name="capacityBytes">Room before it grows.</param>
public sealed class ByteBuffer(int capacityBytes = 256)
{
    private byte[] _bytes = new byte[capacityBytes];

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    /// <summary>What has been written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets what has been written and keeps the room.</summary>
    public void Clear() => Length = 0;

    /// <summary>Adds bytes that the caller fills in before the next write.</summary>
    public Span<byte> Take(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(Length + count)));
        }
        Span<byte> taken = _bytes.AsSpan(Length, count);
        Length += count;
        return taken;
    }

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Appends one byte.</summary>
    public void WriteByte(byte value) => Take(1)[0] = value;

    /// <summary>Appends an integer, seven bits a byte, least significant first, as short as it goes.</summary>
    public void WriteVarint(ulong value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }
        WriteByte((byte)value);
    }

    /// <summary>Replaces bytes that were written before.</summary>
    internal Span<byte> At(int offset, int count) => _bytes.AsSpan(0, Length).Slice(offset, count);
}
