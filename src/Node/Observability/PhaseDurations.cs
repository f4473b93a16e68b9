using NodeProto.Db;
using NodeProto.Stages;

namespace NodeProto.Node.Observing;

/// <summary>Records what each phase of each commit took.</summary>
/// <param name="metrics">Where to.</param>
/// <param name="time">Clock.</param>
internal sealed class PhaseDurations(NodeMetrics metrics, TimeProvider time) : IPipelineObserver
{
    private static readonly StagePhase[] Named = [.. Enum.GetValues<StagePhase>().Where(phase => phase != StagePhase.Other)];

    private readonly double[] _before = new double[Named.Length];
    private IStageProgress? _progress;
    private long _began;

    /// <inheritdoc/>
    public void Executing(IStageProgress progress)
    {
        _progress = progress;
        _began = time.GetTimestamp();
        for (int i = 0; i < Named.Length; i++)
        {
            _before[i] = progress.SecondsOf(Named[i]);
        }
    }

    /// <inheritdoc/>
    public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit)
    {
        if (_progress is not { } progress || progress.Stage != stage)
        {
            return;
        }
        double other = time.GetElapsedTime(_began).TotalSeconds;
        for (int i = 0; i < Named.Length; i++)
        {
            double seconds = progress.SecondsOf(Named[i]) - _before[i];
            other -= seconds;
            if (seconds > 0)
            {
                metrics.Record(stage, Named[i], seconds); // A stage that has no such phase shows none.
            }
        }
        metrics.Record(stage, StagePhase.Other, Math.Max(0, other));
        _progress = null; // One commit for each call.
    }
}
