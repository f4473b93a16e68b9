using System.Text.Json;
using NodeProto.Db;
using NodeProto.Node.Commands;
using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>What pruning would do, or did.</summary>
/// <param name="Plan">The plan, made before anything was deleted.</param>
/// <param name="Done">What it came to; null for a dry run.</param>
internal sealed record PruneReport(PrunePlan Plan, PruneResult? Done) : IReport
{
    /// <inheritdoc/>
    public int ExitCode => Done is { IsStopped: true } ? ExitCodes.Interrupted : ExitCodes.Done;

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("dryRun", Done is null);
        json.WriteNumber("head", Plan.Head.Value);
        json.WriteNumber("bytes", Plan.BytesGoing);
        if (Done is not null)
        {
            json.WriteNumber("bytesFreed", Done.BytesFreed);
            json.WriteNumber("directoryBytesBefore", Done.DirectoryBefore);
            json.WriteNumber("directoryBytesAfter", Done.DirectoryAfter);
            json.WriteNumber("seconds", Math.Round(Done.Seconds, 6));
            json.WriteBoolean("interrupted", Done.IsStopped);
        }
        json.WriteStartArray("segments");
        foreach (SegmentPlan segment in Plan.Segments)
        {
            Write(json, segment);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        TextTable table = new TextTable()
            .Words("segment")
            .Words("keeps")
            .Numbers("from block")
            .Numbers("rows that go")
            .Numbers("bytes that go");
        if (Done is not null)
        {
            table.Numbers("freed");
        }
        table.Numbers("rows that stay").Numbers("bytes that stay");
        foreach (SegmentPlan segment in Plan.Segments)
        {
            List<string> cells =
            [
                segment.Segment.Name,
                segment.Mode.ToString(),
                Readable.Count(segment.Limit.Value),
                Readable.Count(segment.RowsGoing),
                Readable.Bytes(segment.BytesGoing),
            ];
            if (Done is not null)
            {
                cells.Add(Freed(segment));
            }
            cells.Add(Readable.Count(segment.RowsStaying));
            cells.Add(Readable.Bytes(segment.BytesStaying));
            table.Row([.. cells]);
        }
        table.WriteTo(terminal);
        foreach (SegmentPlan segment in Plan.Segments)
        {
            if (PruneChoice.Lost(segment, Plan.Head) is { } lost)
            {
                terminal.Out.WriteLine(lost);
            }
        }
        terminal.Out.WriteLine(
            Done is null
                ? $"dry run: nothing was deleted; about {Readable.Bytes(Plan.BytesGoing)} would come back, with the chain at block {Plan.Head}"
            : Done.IsStopped ? "interrupted: what was deleted so far is gone, the same command goes on"
            : $"{Freed(Done.BytesFreed)} freed in {Readable.Duration(Done.Seconds)}; the directory has"
                + $" {Readable.Bytes((ulong)Done.DirectoryAfter)}, {Readable.Bytes((ulong)Done.DirectoryBefore)} before"
        );
    }

    private string Freed(SegmentPlan segment) => segment.Deletes ? Freed(Done!.BytesFreedOf(segment)) : "";

    private static string Freed(long bytes) => bytes < 0 ? $"-{Readable.Bytes((ulong)-bytes)}" : Readable.Bytes((ulong)bytes);

    private void Write(Utf8JsonWriter json, SegmentPlan segment)
    {
        json.WriteStartObject();
        json.WriteString("segment", segment.Segment.Name);
        json.WriteString("mode", segment.Mode.ToString());
        json.WriteNumber("firstBlockBefore", segment.FirstBlock.Value);
        json.WriteNumber("firstBlock", segment.Limit.Value);
        json.WriteNumber("rows", segment.RowsGoing);
        json.WriteNumber("bytes", segment.BytesGoing);
        json.WriteNumber("rowsKept", segment.RowsStaying);
        json.WriteNumber("bytesKept", segment.BytesStaying);
        if (Done is not null)
        {
            json.WriteNumber("bytesFreed", Done.BytesFreedOf(segment));
        }
        json.WriteString("lost", PruneChoice.Lost(segment, Plan.Head));
        json.WriteStartArray("tables");
        foreach (TablePlan table in segment.Tables)
        {
            json.WriteStartObject();
            json.WriteString("table", table.Table.Name);
            json.WriteNumber("rows", table.RowsGoing);
            json.WriteNumber("bytes", table.BytesGoing);
            json.WriteNumber("rowsKept", table.RowsStaying);
            json.WriteNumber("bytesKept", table.BytesStaying);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>What pruning came to.</summary>
/// <param name="Before">Sizes of all tables before.</param>
/// <param name="After">Sizes of all tables after.</param>
/// <param name="IsStopped">Whether a stop was asked while something was left.</param>
internal sealed record PruneResult(IReadOnlyList<TableSize> Before, IReadOnlyList<TableSize> After, bool IsStopped)
{
    /// <summary>Bytes of all files of the data directory before.</summary>
    public long DirectoryBefore { get; init; }

    /// <summary>The same after, when the database was closed.</summary>
    public long DirectoryAfter { get; init; }

    /// <summary>Time that it took.</summary>
    public double Seconds { get; init; }

    /// <summary>Bytes that the tables of all segments have less.</summary>
    public long BytesFreed => PruneSegment.All.SelectMany(segment => segment.Tables).Sum(BytesFreedOf);

    /// <summary>Bytes that the tables of a segment have less.</summary>
    public long BytesFreedOf(SegmentPlan segment) => segment.Segment.Tables.Sum(BytesFreedOf);

    private long BytesFreedOf(Table table) => (long)Before[table.Index].Bytes - (long)After[table.Index].Bytes;
}
