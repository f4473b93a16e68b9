using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary>A range of a table that is compacted in one call, which cannot be stopped: so none is too large.</summary>
/// <param name="Table">The table.</param>
/// <param name="First">First key; empty for the table's begin.</param>
/// <param name="End">Key after the last one; empty for the table's end.</param>
internal sealed record CompactPiece(Table Table, byte[] First, byte[] End)
{
    private const ulong BytesMax = 256UL * 1024 * 1024; // About two seconds.

    /// <summary>The pieces of all tables of which something goes or went.</summary>
    public static List<CompactPiece> Of(PrunePlan plan, IReadOnlyList<TableSize> sizes)
    {
        List<CompactPiece> pieces = [];
        foreach (SegmentPlan segment in plan.Segments)
        {
            if (segment.Limit == BlockNumber.Genesis)
            {
                continue; // Else also when nothing goes now: an earlier run may have been stopped before the space was free.
            }
            foreach (TablePlan table in segment.Tables)
            {
                if (table.Table == segment.Segment.Rows)
                {
                    byte[] end = new byte[sizeof(ulong)];
                    segment.Limit.WriteTo(end);
                    pieces.Add(new CompactPiece(table.Table, [], end)); // Whole files are gone: what is left lies about the limit.
                }
                else
                {
                    Add(pieces, table.Table, sizes[table.Table.Index].Bytes);
                }
            }
        }
        return pieces;
    }

    /// <summary>An index is cut by the first byte of its keys, which are hashes.</summary>
    private static void Add(List<CompactPiece> pieces, Table table, ulong bytes)
    {
        int count = (int)Math.Min(256, (bytes / BytesMax) + 1);
        for (int i = 0; i < count; i++)
        {
            pieces.Add(
                new CompactPiece(table, i == 0 ? [] : [(byte)(i * 256 / count)], i == count - 1 ? [] : [(byte)((i + 1) * 256 / count)])
            );
        }
    }
}
