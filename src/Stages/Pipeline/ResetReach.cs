using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>How far before a stage a reset has to begin: stages that are written again need the rows of every block, and some may be pruned.</summary>
internal static class ResetReach
{
    /// <summary>The stage to reset so that it and every later one can be written again from the start.</summary>
    /// <param name="set">All stages.</param>
    /// <param name="stage">The stage that shall be reset.</param>
    /// <param name="firstKept">First block that is kept of a segment.</param>
    /// <param name="missing">A segment because of which it begins before that stage, or null.</param>
    public static StageId FirstFor(StageSet set, StageId stage, Func<PruneSegment, BlockNumber> firstKept, out PruneSegment? missing)
    {
        missing = null;
        int first = set.IndexOf(stage);
        for (int i = set.Stages.Count - 1; i >= first; i--) // Whenever it begins earlier, the stages in between are looked at, too.
        {
            foreach (PruneSegment segment in set.Stages[i].Needs)
            {
                int writer = set.IndexOf(set.WriterOf(segment.Rows!)!.Value);
                if (writer < first && firstKept(segment) > BlockNumber.Genesis + 1)
                {
                    missing = segment;
                    first = writer;
                }
            }
        }
        return set.Stages[first].Id;
    }
}
