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
        if (Result.IsStopped)
        {
            json.WriteBoolean("interrupted", value: true);
        }
        json.WriteEndObject();
    }

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
            terminal.Out.WriteLine("dry run: nothing was written");
        }
        Error?.WriteText(terminal);
        if (Result.IsStopped)
        {
            terminal.Error.WriteLine($"stopped after a commit at block {stage.Checkpoint}. The same command goes on from there.");
        }
    }
}
