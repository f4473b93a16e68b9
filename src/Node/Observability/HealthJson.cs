using System.Text.Json;
using NodeProto.Node.Live;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;

namespace NodeProto.Node.Observing;

/// <summary>What <c>/health</c> answers: the whole snapshot.</summary>
internal static class HealthJson
{
    /// <summary><c>ok</c>; <c>waiting</c> for the source; <c>stalled</c>, which answers 503; <c>no-stages</c> where nothing runs yet.</summary>
    public static string StatusOf(PipelineSnapshot? now, ILongTask? task) =>
        now is null
            ? task is null
                ? "no-stages"
                : "ok"
            : now.IsStalled
                ? "stalled"
                : now.Stall == StallReason.WaitingForSource
                    ? "waiting"
                    : "ok";

    /// <summary>One JSON object.</summary>
    /// <param name="now">The snapshot; null before and after there is a pipeline.</param>
    /// <param name="task">Work that is no stage; null while there is none.</param>
    /// <param name="retained">What is kept of each segment; empty while there is no database.</param>
    /// <param name="command">The command that runs.</param>
    public static string Of(PipelineSnapshot? now, ILongTask? task, IReadOnlyList<RetainedSegment> retained, string command) =>
        JsonText.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("status", StatusOf(now, task));
            json.WriteString("command", command);
            json.WriteString("version", BuildVersion.Text);
            WriteTask(json, task);
            if (now is not null)
            {
                Write(json, now);
                RetainedSegment.WriteAll(json, retained);
            }
            json.WriteEndObject();
        });

    private static void Write(Utf8JsonWriter json, PipelineSnapshot now)
    {
        json.WriteString("time", now.At);
        json.WriteNumber("uptimeSeconds", Rounded(now.Uptime));
        json.WriteString("reason", now.Stall == StallReason.None ? null : Words.Of(now.Stall));
        json.WriteString("text", now.StallText.Length == 0 ? null : now.StallText);
        json.WriteNumber("stillSeconds", Rounded(now.Still));
        json.WriteNumber("commitAgeSeconds", Rounded(now.CommitAge));
        json.WriteNumber("head", now.Head.Value);
        json.WriteNumber("tip", now.Tip.Value);
        json.WriteNumber("blocksBehind", now.BlocksBehind);
        WriteWayBack(json, now.WayBack);
        json.WriteStartObject("source");
        json.WriteString("state", Words.Of(now.Source.Condition));
        json.WriteNumber("forSeconds", Rounded(now.Source.For));
        json.WriteString("text", now.Source.Text.Length == 0 ? null : now.Source.Text);
        Write(json, "lastBlock", now.Source.LastBlock?.Value);
        json.WriteEndObject();
        WriteError(json, now.LastError);
        json.WriteStartArray("stages");
        foreach (StageSnapshot stage in now.Stages)
        {
            Write(json, stage);
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, StageSnapshot stage)
    {
        json.WriteStartObject();
        json.WriteString("stage", stage.Stage.Name);
        json.WriteString("doing", stage.Doing);
        json.WriteNumber("checkpoint", stage.Checkpoint.Number.Value);
        json.WriteString("checkpointHash", stage.Checkpoint.Hash.ToString());
        json.WriteNumber("position", stage.Position.Value);
        Write(json, "target", stage.Target?.Value);
        Write(json, "wayBackFrom", stage.WayBackFrom?.Value);
        json.WriteString("unit", stage.Unit);
        json.WriteNumber("units", stage.Units);
        json.WriteNumber("unitsPerSecond", Math.Round(stage.UnitsPerSecond, 3));
        json.WriteNumber("blocksPerSecond", Math.Round(stage.BlocksPerSecond, 3));
        WriteSeconds(json, "secondsLeft", stage.TimeLeft);
        json.WriteNumber("stillSeconds", Rounded(stage.Still));
        json.WriteString("reason", stage.Stall == StallReason.None ? null : Words.Of(stage.Stall));
        json.WriteNumber("commits", stage.Commits);
        WriteSeconds(json, "commitAgeSeconds", stage.CommitAge);
        WriteSeconds(json, "commitSeconds", stage.CommitDuration);
        json.WriteNumber("unwinds", stage.Unwinds);
        json.WriteNumber("errors", stage.ErrorsByKind.Sum());
        WriteError(json, stage.LastError);
        json.WriteEndObject();
    }

    private static void WriteTask(Utf8JsonWriter json, ILongTask? task)
    {
        if (task is null)
        {
            json.WriteNull("task");
            return;
        }
        json.WriteStartObject("task");
        json.WriteString("name", task.Name);
        json.WriteStartArray("counts");
        foreach (TaskCount count in task.Counts())
        {
            json.WriteStartObject();
            json.WriteString("unit", count.Unit);
            json.WriteNumber("done", count.Done);
            Write(json, "target", (ulong?)count.Target);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteWayBack(Utf8JsonWriter json, WayBackSnapshot? wayBack)
    {
        if (wayBack is null)
        {
            json.WriteNull("wayBack");
            return;
        }
        json.WriteStartObject("wayBack");
        json.WriteNumber("from", wayBack.From.Value);
        json.WriteNumber("to", wayBack.To.Value);
        json.WriteNumber("share", Math.Round(wayBack.Share, 4));
        WriteSeconds(json, "secondsLeft", wayBack.TimeLeft);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, StageError? error)
    {
        if (error is null)
        {
            json.WriteNull("lastError");
            return;
        }
        json.WriteStartObject("lastError");
        json.WriteString("stage", error.Stage.Name);
        json.WriteString("kind", Words.Of(error.Kind));
        json.WriteString("text", error.Text);
        Write(json, "block", error.Block?.Value);
        json.WriteString("time", error.At);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ulong? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteSeconds(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } value)
        {
            json.WriteNumber(name, Rounded(value));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static double Rounded(TimeSpan time) => Math.Round(time.TotalSeconds, 3);
}
