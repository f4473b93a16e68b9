using System.Text;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>A segment whose rows are being deleted over several commits; its checkpoint says already that they are gone.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Limit">First block whose rows stay.</param>
/// <param name="Position">Key in its index up to which that is done; empty at the begin.</param>
internal sealed record PruneProgress(PruneSegment Segment, BlockNumber Limit, byte[] Position)
{
    private static readonly TextKey Row = StageId.Prune.Name;

    /// <summary>What was begun and is not finished; null when nothing is.</summary>
    /// <exception cref="DatabaseCorruptException">The row is damaged.</exception>
    public static PruneProgress? Find(IReadTransaction tx)
    {
        if (!tx.TryGet(Tables.StageProgress, Row, out ReadOnlySpan<byte> value))
        {
            return null;
        }
        int nameLength = value.IsEmpty ? 0 : value[0];
        int head = 1 + nameLength + sizeof(ulong);
        if (value.Length < head || PruneSegment.Find(Encoding.UTF8.GetString(value.Slice(1, nameLength))) is not { } segment)
        {
            throw new DatabaseCorruptException(nameof(Tables.StageProgress), Row.Text, "the row names no segment that is pruned");
        }
        return new PruneProgress(segment, BlockNumber.ReadFrom(value[(1 + nameLength)..]), value[head..].ToArray());
    }

    /// <summary>Notes how far it is: the segment's name after its length, the limit in 8 bytes, big-endian, the position.</summary>
    public void Write(IWriteTransaction tx)
    {
        ByteBuffer value = new();
        value.WriteByte((byte)Segment.Name.Length);
        value.Write(Encoding.UTF8.GetBytes(Segment.Name));
        Limit.WriteTo(value.Take(sizeof(ulong)));
        value.Write(Position);
        tx.Put(Tables.StageProgress, Row, value.Written);
    }

    /// <summary>Nothing is begun any more.</summary>
    public static void Clear(IWriteTransaction tx) => tx.Delete(Tables.StageProgress, Row);
}
