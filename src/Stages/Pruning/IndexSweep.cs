using NodeProto.Db;

namespace NodeProto.Stages;

/// <summary>Walks over a whole index and takes out the blocks before a limit: the way when many of them go.</summary>
internal static class IndexSweep
{
    private const int RowsPerLook = 1_024;

    /// <summary>Goes on until the end of the index or of the commit; false when rows are left.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="progress">Where it stands.</param>
    /// <param name="meter">Takes measurements, and says when to stop.</param>
    /// <param name="next">Where it goes on.</param>
    public static bool TryFinish(IWriteTransaction tx, PruneProgress progress, Meter meter, out PruneProgress next)
    {
        Table table = progress.Segment.Index!;
        IndexCut cut = new(table);
        IBulkLoad load = tx.OpenRawLoad(table); // The cursor goes on seeing the table as it was.
        bool found;
        byte[] position = [];
        using (meter.Phase(StagePhase.Read))
        {
            using ICursor cursor = tx.OpenRawCursor(table);
            found = cursor.Seek(progress.Position);
            for (long rows = 1; found; rows++, found = cursor.Next())
            {
                if (rows % RowsPerLook == 0)
                {
                    meter.Add(RowsPerLook);
                    meter.Reach(meter.Position); // No further block: it tells observers that something moves.
                    if (meter.ShouldCommit)
                    {
                        position = cursor.Key.ToArray();
                        break;
                    }
                }
                IndexFate fate = cut.Decide(cursor.Key, cursor.Value, progress.Limit);
                if (fate == IndexFate.Goes)
                {
                    load.Delete(cursor.Key);
                }
                else if (fate == IndexFate.IsCut)
                {
                    load.Add(cursor.Key, cut.NewValue);
                }
            }
        }
        next = progress with { Position = position };
        return !found;
    }
}
