using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Reads and writes the checkpoints, which live beside the rows that they speak of.</summary>
public static class CheckpointStore
{
    /// <summary>The checkpoint of a stage; null when there is none.</summary>
    public static StageCheckpoint? Find(IReadTransaction tx, StageId stage) =>
        tx.TryGet(Tables.StageCheckpoints, stage.Name, out StageCheckpoint checkpoint) ? checkpoint : null;

    /// <summary>The checkpoint of a stage; null when there is none, or none that can be read.</summary>
    public static StageCheckpoint? FindReadable(IReadTransaction tx, StageId stage)
    {
        try
        {
            return Find(tx, stage);
        }
        catch (DatabaseCorruptException)
        {
            return null;
        }
    }

    /// <summary>The checkpoint of a stage.</summary>
    /// <exception cref="NodeException">There is none.</exception>
    public static StageCheckpoint Read(IReadTransaction tx, StageId stage) =>
        Find(tx, stage)
        ?? throw new NodeException(
            NodeErrorCode.CheckpointMissing,
            $"stage {stage} has no checkpoint",
            $"table {nameof(Tables.StageCheckpoints)}",
            $"`nodeproto stage reset {stage}` empties it and the later ones, and the next import writes them again. Check the disk first: a row was lost"
        );

    /// <summary>Writes a checkpoint whose hash is that of the canonical block.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="number">The block.</param>
    /// <param name="hash">Its hash when it is at hand; null to look it up.</param>
    internal static StageCheckpoint Write(IWriteTransaction tx, StageId stage, BlockNumber number, Hash256? hash = null)
    {
        StageCheckpoint checkpoint = new(number, hash ?? tx.GetOrThrow(Tables.CanonicalHashes, number));
        tx.Put(Tables.StageCheckpoints, stage.Name, checkpoint);
        return checkpoint;
    }

    /// <summary>
    /// Compares each checkpoint with the one before it and with the canonical chain: a log that was damaged in its middle opens
    /// with less than was committed, and nothing may be built upon that.
    /// </summary>
    /// <exception cref="NodeException">A checkpoint is missing, is higher than the one before it, or names another block.</exception>
    public static void CheckOrThrow(IReadTransaction tx, IReadOnlyList<StageId> stages)
    {
        StageCheckpoint? before = null;
        foreach (StageId stage in stages)
        {
            StageCheckpoint checkpoint = Read(tx, stage);
            bool isCanonical = tx.TryGet(Tables.CanonicalHashes, checkpoint.Number, out Hash256 canonical) && canonical == checkpoint.Hash;
            if (!isCanonical || (before is { } earlier && checkpoint.Number > earlier.Number))
            {
                throw new NodeException(
                    NodeErrorCode.CheckpointsContradict,
                    before is { } limit && isCanonical
                        ? $"stage {stage} stands at {checkpoint}, the stage before it at {limit}"
                        : $"stage {stage} stands at {checkpoint}, which is not the canonical block of that number",
                    $"table {nameof(Tables.StageCheckpoints)}, key {stage}",
                    $"Run `nodeproto stage reset {(isCanonical ? stage : stages[0])}` and start again."
                );
            }
            before = checkpoint;
        }
    }
}
