using System.Text.Json;
using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>What one stage did and what it took.</summary>
internal sealed record StageRunReport(PipelineResult Result, bool IsDryRun) : IReport
{
    /// <inheritdoc/>
    public int ExitCode =>
        Error is { } error ? error.ExitCode
        : Result.IsStopped ? ExitCodes.Interrupted
        : ExitCodes.Done;

    /// <inheritdoc/>
    public ErrorReport? Error =>
        Result.Rejected.Count > 0 ? PipelineErrors.Of(Result.Rejected[0], Result.Head)
        : Result.SourceFailure is { } failure ? ErrorReport.Of(failure)
        : null;

    /// <inheritdoc/>
    public void WriteJson(Utf8JsonWriter json)
    {
        if (Error is { } error)
        {
            error.WriteJson(json);
            return;
        }
        json.WriteStartObject();
        StageJson.WriteAll(json, Result.Stages[0]);
        json.WriteBoolean("dryRun", IsDryRun);
        if (IsDryRun)
        {
            json.WriteBoolean("endsAtCommit", IsShort(Result.Stages[0]));
            json.WriteNumber("unwindSeconds", Math.Round(Result.Stages[0].UnwindSeconds, 6));
        }
        if (Result.IsStopped)
        {
            json.WriteBoolean("interrupted", value: true);
        }
        json.WriteEndObject();
    }

    /// <summary>A dry run is one transaction; what a threshold leaves over would need a commit.</summary>
    private bool IsShort(StageReport stage) =>
        Error is null && !Result.IsStopped && stage.Checkpoint < stage.Target && stage.Target.Value != ulong.MaxValue;

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        StageReport stage = Result.Stages[0];
        StageTable.Write(terminal, Result.Stages);
        terminal.Out.WriteLine(
            $"{stage.Commits} commits, {Readable.Bytes((ulong)stage.ReadBytes)} read, {Readable.Bytes((ulong)stage.WrittenBytes)} written,"
                + $" {Readable.Bytes((ulong)stage.AllocatedBytes)} allocated, {Readable.Duration(stage.GcPauseSeconds)} of collection pauses,"
                + $" {Readable.Bytes((ulong)stage.PeakMemoryBytes)} memory at most"
        );
        if (IsDryRun)
        {
            terminal.Out.WriteLine(
                stage.UnwindSeconds > 0
                    ? $"dry run: nothing was written; going back to block {stage.From} first took {Readable.Duration(stage.UnwindSeconds)}"
                    : "dry run: nothing was written"
            );
            if (IsShort(stage))
            {
                terminal.Out.WriteLine($"It ends at block {stage.Checkpoint} of {stage.Target}, where a commit would come.");
                terminal.Out.WriteLine(
                    "A threshold of --commit-... or --memory.STAGE ended it; raise it to go further in one transaction."
                );
            }
        }
        Error?.WriteText(terminal);
    }
}
