using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>What one stage did in a run and what it took, over all its commits.</summary>
public sealed record StageReport
{
    /// <summary>The stage.</summary>
    public required StageId Stage { get; init; }

    /// <summary>What <see cref="Units"/> counts.</summary>
    public required string Unit { get; init; }

    /// <summary>Checkpoint before the run.</summary>
    public required BlockNumber From { get; init; }

    /// <summary>Checkpoint after the run.</summary>
    public required BlockNumber Checkpoint { get; init; }

    /// <summary>Last block that the stage was asked for: the checkpoint of the one before it, unless an earlier one was named.</summary>
    public BlockNumber Target { get; init; }

    /// <summary>Blocks written, those included that were taken back later in the run.</summary>
    public required ulong Blocks { get; init; }

    /// <summary>Units done.</summary>
    public required long Units { get; init; }

    /// <summary>Time in the stage and its commits.</summary>
    public required double Seconds { get; init; }

    /// <summary>Time that a dry run took to go back before it began; it is no part of <see cref="Seconds"/>.</summary>
    public double UnwindSeconds { get; init; }

    /// <summary>Commits made.</summary>
    public required int Commits { get; init; }

    /// <summary>Seconds in each phase, by <see cref="StagePhase"/>; they add up to <see cref="Seconds"/>.</summary>
    public required IReadOnlyDictionary<StagePhase, double> Phases { get; init; }

    /// <summary>Bytes read from source and database.</summary>
    public required long ReadBytes { get; init; }

    /// <summary>Bytes of keys and values committed; in a dry run, those that a commit would have written.</summary>
    public required long WrittenBytes { get; init; }

    /// <summary>Bytes allocated by the whole process meanwhile.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>Seconds that the garbage collector held all threads.</summary>
    public required double GcPauseSeconds { get; init; }

    /// <summary>Highest working set of the process so far.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Units in a second; 0 when no time passed.</summary>
    public double UnitsPerSecond => Seconds > 0 ? Units / Seconds : 0;
}
