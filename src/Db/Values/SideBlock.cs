using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>A block that is not canonical; read in place.</summary>
/// <param name="totalDifficulty">Sum of all difficulties up to the block; null for a proof-of-stake block.</param>
/// <param name="rlp">The block's RLP, as received.</param>
public readonly ref struct SideBlock(UInt256? totalDifficulty, ReadOnlySpan<byte> rlp)
{
    /// <summary>Sum of all difficulties up to the block; null for a proof-of-stake block.</summary>
    public UInt256? TotalDifficulty { get; } = totalDifficulty;

    /// <summary>The block's RLP, as received.</summary>
    public ReadOnlySpan<byte> Rlp { get; } = rlp;
}

/// <summary>A byte with the length of the total difficulty, or 255 for none; the total difficulty; the RLP.</summary>
internal sealed class SideBlockCodec : IValueCodec<SideBlock>
{
    public static readonly SideBlockCodec Instance = new();

    private const byte None = 0xFF;

    public ReadOnlySpan<byte> Encode(SideBlock value, ByteBuffer scratch)
    {
        scratch.WriteByte(None);
        if (value.TotalDifficulty is { } total)
        {
            int length = WordCodec.Write(total, scratch);
            scratch.At(0, 1)[0] = (byte)length;
        }
        scratch.Write(value.Rlp);
        return scratch.Written;
    }

    public SideBlock Decode(ReadOnlySpan<byte> bytes)
    {
        ByteReader reader = new(bytes);
        byte length = reader.ReadByte();
        UInt256? total = length == None ? null : WordCodec.Read(reader.Read(length));
        return new SideBlock(total, reader.Rest);
    }
}
