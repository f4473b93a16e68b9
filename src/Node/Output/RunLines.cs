using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>What the log says of a run that goes on where another one ended, and of its own stop.</summary>
internal static class RunLines
{
    /// <summary>Names the blocks from which stages go on; says nothing when all of them begin.</summary>
    /// <param name="log">Where the line goes.</param>
    /// <param name="stages">Each stage of the run with its checkpoint.</param>
    public static void LogStart(EventLog log, IReadOnlyList<(StageId Stage, BlockNumber Checkpoint)> stages)
    {
        if (stages.All(static stage => stage.Checkpoint == BlockNumber.Genesis))
        {
            return;
        }
        NamedValue[] fields = [.. stages.Select(static stage => NamedValue.Count(FieldOf(stage.Stage), stage.Checkpoint.Value))];
        string words = string.Join(
            ", ",
            stages.Select(static (stage, i) => $"{stage.Stage} at {(i == 0 ? "block " : "")}{{{FieldOf(stage.Stage)}}}")
        );
        log.Info($"goes on: {words}", fields);
    }

    /// <summary>Says in which stage a run was stopped, and where that stage goes on.</summary>
    /// <param name="log">Where the line goes.</param>
    /// <param name="result">A run that was stopped.</param>
    /// <param name="whatNow">A sentence without its full stop.</param>
    public static void LogStop(EventLog log, PipelineResult result, string whatNow)
    {
        StageReport unfinished = result.StoppedIn is { } stage ? result.Stages.First(report => report.Stage == stage) : result.Stages[0];
        log.Info(
            $"stopped in {{stage}}, whose last commit is at block {{block}}. {whatNow}",
            new("stage", unfinished.Stage.Name),
            NamedValue.Count("block", unfinished.Checkpoint.Value)
        );
    }

    /// <summary>A stage's name as that of a field: <c>senderRecovery</c>.</summary>
    private static string FieldOf(StageId stage) =>
        string.Concat(stage.Name.Split('-').Select(static (word, i) => i == 0 ? word : $"{char.ToUpperInvariant(word[0])}{word[1..]}"));
}
