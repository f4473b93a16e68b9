using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>How far a stage has come.</summary>
/// <param name="Number">The last block whose rows are written.</param>
/// <param name="Hash">That block's hash.</param>
public readonly record struct StageCheckpoint(BlockNumber Number, Hash256 Hash);

/// <summary>Block number in 8 bytes, big-endian; hash.</summary>
internal sealed class StageCheckpointCodec : IValueCodec<StageCheckpoint>
{
    public static readonly StageCheckpointCodec Instance = new();

    public ReadOnlySpan<byte> Encode(StageCheckpoint value, ByteBuffer scratch)
    {
        value.Number.WriteTo(scratch.Take(sizeof(ulong)));
        value.Hash.WriteTo(scratch.Take(Hash256.Size));
        return scratch.Written;
    }

    public StageCheckpoint Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != sizeof(ulong) + Hash256.Size)
        {
            DatabaseCorruptException.ThrowValue($"a checkpoint has {sizeof(ulong) + Hash256.Size} bytes, not {bytes.Length}");
        }
        return new StageCheckpoint(BlockNumber.ReadFrom(bytes), new Hash256(bytes[sizeof(ulong)..]));
    }
}
