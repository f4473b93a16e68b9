using System.Text.Json;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>How an import ended.</summary>
/// <param name="Result">What the pipeline did.</param>
/// <param name="StateRoot">State root of the head; null when the stage state-root has not reached it.</param>
/// <param name="RootsUpTo">Last block up to which the stage state-root computed roots.</param>
/// <param name="VerifyPow">Whether proof of work was verified.</param>
/// <param name="Checksum">Checksum of the tables; null when it was not asked for.</param>
internal sealed record ImportReport(PipelineResult Result, Hash256? StateRoot, BlockNumber RootsUpTo, bool VerifyPow, Hash256? Checksum)
    : IReport
{
    /// <inheritdoc/>
    public int ExitCode =>
        Error is { } error ? error.ExitCode
        : Result.IsStopped ? ExitCodes.Interrupted
        : ExitCodes.Done;

    /// <inheritdoc/>
    /// <remarks>The first block that was refused, else why the files ended early, else null.</remarks>
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
        json.WriteStartObject("head");
        json.WriteNumber("number", Result.Head.Number.Value);
        json.WriteString("hash", Result.Head.Hash.ToString());
        json.WriteEndObject();
        json.WriteString("stateRoot", StateRoot?.ToString());
        json.WriteBoolean("verifyPow", VerifyPow);
        json.WriteStartArray("stages");
        foreach (StageReport stage in Result.Stages)
        {
            StageJson.WriteShort(json, stage);
        }
        json.WriteEndArray();
        if (Checksum is { } checksum)
        {
            json.WriteString("checksum", checksum.ToString());
        }
        if (Result.IsStopped)
        {
            json.WriteBoolean("interrupted", value: true);
        }
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteText(Terminal terminal)
    {
        StageTable.Write(terminal, Result.Stages);
        terminal.Out.WriteLine($"head {Result.Head.Number} {Result.Head.Hash}");
        terminal.Out.WriteLine(
            StateRoot is { } root
                ? $"state root {root}"
                : $"state root not computed: the stage {StageId.StateRoot} stands at block {Readable.Count(RootsUpTo.Value)}"
        );
        terminal.Out.WriteLine(
            VerifyPow ? "proof of work verified, where blocks have one" : "proof of work not verified; --verify-pow verifies it"
        );
        if (Checksum is { } checksum)
        {
            terminal.Out.WriteLine($"checksum {checksum}");
        }
        foreach (RejectedBlock rejected in Result.Rejected)
        {
            PipelineErrors.Of(rejected, Result.Head).WriteText(terminal);
        }
        if (Result.SourceFailure is { } failure)
        {
            ErrorReport.Of(failure).WriteText(terminal);
        }
    }
}
