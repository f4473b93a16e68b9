using System.Buffers.Binary;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>How far a segment is pruned, and what shall be kept of it.</summary>
/// <param name="FirstBlock">First block that is kept: the one after the highest that is pruned; 0 when nothing is.</param>
/// <param name="Mode">What shall be kept.</param>
public readonly record struct PruneCheckpoint(BlockNumber FirstBlock, PruneMode Mode);

/// <summary>First block in 8 bytes; kind of the mode in one byte; its number in 8 bytes.</summary>
internal sealed class PruneCheckpointCodec : IValueCodec<PruneCheckpoint>
{
    public static readonly PruneCheckpointCodec Instance = new();

    private const int Size = sizeof(ulong) + sizeof(byte) + sizeof(ulong);

    public ReadOnlySpan<byte> Encode(PruneCheckpoint value, ByteBuffer scratch)
    {
        value.FirstBlock.WriteTo(scratch.Take(sizeof(ulong)));
        scratch.WriteByte((byte)value.Mode.Kind);
        BinaryPrimitives.WriteUInt64BigEndian(scratch.Take(sizeof(ulong)), value.Mode.Number);
        return scratch.Written;
    }

    public PruneCheckpoint Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size || bytes[sizeof(ulong)] > (byte)PruneKind.From)
        {
            DatabaseCorruptException.ThrowValue($"{bytes.Length} bytes are no prune checkpoint");
        }
        PruneKind kind = (PruneKind)bytes[sizeof(ulong)];
        return new PruneCheckpoint(
            BlockNumber.ReadFrom(bytes),
            new PruneMode(kind, BinaryPrimitives.ReadUInt64BigEndian(bytes[(sizeof(ulong) + sizeof(byte))..]))
        );
    }
}
