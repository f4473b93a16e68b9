using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests;

/// <summary>A running stage that stands where the test puts it.</summary>
internal sealed class FakeProgress : IStageProgress
{
    public StageId Stage { get; init; } = StageId.Execution;

    public BlockNumber Position { get; set; }

    public BlockNumber Target { get; set; } = new(1_000);

    public long Units { get; set; }

    public long Steps { get; set; }

    public StagePhase CurrentPhase { get; set; } = StagePhase.Compute;

    public TimeSpan Elapsed => TimeSpan.Zero;

    public Dictionary<StagePhase, double> Seconds { get; } = [];

    public double SecondsOf(StagePhase phase) => Seconds.GetValueOrDefault(phase);
}
