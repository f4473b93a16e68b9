using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Bytes as they are, read in place: RLP, bytecode, branch nodes.</summary>
internal sealed class RawCodec : IValueCodec<ReadOnlySpan<byte>>
{
    public static readonly RawCodec Instance = new();

    public ReadOnlySpan<byte> Encode(ReadOnlySpan<byte> value, ByteBuffer scratch) => value;

    public ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> bytes) => bytes;
}

/// <summary>32 bytes.</summary>
internal sealed class HashCodec : IValueCodec<Hash256>
{
    public static readonly HashCodec Instance = new();

    public ReadOnlySpan<byte> Encode(Hash256 value, ByteBuffer scratch)
    {
        scratch.Write(value.Bytes);
        return scratch.Written;
    }

    public Hash256 Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Hash256.Size)
        {
            DatabaseCorruptException.ThrowValue($"a hash has {Hash256.Size} bytes, not {bytes.Length}");
        }
        return new Hash256(bytes);
    }
}

/// <summary>A block number in 8 bytes, big-endian.</summary>
internal sealed class BlockNumberCodec : IValueCodec<BlockNumber>
{
    public static readonly BlockNumberCodec Instance = new();

    public ReadOnlySpan<byte> Encode(BlockNumber value, ByteBuffer scratch)
    {
        value.WriteTo(scratch.Take(sizeof(ulong)));
        return scratch.Written;
    }

    public BlockNumber Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != sizeof(ulong))
        {
            DatabaseCorruptException.ThrowValue($"a block number has {sizeof(ulong)} bytes, not {bytes.Length}");
        }
        return BlockNumber.ReadFrom(bytes);
    }
}

/// <summary>A word, big-endian without leading zeros; zero is no bytes at all, where it is allowed.</summary>
/// <param name="isZeroAllowed">False for storage, where a zero is no row.</param>
internal sealed class WordCodec(bool isZeroAllowed) : IValueCodec<UInt256>
{
    public static readonly WordCodec Any = new(isZeroAllowed: true);
    public static readonly WordCodec NotZero = new(isZeroAllowed: false);

    public ReadOnlySpan<byte> Encode(UInt256 value, ByteBuffer scratch)
    {
        if (!isZeroAllowed && value.IsZero)
        {
            throw new ArgumentException("A zero is not stored: delete the row.", nameof(value));
        }
        Write(value, scratch);
        return scratch.Written;
    }

    public UInt256 Decode(ReadOnlySpan<byte> bytes)
    {
        if (!isZeroAllowed && bytes.IsEmpty)
        {
            DatabaseCorruptException.ThrowValue("a zero is stored");
        }
        return Read(bytes);
    }

    /// <summary>Appends the word; returns how many bytes that took.</summary>
    public static int Write(in UInt256 value, ByteBuffer scratch)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        value.WriteBigEndian(bytes);
        int length = (value.BitLength + 7) / 8;
        scratch.Write(bytes[(UInt256.Size - length)..]);
        return length;
    }

    /// <summary>Reads a word from all of the bytes.</summary>
    public static UInt256 Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > UInt256.Size || (bytes.Length > 0 && bytes[0] == 0))
        {
            DatabaseCorruptException.ThrowValue($"{bytes.Length} bytes are no word without leading zeros");
        }
        return new UInt256(bytes);
    }
}
