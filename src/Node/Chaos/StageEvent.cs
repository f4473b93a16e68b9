using System.Text.Json;

namespace NodeProto.Node.Chaos;

/// <summary>What a stage tells of itself.</summary>
internal enum StageEventKind
{
    /// <summary>It begins the work of one commit, after the block.</summary>
    Working,

    /// <summary>It has done whole blocks up to this one, committed or not.</summary>
    Progress,

    /// <summary>It begins to make durable what it did up to the block.</summary>
    Committing,

    /// <summary>The block is durable.</summary>
    Committed,

    /// <summary>It begins to go back to the block.</summary>
    GoingBack,

    /// <summary>It went back to the block, and that is durable.</summary>
    WentBack,
}

/// <summary>One line of a command's log, when it tells of a stage.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Block">The block that it names.</param>
internal readonly record struct StageEvent(StageEventKind Kind, string Stage, ulong Block)
{
    /// <summary>What the stage does after this, in words.</summary>
    public string Phase =>
        Kind switch
        {
            StageEventKind.Working or StageEventKind.Progress => "working",
            StageEventKind.Committing => "committing",
            StageEventKind.GoingBack => "going back",
            _ => "between commits",
        };

    /// <summary>Understands a line of the log in JSON; false for what tells of no stage, and for a line that a kill cut off.</summary>
    public static bool TryParse(string line, out StageEvent found)
    {
        found = default;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement entry = document.RootElement;
            if (
                entry.ValueKind != JsonValueKind.Object
                || !entry.TryGetProperty("stage", out JsonElement stage)
                || stage.ValueKind != JsonValueKind.String
                || !entry.TryGetProperty("block", out JsonElement block)
                || block.ValueKind != JsonValueKind.Number
                || !block.TryGetUInt64(out ulong number)
                || KindOf(entry) is not { } kind
            )
            {
                return false;
            }
            found = new StageEvent(kind, stage.GetString()!, number);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A commit names its block's hash, a way back where it came from, and progress its speed.</summary>
    private static StageEventKind? KindOf(JsonElement entry)
    {
        bool isDebug = entry.TryGetProperty("level", out JsonElement level) && level.ValueEquals("debug");
        if (isDebug && entry.TryGetProperty("phase", out JsonElement phase))
        {
            return phase.GetString() switch
            {
                "working" => StageEventKind.Working,
                "committing" => StageEventKind.Committing,
                "going back" => StageEventKind.GoingBack,
                _ => null,
            };
        }
        return entry.TryGetProperty("hash", out _) ? StageEventKind.Committed
            : entry.TryGetProperty("from", out _) ? StageEventKind.WentBack
            : entry.TryGetProperty("unitsPerSecond", out _) ? StageEventKind.Progress
            : null;
    }
}
