using System.Runtime.CompilerServices;

namespace NodeProto.Primitives;

/// <summary>
/// Reads canonical RLP from a span without allocating. A failed read returns false and leaves the reason in
/// <see cref="Error"/>; the first error stays.
/// </summary>
/// <remarks>Source: yellow paper, appendix B. Every non-canonical form is refused.</remarks>
public ref struct RlpReader
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly bool _isInsideList;
    private int _position;

    /// <summary>Reads the items that lie one after the other in the data.</summary>
    public RlpReader(ReadOnlySpan<byte> data)
        : this(data, isInsideList: false) { }

    private RlpReader(ReadOnlySpan<byte> data, bool isInsideList)
    {
        _data = data;
        _isInsideList = isInsideList;
        _position = 0;
        Error = RlpError.None;
    }

    /// <summary>Why the last read failed; <see cref="RlpError.None"/> when none did.</summary>
    public RlpError Error { get; private set; }

    /// <summary>Whether all items have been read.</summary>
    public readonly bool IsEmpty => _position == _data.Length;

    /// <summary>Offset of the next item.</summary>
    public readonly int Position => _position;

    /// <summary>Whether the next item is a list; false at the end.</summary>
    public readonly bool IsNextList => _position < _data.Length && _data[_position] >= 0xC0;

    /// <summary>Records an error that the caller found (a wrong count, a value out of range); returns false.</summary>
    public bool Fail(RlpError error)
    {
        if (Error == RlpError.None)
        {
            Error = error;
        }
        return false;
    }

    /// <summary>
    /// Fails unless all items have been read: with <see cref="RlpError.WrongItemCount"/> inside a list, with
    /// <see cref="RlpError.TrailingBytes"/> outside.
    /// </summary>
    public bool TryEnd() => (IsEmpty && Error == RlpError.None) || Fail(_isInsideList ? RlpError.WrongItemCount : RlpError.TrailingBytes);

    /// <summary>All bytes that this reader reads: inside a list, the list's payload.</summary>
    public readonly ReadOnlySpan<byte> Data => _data;

    /// <summary>Counts the items that are left; the position stays. Only the headers of these items are checked.</summary>
    public bool TryCountItems(out int count)
    {
        RlpReader ahead = this;
        count = 0;
        while (!ahead.IsEmpty)
        {
            if (!ahead.TryReadItem(out _))
            {
                count = 0;
                return Fail(ahead.Error);
            }
            count++;
        }
        return Error == RlpError.None;
    }

    /// <summary>Length in bytes of the item that begins here, header included, for readers of streams.</summary>
    /// <param name="start">The first bytes of the item; <see cref="HeaderBytesMax"/> of them always suffice.</param>
    /// <param name="length">Bytes of the whole item; it may be longer than <paramref name="start"/>.</param>
    /// <param name="error">Why there is no length: <see cref="RlpError.Truncated"/> when more bytes are needed.</param>
    public static bool TryMeasure(ReadOnlySpan<byte> start, out int length, out RlpError error)
    {
        length = 0;
        error = RlpError.None;
        if (start.IsEmpty)
        {
            error = RlpError.Truncated;
            return false;
        }
        int prefix = start[0];
        int shortForm = prefix - (prefix >= 0xC0 ? 0xC0 : 0x80);
        if (shortForm <= 55)
        {
            length = 1 + Math.Max(shortForm, 0);
            return true;
        }
        int lengthBytes = shortForm - 55;
        if (lengthBytes > start.Length - 1)
        {
            error = RlpError.Truncated;
            return false;
        }
        error = CheckLength(start.Slice(1, lengthBytes), out int payload);
        if (error == RlpError.None && payload > int.MaxValue - 1 - lengthBytes)
        {
            error = RlpError.BadLength;
        }
        length = error == RlpError.None ? 1 + lengthBytes + payload : 0;
        return error == RlpError.None;
    }

    /// <summary>Bytes of the longest header: a prefix and a length of eight bytes.</summary>
    public const int HeaderBytesMax = 9;

    /// <summary>Reads a string; the span points into the input.</summary>
    public bool TryReadString(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryReadHeader(out bool isList, out int first, out int length))
        {
            return false;
        }
        if (isList)
        {
            return Fail(RlpError.ExpectedString);
        }
        value = _data.Slice(first, length);
        _position = first + length;
        return true;
    }

    /// <summary>Enters a list: the inner reader holds its items, this one moves past it.</summary>
    public bool TryReadList(out RlpReader items)
    {
        items = default;
        if (!TryReadHeader(out bool isList, out int first, out int length))
        {
            return false;
        }
        if (!isList)
        {
            return Fail(RlpError.ExpectedList);
        }
        items = new RlpReader(_data.Slice(first, length), isInsideList: true);
        _position = first + length;
        return true;
    }

    /// <summary>Reads the next item whole, header included, whatever it is; only its own header is checked.</summary>
    public bool TryReadItem(out ReadOnlySpan<byte> item)
    {
        item = default;
        int start = _position;
        if (!TryReadHeader(out _, out int first, out int length))
        {
            return false;
        }
        _position = first + length;
        item = _data[start.._position];
        return true;
    }

    /// <summary>Reads a string of exactly this many bytes.</summary>
    public bool TryReadFixed(int length, out ReadOnlySpan<byte> value) =>
        TryReadString(out value) && (value.Length == length || Fail(RlpError.WrongLength));

    /// <summary>Reads 32 bytes.</summary>
    public bool TryReadHash(out Hash256 value)
    {
        bool read = TryReadFixed(Hash256.Size, out ReadOnlySpan<byte> bytes);
        value = read ? new Hash256(bytes) : default;
        return read;
    }

    /// <summary>Reads 20 bytes.</summary>
    public bool TryReadAddress(out Address value)
    {
        bool read = TryReadFixed(Address.Size, out ReadOnlySpan<byte> bytes);
        value = read ? new Address(bytes) : default;
        return read;
    }

    /// <summary>Reads an integer of at most 64 bits.</summary>
    public bool TryReadUInt64(out ulong value)
    {
        value = 0;
        if (!TryReadInteger(sizeof(ulong), out ReadOnlySpan<byte> bytes))
        {
            return false;
        }
        foreach (byte b in bytes)
        {
            value = (value << 8) | b;
        }
        return true;
    }

    /// <summary>Reads an integer of at most 256 bits.</summary>
    public bool TryReadUInt256(out UInt256 value)
    {
        bool read = TryReadInteger(UInt256.Size, out ReadOnlySpan<byte> bytes);
        value = read ? new UInt256(bytes) : default;
        return read;
    }

    /// <summary>Reads a list of 32-byte strings.</summary>
    public bool TryReadHashList(out Hash256[] values)
    {
        values = [];
        if (!TryReadList(out RlpReader items))
        {
            return false;
        }
        int count = items._data.Length / (1 + Hash256.Size);
        values = count == 0 ? [] : new Hash256[count];
        for (int i = 0; i < count; i++)
        {
            if (!items.TryReadHash(out values[i]))
            {
                return Fail(items.Error);
            }
        }
        return items.IsEmpty || items.TryReadHash(out _) || Fail(items.Error); // What is left is too short to be a hash.
    }

    private bool TryReadInteger(int bytesMax, out ReadOnlySpan<byte> bytes)
    {
        if (!TryReadString(out bytes))
        {
            return false;
        }
        if (bytes.Length > 0 && bytes[0] == 0)
        {
            return Fail(RlpError.LeadingZeros);
        }
        return bytes.Length <= bytesMax || Fail(RlpError.IntegerTooLarge);
    }

    /// <summary>Finds payload and kind of the next item; the position stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryReadHeader(out bool isList, out int first, out int length)
    {
        isList = false;
        first = 0;
        length = 0;
        if (Error != RlpError.None)
        {
            return false;
        }
        if ((uint)_position >= (uint)_data.Length)
        {
            return Fail(_isInsideList ? RlpError.WrongItemCount : RlpError.Truncated);
        }
        byte prefix = _data[_position];
        if (prefix < 0x80)
        {
            first = _position;
            length = 1;
            return true;
        }
        isList = prefix >= 0xC0;
        int shortForm = prefix - (isList ? 0xC0 : 0x80);
        if (shortForm <= 55)
        {
            first = _position + 1;
            length = shortForm;
            if (length > _data.Length - first)
            {
                return Fail(RlpError.Truncated);
            }
            return isList || length != 1 || _data[first] >= 0x80 || Fail(RlpError.NonCanonicalSize);
        }
        return TryReadLongHeader(shortForm - 55, out first, out length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryReadLongHeader(int lengthBytes, out int first, out int length)
    {
        first = 0;
        length = 0;
        if (lengthBytes > _data.Length - _position - 1)
        {
            return Fail(RlpError.Truncated);
        }
        first = _position + 1 + lengthBytes;
        RlpError error = CheckLength(_data.Slice(_position + 1, lengthBytes), out length);
        if (error != RlpError.None)
        {
            return Fail(error);
        }
        return length <= _data.Length - first || Fail(RlpError.Truncated);
    }

    /// <summary>Reads the length of a long form: no leading zeros, above 55, below 2^31.</summary>
    private static RlpError CheckLength(ReadOnlySpan<byte> bigEndian, out int length)
    {
        length = 0;
        if (bigEndian[0] == 0)
        {
            return RlpError.BadLength;
        }
        ulong value = 0;
        foreach (byte b in bigEndian)
        {
            value = (value << 8) | b;
        }
        if (value <= 55)
        {
            return RlpError.NonCanonicalSize;
        }
        if (value > int.MaxValue)
        {
            return RlpError.BadLength;
        }
        length = (int)value;
        return RlpError.None;
    }
}
