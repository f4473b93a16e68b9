using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary>Puts a block together again from its rows, without decoding its transactions.</summary>
internal static class StoredBlock
{
    /// <summary>Appends the RLP of a canonical block: header, then what the body's list holds.</summary>
    /// <exception cref="DatabaseCorruptException">A row is missing or is no list.</exception>
    public static void Write(RlpWriter writer, IReadTransaction tx, BlockNumber number)
    {
        int mark = writer.BeginList();
        writer.WriteRaw(tx.GetOrThrow(Tables.Headers, number));
        RlpReader body = new(tx.GetOrThrow(Tables.Bodies, number));
        if (!body.TryReadList(out RlpReader parts))
        {
            throw new DatabaseCorruptException(nameof(Tables.Bodies), number.ToString(), $"the body is no list: {body.Error}");
        }
        writer.WriteRaw(parts.Data);
        writer.EndList(mark);
    }
}
