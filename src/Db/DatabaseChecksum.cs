using System.Buffers.Binary;
using System.Text;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Checksum and size of one table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Bytes">Bytes of their keys and values.</param>
/// <param name="Checksum">Depends on every byte of every row.</param>
public readonly record struct TableChecksum(Table Table, ulong Rows, ulong Bytes, Hash256 Checksum);

/// <summary>Checksum of a database: equal for equal chains, whatever the backend and however it was written.</summary>
/// <param name="Total">Over all tables that are a function of the chain alone.</param>
/// <param name="Tables">Those tables, in the order of <see cref="Db.Tables.All"/>.</param>
public sealed record DatabaseChecksum(Hash256 Total, IReadOnlyList<TableChecksum> Tables)
{
    /// <summary>Computes the checksum; memory does not grow with the database.</summary>
    /// <remarks>
    /// A table is a stream of key length, key, value length, value (lengths in four bytes, big-endian), cut into leaves of 4 KiB.
    /// Starting with 32 zero bytes, the checksum becomes keccak(checksum ‖ keccak(leaf) of the next 8 leaves). The total is
    /// keccak of each table's name, a zero byte, its row count in eight bytes and its checksum.
    /// </remarks>
    /// <param name="tx">A view of the database.</param>
    /// <param name="progress">Is told how many rows have been read so far, once in a while; null for nobody.</param>
    /// <param name="stop">Ends the computation early.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static DatabaseChecksum Compute(IReadTransaction tx, Action<Table, ulong>? progress = null, CancellationToken stop = default)
    {
        List<TableChecksum> tables = [];
        ByteBuffer total = new();
        foreach (Table table in Db.Tables.All)
        {
            if (!table.IsInChecksum)
            {
                continue;
            }
            TableChecksum one = Compute(tx, table, progress, stop);
            tables.Add(one);
            total.Write(Encoding.UTF8.GetBytes(table.Name));
            total.WriteByte(0);
            BinaryPrimitives.WriteUInt64BigEndian(total.Take(sizeof(ulong)), one.Rows);
            total.Write(one.Checksum.Bytes);
        }
        return new DatabaseChecksum(Keccak.Hash(total.Written), tables);
    }

    private static TableChecksum Compute(IReadTransaction tx, Table table, Action<Table, ulong>? progress, CancellationToken stop)
    {
        const int RowsPerReport = 1 << 16;
        ChecksumStream stream = new();
        ulong rows = 0;
        ulong bytes = 0;
        using ICursor cursor = tx.OpenRawCursor(table);
        for (bool found = cursor.First(); found; found = cursor.Next())
        {
            ReadOnlySpan<byte> key = cursor.Key;
            ReadOnlySpan<byte> value = cursor.Value;
            stream.WriteLength(key.Length);
            stream.Write(key);
            stream.WriteLength(value.Length);
            stream.Write(value);
            bytes += (ulong)key.Length + (ulong)value.Length;
            if (++rows % RowsPerReport == 0)
            {
                stop.ThrowIfCancellationRequested();
                progress?.Invoke(table, rows);
            }
        }
        progress?.Invoke(table, rows);
        return new TableChecksum(table, rows, bytes, stream.End());
    }
}
