using System.Text;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary><see cref="Tables.PruneCheckpoints"/>: of segments alone, none beyond the chain. What they say is compared table by table.</summary>
internal static class PruneCheck
{
    /// <summary>Checks the rows, and notes from which block on each segment is kept.</summary>
    public static void Run(Verification run)
    {
        BlockNumber head = run.CheckpointOf(StageId.Headers);
        using Cursor<TextKey, PruneCheckpoint> cursor = run.Tx.OpenCursor(Tables.PruneCheckpoints);
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            run.Read(Tables.PruneCheckpoints);
            string name = Encoding.UTF8.GetString(cursor.KeyBytes);
            if (PruneSegment.Find(name) is not { } segment)
            {
                run.Findings.Add(Tables.PruneCheckpoints, name, "the name of a segment", "no segment has this name");
            }
            else if (run.TryDecode(Tables.PruneCheckpoints, cursor.KeyBytes, cursor.ValueBytes, out PruneCheckpoint checkpoint))
            {
                if (checkpoint.FirstBlock > head + 1)
                {
                    run.Findings.Add(Tables.PruneCheckpoints, name, $"at most block {head + 1}", $"block {checkpoint.FirstBlock}");
                }
                run.SetFirstKept(segment, BlockNumber.Min(checkpoint.FirstBlock, head + 1));
            }
        }
        try
        {
            run.BeingPruned = PruneProgress.Find(run.Tx)?.Segment;
        }
        catch (DatabaseCorruptException e)
        {
            run.Findings.AddOfPipeline(Tables.StageProgress, StageId.Prune, "a segment that is being pruned", e.Expectation);
        }
    }
}
