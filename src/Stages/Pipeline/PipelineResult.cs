using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>How a run ended.</summary>
public sealed record PipelineResult
{
    /// <summary>What each stage did, in their order; also those that had nothing to do.</summary>
    public required IReadOnlyList<StageReport> Stages { get; init; }

    /// <summary>Blocks that broke a rule, in the order in which they were found.</summary>
    public required IReadOnlyList<RejectedBlock> Rejected { get; init; }

    /// <summary>Why the source ended early, or null.</summary>
    public required NodeException? SourceFailure { get; init; }

    /// <summary>Whether a stop was asked while there was work left.</summary>
    public required bool IsStopped { get; init; }

    /// <summary>The stage that a stop left unfinished; null when the run was not stopped, or was of one stage alone.</summary>
    public StageId? StoppedIn { get; init; }

    /// <summary>The checkpoint of the last stage that was asked to run.</summary>
    public required StageCheckpoint Head { get; init; }
}

/// <summary>A block that broke a rule.</summary>
/// <param name="Stage">The stage that found it.</param>
/// <param name="Block">Block, rule, found and expected.</param>
public sealed record RejectedBlock(StageId Stage, InvalidBlock Block);
