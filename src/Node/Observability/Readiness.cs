using System.Globalization;
using NodeProto.Node.Watching;

namespace NodeProto.Node.Observing;

/// <summary>What a caller of <c>/readyz</c> asks for.</summary>
/// <param name="MaxBlocksBehind">Blocks that the head may lie behind the tip; null for any number.</param>
/// <param name="MaxCommitAgeSeconds">Seconds since the newest commit; null for any number.</param>
internal readonly record struct Readiness(ulong? MaxBlocksBehind, double? MaxCommitAgeSeconds)
{
    /// <summary>Name of the parameter for <see cref="MaxBlocksBehind"/>.</summary>
    public const string BlocksBehindName = "maxBlocksBehind";

    /// <summary>Name of the parameter for <see cref="MaxCommitAgeSeconds"/>.</summary>
    public const string CommitAgeName = "maxCommitAgeSeconds";

    /// <summary>Reads the parameters; false when one of them is no number, which the text then says.</summary>
    public static bool TryParse(string? blocksBehind, string? commitAge, out Readiness asked, out string error)
    {
        asked = default;
        error = "";
        ulong blocks = 0;
        double seconds = 0;
        if (blocksBehind is not null && !ulong.TryParse(blocksBehind, NumberStyles.None, CultureInfo.InvariantCulture, out blocks))
        {
            error = $"'{blocksBehind}' is not a value for {BlocksBehindName}; expected a number of blocks";
            return false;
        }
        if (commitAge is not null && !double.TryParse(commitAge, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds))
        {
            error = $"'{commitAge}' is not a value for {CommitAgeName}; expected a number of seconds";
            return false;
        }
        asked = new Readiness(blocksBehind is null ? null : blocks, commitAge is null ? null : seconds);
        return true;
    }

    /// <summary>Why the node is not ready, one line each; empty when it is.</summary>
    public IReadOnlyList<string> Check(PipelineSnapshot? now)
    {
        if (now is null)
        {
            return ["there are no stages, or not yet"];
        }
        List<string> lacks = [];
        if (now.IsStalled)
        {
            lacks.Add($"{Words.Of(now.Stall)}: {now.StallText}");
        }
        if (MaxBlocksBehind is { } blocks && now.BlocksBehind > blocks)
        {
            lacks.Add($"{now.BlocksBehind} blocks behind; {BlocksBehindName} is {blocks}");
        }
        if (MaxCommitAgeSeconds is { } seconds && now.CommitAge.TotalSeconds > seconds)
        {
            lacks.Add($"newest commit {now.CommitAge.TotalSeconds:0.0} s ago; {CommitAgeName} is {seconds}");
        }
        return lacks;
    }
}
