using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Where a transaction stands in the canonical chain.</summary>
/// <param name="Block">Its block.</param>
/// <param name="Index">Its position in the block, from 0.</param>
public readonly record struct TransactionLocation(BlockNumber Block, int Index);

/// <summary>Block number, index; both varints: five bytes for most.</summary>
internal sealed class TransactionLocationCodec : IValueCodec<TransactionLocation>
{
    public static readonly TransactionLocationCodec Instance = new();

    public ReadOnlySpan<byte> Encode(TransactionLocation value, ByteBuffer scratch)
    {
        scratch.WriteVarint(value.Block.Value);
        scratch.WriteVarint((ulong)value.Index);
        return scratch.Written;
    }

    public TransactionLocation Decode(ReadOnlySpan<byte> bytes)
    {
        ByteReader reader = new(bytes);
        BlockNumber block = new(reader.ReadVarint());
        ulong index = reader.ReadVarint();
        reader.End();
        if (index > int.MaxValue)
        {
            DatabaseCorruptException.ThrowValue($"no block has {index} transactions");
        }
        return new TransactionLocation(block, (int)index);
    }
}
