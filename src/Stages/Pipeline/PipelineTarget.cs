using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>How far a run goes.</summary>
public sealed record PipelineTarget
{
    /// <summary>To the source's end, through all stages.</summary>
    public static PipelineTarget Everything { get; } = new();

    /// <summary>Last block that is taken from the source.</summary>
    public BlockNumber ToBlock { get; init; } = new(ulong.MaxValue);

    /// <summary>Last stage that runs; null means the last one there is.</summary>
    public StageId? ToStage { get; init; }
}

/// <summary>Settings of the pipeline.</summary>
public sealed record PipelineOptions
{
    /// <summary>The defaults.</summary>
    public static PipelineOptions Default { get; } = new();

    /// <summary>When a stage commits.</summary>
    public CommitThresholds Thresholds { get; init; } = CommitThresholds.Default;

    /// <summary>How much memory a stage may take before it commits.</summary>
    public StageMemory Memory { get; init; } = StageMemory.Default;

    /// <summary>Pauses the stages while the disk has too little room; null when nobody looks. Going back is never paused: it makes room.</summary>
    public DiskGuard? Disk { get; init; }
}
