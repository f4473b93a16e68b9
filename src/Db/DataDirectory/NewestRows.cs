using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>
/// Compares checkpoints with the newest rows when a database is opened: a write-ahead log that was damaged in its middle opens
/// with less than was committed, and without an error.
/// </summary>
public static class NewestRows
{
    /// <summary>Checks tables that hold one row or more for each block, keyed by block number first.</summary>
    /// <param name="tx">A view of the database.</param>
    /// <param name="stages">For each stage a table whose last row belongs to the block of the stage's checkpoint.</param>
    /// <exception cref="NodeException">A table ends elsewhere; <see cref="NodeErrorCode.RowsContradictCheckpoint"/>.</exception>
    public static void Check(IReadTransaction tx, IReadOnlyList<(string Stage, Table Table)> stages)
    {
        foreach ((string stage, Table table) in stages)
        {
            string promised = tx.TryGet(Tables.StageCheckpoints, stage, out StageCheckpoint checkpoint)
                ? $"block {checkpoint.Number}"
                : "no block";
            string found = Last(tx, table) is { } number ? $"block {number}" : "no block";
            if (found != promised)
            {
                throw new NodeException(
                    NodeErrorCode.RowsContradictCheckpoint,
                    $"the checkpoint of stage {stage} is at {promised}, but table {table.Name} ends at {found}",
                    $"table {table.Name}",
                    "The database lost rows, mostly by a failing disk: check it, then import again into a new --datadir."
                );
            }
        }
    }

    private static BlockNumber? Last(IReadTransaction tx, Table table)
    {
        using ICursor cursor = tx.OpenRawCursor(table);
        return cursor.Last() ? BlockNumber.ReadFrom(cursor.Key) : null;
    }
}
