using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Estimates what goes of a table whose keys begin with their block.</summary>
internal static class RowsByBlock
{
    /// <summary>Up to so many rows a table is read: what is small lies in the log more than in files, whose sizes tell the rest.</summary>
    private const ulong RowsReadMax = 20_000;

    public static TablePlan Plan(IDatabase database, IReadTransaction tx, TableSize size, BlockNumber limit)
    {
        Span<byte> end = stackalloc byte[BlockNumber.MaxSize];
        limit.WriteTo(end);
        ulong inFiles = database.EstimateBytes(size.Table, default, default);
        if (size.RowsEstimate <= RowsReadMax || inFiles < size.Bytes / 2)
        {
            return Read(tx, size, end);
        }
        double share = Math.Min(1, (double)database.EstimateBytes(size.Table, default, end) / inFiles);
        ulong rows = (ulong)(size.RowsEstimate * share);
        ulong bytes = (ulong)(size.Bytes * share);
        return new TablePlan(size.Table, rows, size.RowsEstimate - rows, bytes, size.Bytes - bytes);
    }

    private static TablePlan Read(IReadTransaction tx, TableSize size, ReadOnlySpan<byte> end)
    {
        (ulong Rows, ulong Bytes) going = default;
        (ulong Rows, ulong Bytes) staying = default;
        using ICursor cursor = tx.OpenRawCursor(size.Table);
        for (bool found = cursor.First(); found; found = cursor.Next())
        {
            bool goes = cursor.Key.SequenceCompareTo(end) < 0;
            ref (ulong Rows, ulong Bytes) sum = ref goes ? ref going : ref staying;
            sum.Rows++;
            sum.Bytes += (ulong)(cursor.Key.Length + cursor.Value.Length);
        }
        ulong all = going.Bytes + staying.Bytes;
        ulong bytes = all == 0 ? 0 : (ulong)((double)size.Bytes * going.Bytes / all);
        return new TablePlan(size.Table, going.Rows, staying.Rows, bytes, size.Bytes - bytes);
    }
}
