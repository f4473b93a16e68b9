using System.Text.Json;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Node.Output;

/// <summary>What is kept of a segment.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Mode">What shall be kept.</param>
/// <param name="FirstBlock">First block that is.</param>
internal readonly record struct RetainedSegment(PruneSegment Segment, PruneMode Mode, BlockNumber FirstBlock)
{
    /// <summary>All segments as they are now.</summary>
    public static IReadOnlyList<RetainedSegment> Read(IReadTransaction tx)
    {
        List<RetainedSegment> all = [];
        foreach (PruneSegment segment in PruneSegment.All)
        {
            PruneCheckpoint now = Retention.Find(tx, segment);
            all.Add(new RetainedSegment(segment, now.Mode, now.FirstBlock));
        }
        return all;
    }

    /// <summary>An array <c>retained</c> into an object that is open.</summary>
    public static void WriteAll(Utf8JsonWriter json, IReadOnlyList<RetainedSegment> all)
    {
        json.WriteStartArray("retained");
        foreach (RetainedSegment each in all)
        {
            json.WriteStartObject();
            json.WriteString("segment", each.Segment.Name);
            json.WriteString("mode", each.Mode.ToString());
            json.WriteNumber("firstBlock", each.FirstBlock.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
