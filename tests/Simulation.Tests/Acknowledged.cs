using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Simulation.Tests;

/// <summary>Remembers what the pipeline was told to be durable, and ends a run after some events.</summary>
internal sealed class Acknowledged : IPipelineObserver, IDisposable
{
    private readonly Dictionary<string, StageCheckpoint> _checkpoints = new(StringComparer.Ordinal);
    private (StageId Stage, BlockNumber To, bool IsBack)? _underWay;
    private CancellationTokenSource? _stop;
    private int _eventsLeft;

    /// <summary>Asks for a stop after some events of the pipeline.</summary>
    public CancellationToken StopAfter(int events)
    {
        _stop?.Dispose();
        _stop = new CancellationTokenSource();
        _eventsLeft = events;
        return _stop.Token;
    }

    public void Executing(IStageProgress progress)
    {
        _underWay = (progress.Stage, progress.Target, IsBack: false);
        Happened();
    }

    public void Unwinding(IStageProgress progress) => _underWay = (progress.Stage, progress.Target, IsBack: true);

    public void Committing(StageId stage, BlockNumber checkpoint) => Happened();

    public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit)
    {
        _checkpoints[stage.Name] = checkpoint;
        _underWay = null;
        Happened();
    }

    public void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint)
    {
        _checkpoints[stage.Name] = checkpoint;
        _underWay = null;
        Happened();
    }

    /// <summary>Stages whose stored checkpoint is not the one that was acknowledged last; then takes what is stored.</summary>
    /// <param name="database">What is stored.</param>
    /// <param name="isLastUnknown">
    /// The last commit may be there although nobody was told: that stage then stands further, as far as it was to go at most, or where
    /// its way back was to lead. No other one differs.
    /// </param>
    public List<string> Differences(IDatabase database, bool isLastUnknown)
    {
        List<string> differences = [];
        using IReadTransaction tx = database.BeginRead();
        foreach (StageId stage in AllStages.Order)
        {
            StageCheckpoint stored = CheckpointStore.Read(tx, stage);
            if (
                _checkpoints.TryGetValue(stage.Name, out StageCheckpoint told)
                && told != stored
                && !(isLastUnknown && IsUnderWay(stage, told, stored))
            )
            {
                differences.Add($"{stage}: told {told.Number}, stored {stored.Number}, under way {_underWay}");
            }
            _checkpoints[stage.Name] = stored;
        }
        _underWay = null;
        return differences;
    }

    public void Dispose() => _stop?.Dispose();

    private bool IsUnderWay(StageId stage, StageCheckpoint told, StageCheckpoint stored) =>
        _underWay is { } last
        && last.Stage == stage
        && (last.IsBack ? stored.Number == last.To : told.Number < stored.Number && stored.Number <= last.To);

    private void Happened()
    {
        if (_stop is not null && _eventsLeft-- == 0)
        {
            _stop.Cancel();
        }
    }
}
