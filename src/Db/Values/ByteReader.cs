using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Reads the parts of a value; anything but what the writer gives throws <see cref="DatabaseCorruptException"/>.</summary>
/// <param name="bytes">The value.</param>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Bytes that have not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Whether all has been read.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>Reads this many bytes.</summary>
    public ReadOnlySpan<byte> Read(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            DatabaseCorruptException.ThrowValue($"the value ends early: {count} bytes expected, {_rest.Length} left");
        }
        ReadOnlySpan<byte> read = _rest[..count];
        _rest = _rest[count..];
        return read;
    }

    /// <summary>Reads one byte.</summary>
    public byte ReadByte() => Read(1)[0];

    /// <summary>Reads 32 bytes.</summary>
    public Hash256 ReadHash() => new(Read(Hash256.Size));

    /// <summary>Reads what <see cref="ByteBuffer.WriteVarint"/> wrote.</summary>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = ReadByte();
            if ((shift == 63 && next > 1) || (shift > 0 && next == 0))
            {
                DatabaseCorruptException.ThrowValue("an integer is longer than it needs to be");
            }
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    /// <summary>Reads a count of things that take at least so many bytes each, so that a wrong count cannot ask for more memory than there are bytes.</summary>
    public int ReadCount(int bytesEachMin)
    {
        ulong count = ReadVarint();
        if (count > (ulong)(_rest.Length / bytesEachMin))
        {
            DatabaseCorruptException.ThrowValue($"a count of {count} does not fit in the {_rest.Length} bytes left");
        }
        return (int)count;
    }

    /// <summary>Throws unless all has been read.</summary>
    public readonly void End()
    {
        if (!_rest.IsEmpty)
        {
            DatabaseCorruptException.ThrowValue($"{_rest.Length} bytes too many");
        }
    }
}
