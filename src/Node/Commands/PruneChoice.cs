using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary>Records what shall be kept from now on, and says what that changes.</summary>
internal static class PruneChoice
{
    /// <summary>Records what a command line asks for, where that is another thing than before, and logs the plan.</summary>
    /// <exception cref="NodeException">It asks to keep too little.</exception>
    public static void Apply(NodeServices node, Session session)
    {
        IReadOnlyDictionary<PruneSegment, PruneMode> asked = PruneSettings.Asked(session.Parsed);
        List<SegmentPlan> changed = [];
        Dictionary<PruneSegment, PruneMode> before = [];
        BlockNumber head;
        using (IReadTransaction tx = node.Database.BeginRead())
        {
            foreach (PruneSegment segment in PruneSegment.All)
            {
                before.Add(segment, Retention.Find(tx, segment).Mode);
            }
            if (asked.All(each => before[each.Key] == each.Value))
            {
                return;
            }
            PrunePlan plan = PrunePlan.Of(node.Database, tx, asked, session.Stop);
            head = plan.Head;
            changed.AddRange(plan.Segments.Where(segment => before[segment.Segment] != segment.Mode));
        }
        Record(node.Database, changed);
        foreach (SegmentPlan segment in changed)
        {
            string was = before[segment.Segment].ToString();
            session.Log.Info(
                $"prune: {{segment}} keeps {{mode}} instead of {{before}}{Consequence(segment)}",
                new("segment", segment.Segment.Name),
                new("mode", segment.Mode.ToString()),
                new("before", was)
            );
            if (Lost(segment, head) is { } lost)
            {
                session.Log.Warning($"prune: {lost}");
            }
        }
    }

    /// <summary>What is asked for and cannot be had, with the way to get it; null when there is nothing such.</summary>
    public static string? Lost(SegmentPlan segment, BlockNumber head)
    {
        BlockNumber wanted = segment.Mode.FirstBlock(head, segment.Segment);
        return wanted < segment.FirstBlock
            ? $"{segment.Segment}: blocks {wanted} to {segment.FirstBlock - 1} were pruned before and do not come back:"
                + " for that, import the whole chain into a new --datadir"
            : null;
    }

    private static string Consequence(SegmentPlan segment) =>
        segment.Deletes
            ? $": blocks {segment.FirstBlock} to {segment.Limit - 1} go, about {Readable.Count(segment.RowsGoing)} rows and"
                + $" {Readable.Bytes(segment.BytesGoing)}"
            : ": nothing goes now";

    private static void Record(IDatabase database, IReadOnlyList<SegmentPlan> changed)
    {
        using IWriteTransaction tx = database.BeginWrite();
        foreach (SegmentPlan segment in changed)
        {
            PruneCheckpoint now = Retention.Find(tx, segment.Segment);
            tx.Put(Tables.PruneCheckpoints, segment.Segment.Name, now with { Mode = segment.Mode });
        }
        tx.Commit();
    }
}
