using System.Text;

namespace NodeProto.Db;

/// <summary>
/// What a commit with loads still has to do, in a row outside of the tables: from when it is there, the transaction is committed,
/// and whoever opens the database to write finishes it.
/// </summary>
/// <param name="Files">Each sorted file with its table, in the order of their keys.</param>
/// <param name="Batch">The transaction's other writes with the delete of this row, in RocksDB's own form.</param>
internal sealed record LoadIntent(IReadOnlyList<(Table Table, string File)> Files, ReadOnlyMemory<byte> Batch)
{
    private const string Place = "load-intent";

    /// <summary>Its key among the rows outside of the tables.</summary>
    public static ReadOnlySpan<byte> Key => "load-intent"u8;

    /// <summary>The row: count of files, for each the name of its table and its own name, each with its length; the batch. Integers are varints.</summary>
    public void Write(ByteBuffer row)
    {
        row.WriteVarint((ulong)Files.Count);
        foreach ((Table table, string file) in Files)
        {
            WriteText(row, table.Name);
            WriteText(row, file);
        }
        row.Write(Batch.Span);
    }

    /// <summary>Reads the row.</summary>
    /// <exception cref="DatabaseCorruptException">It is damaged.</exception>
    public static LoadIntent Read(ReadOnlySpan<byte> row)
    {
        ByteReader reader = new(row);
        int count = reader.ReadCount(bytesEachMin: 2);
        List<(Table, string)> files = [];
        for (int i = 0; i < count; i++)
        {
            string table = ReadText(ref reader);
            files.Add(
                (
                    Tables.Find(table) ?? throw new DatabaseCorruptException(table, "", "a load names it, but there is no such table"),
                    ReadText(ref reader)
                )
            );
        }
        return new LoadIntent(files, reader.Rest.ToArray());
    }

    private static void WriteText(ByteBuffer row, string text)
    {
        row.WriteVarint((ulong)Encoding.UTF8.GetByteCount(text));
        row.Write(Encoding.UTF8.GetBytes(text));
    }

    private static string ReadText(ref ByteReader reader) => Encoding.UTF8.GetString(reader.Read(reader.ReadCount(bytesEachMin: 1)));
}
