using System.Text.Json;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Node.Output;

/// <summary>One row.</summary>
internal sealed record RowReport(Table Table, DecodedRow Row) : IReport
{
    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("table", Table.Name);
        json.WriteString("key", Row.Key);
        json.WriteString("value", Row.Value);
        json.WriteString("decoded", Row.Meaning);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        terminal.Out.WriteLine($"key    {Row.Key}{(Row.KeyMeaning.Length == 0 ? "" : $"  {Row.KeyMeaning}")}");
        terminal.Out.WriteLine($"value  {Row.Value}");
        if (Row.Meaning.Length > 0)
        {
            terminal.Out.WriteLine($"       {Row.Meaning}");
        }
    }
}

/// <summary>Some rows of a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">The rows in the order of their keys.</param>
/// <param name="Next">Key of the row after them; null when there is none.</param>
/// <param name="FirstBlock">First block whose rows are kept; null when all are.</param>
internal sealed record RowsReport(Table Table, IReadOnlyList<DecodedRow> Rows, string? Next, BlockNumber? FirstBlock) : IReport
{
    private const int ValueDigitsMax = 140;

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("table", Table.Name);
        json.WriteStartArray("rows");
        foreach (DecodedRow row in Rows)
        {
            json.WriteStartObject();
            json.WriteString("key", row.Key);
            json.WriteString("value", row.Value);
            json.WriteString("decoded", row.Meaning);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("next", Next);
        if (FirstBlock is { } first)
        {
            json.WriteNumber("retainedFrom", first.Value);
        }
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        foreach (DecodedRow row in Rows)
        {
            string value = row.Meaning.Length > 0 ? row.Meaning : row.Value;
            terminal.Out.WriteLine(
                $"{(row.KeyMeaning.Length > 0 ? row.KeyMeaning : row.Key)}  {(value.Length > ValueDigitsMax ? value[..ValueDigitsMax] + "…" : value)}"
            );
        }
        if (FirstBlock is { } first)
        {
            terminal.Error.WriteLine($"segment {PruneSegment.Of(Table)} is pruned: it is kept from block {first} on");
        }
        if (Next is not null)
        {
            terminal.Error.WriteLine($"there is more: --from {Next}");
        }
    }
}

/// <summary>What each table takes up.</summary>
internal sealed record TableSizesReport(IReadOnlyList<TableSize> Sizes) : IReport
{
    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("tables");
        foreach (TableSize size in Sizes)
        {
            json.WriteStartObject();
            json.WriteString("table", size.Table.Name);
            json.WriteNumber("rowsEstimate", size.RowsEstimate);
            json.WriteNumber("bytes", size.Bytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        TextTable table = new TextTable().Words("table").Numbers("rows (about)").Numbers("bytes");
        ulong rows = 0;
        ulong bytes = 0;
        foreach (TableSize size in Sizes)
        {
            table.Row(size.Table.Name, Readable.Count(size.RowsEstimate), Readable.Bytes(size.Bytes));
            rows += size.RowsEstimate;
            bytes += size.Bytes;
        }
        table.Row("all", Readable.Count(rows), Readable.Bytes(bytes));
        table.WriteTo(terminal);
    }
}

/// <summary>The checksum of the database, and of each table when asked.</summary>
internal sealed record ChecksumReport(DatabaseChecksum Checksum, bool ByTable) : IReport
{
    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("checksum", Checksum.Total.ToString());
        if (ByTable)
        {
            json.WriteStartArray("tables");
            foreach (TableChecksum table in Checksum.Tables)
            {
                json.WriteStartObject();
                json.WriteString("table", table.Table.Name);
                json.WriteNumber("rows", table.Rows);
                json.WriteNumber("bytes", table.Bytes);
                json.WriteString("checksum", table.Checksum.ToString());
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        if (ByTable)
        {
            foreach (TableChecksum table in Checksum.Tables)
            {
                terminal.Out.WriteLine($"{table.Checksum}  {table.Table.Name, -18} {Readable.Count(table.Rows)} rows");
            }
        }
        terminal.Out.WriteLine(Checksum.Total.ToString());
    }
}
