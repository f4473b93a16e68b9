using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Estimates what goes of an index from some of its rows: its keys are hashes, so that any of them are like all of them.</summary>
internal static class IndexSample
{
    /// <summary>An index of so many rows is read as a whole, which takes about a second.</summary>
    private const ulong RowsReadMax = 2_000_000;

    /// <summary>Places from which rows are taken of a larger one: evenly over the first byte of its keys.</summary>
    private const int Places = 256;

    public static TablePlan Plan(IReadTransaction tx, TableSize size, BlockNumber limit, ulong rowsReadMax = RowsReadMax)
    {
        Sample sample = new(size.Table, limit);
        using ICursor cursor = tx.OpenRawCursor(size.Table);
        if (size.RowsEstimate <= rowsReadMax)
        {
            sample.Take(cursor, cursor.First(), long.MaxValue);
            return sample.Of(sample.Rows, size.Bytes);
        }
        long rowsOfEach = (long)Math.Max(1, rowsReadMax / Places);
        for (int place = 0; place < Places; place++)
        {
            sample.Take(cursor, cursor.Seek([(byte)place]), rowsOfEach);
        }
        return sample.Of(size.RowsEstimate, size.Bytes);
    }

    private sealed class Sample(Table table, BlockNumber limit)
    {
        private readonly IndexCut _cut = new(table);
        private ulong _rowsGoing;
        private ulong _bytes;
        private ulong _bytesGoing;

        public ulong Rows { get; private set; }

        public void Take(ICursor cursor, bool found, long rowsMax)
        {
            for (long rows = 0; found && rows < rowsMax; rows++, found = cursor.Next())
            {
                ulong bytes = (ulong)(cursor.Key.Length + cursor.Value.Length);
                IndexFate fate = _cut.Decide(cursor.Key, cursor.Value, limit);
                Rows++;
                _bytes += bytes;
                _rowsGoing += fate == IndexFate.Goes ? 1UL : 0;
                _bytesGoing +=
                    fate == IndexFate.Goes ? bytes
                    : fate == IndexFate.IsCut ? (ulong)Math.Max(0, cursor.Value.Length - _cut.NewValue.Length)
                    : 0;
            }
        }

        public TablePlan Of(ulong rowsInAll, ulong bytesInAll)
        {
            ulong rows = Rows == 0 ? 0 : (ulong)((double)rowsInAll * _rowsGoing / Rows);
            ulong bytes = _bytes == 0 ? 0 : (ulong)((double)bytesInAll * _bytesGoing / _bytes);
            return new TablePlan(table, rows, rowsInAll - rows, bytes, bytesInAll - bytes);
        }
    }
}
