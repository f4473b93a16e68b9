using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>A running stage as others see it, live; every member may be read from any thread.</summary>
public interface IStageProgress
{
    /// <summary>The stage.</summary>
    StageId Stage { get; }

    /// <summary>Last whole block that is done, committed or not; on the way back the last one that is still there.</summary>
    BlockNumber Position { get; }

    /// <summary>Last block to do; on the way back the last one that stays.</summary>
    BlockNumber Target { get; }

    /// <summary>Units done since the run began.</summary>
    long Units { get; }

    /// <summary>Grows while the stage works on what is neither a whole unit nor a whole block yet.</summary>
    long Steps { get; }

    /// <summary>What the stage is doing now.</summary>
    StagePhase CurrentPhase { get; }

    /// <summary>Time since the run began.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>Seconds spent in a phase since the run began; the phase that goes on counts once it ends.</summary>
    double SecondsOf(StagePhase phase);
}
