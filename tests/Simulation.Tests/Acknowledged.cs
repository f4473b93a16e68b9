using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Simulation.Tests;

/// <summary>Remembers what the pipeline was told to be durable, and ends a run after some events.</summary>
internal sealed class Acknowledged : IPipelineObserver, IDisposable
{
    private readonly Dictionary<string, StageCheckpoint> _checkpoints = new(StringComparer.Ordinal);
    private readonly List<(StageId Stage, BlockNumber To)> _goingBack = []; // A reset takes several stages back in one commit.
    private (StageId Stage, BlockNumber To)? _goingOn;
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
        Rest();
        _goingOn = (progress.Stage, progress.Target);
        Happened();
    }

    public void Unwinding(IStageProgress progress)
    {
        _goingOn = null;
        _goingBack.Add((progress.Stage, progress.Target));
    }

    public void Committing(StageId stage, BlockNumber checkpoint) => Happened();

    public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit)
    {
        _checkpoints[stage.Name] = checkpoint;
        Rest();
        Happened();
    }

    public void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint)
    {
        _checkpoints[stage.Name] = checkpoint;
        Rest();
        Happened();
    }

    /// <summary>Stages whose stored checkpoint is not the one that was acknowledged last; then takes what is stored.</summary>
    /// <param name="database">What is stored.</param>
    /// <param name="isLastUnknown">
    /// The last commit may be there although nobody was told: that stage then stands further, as far as it was to go at most, or all
    /// that were going back stand where that was to lead. No other one differs.
    /// </param>
    public List<string> Differences(IDatabase database, bool isLastUnknown)
    {
        List<string> differences = [];
        using IReadTransaction tx = database.BeginRead();
        bool areBack = isLastUnknown && _goingBack.TrueForAll(each => CheckpointStore.Read(tx, each.Stage).Number == each.To);
        foreach (StageId stage in AllStages.Order)
        {
            StageCheckpoint stored = CheckpointStore.Read(tx, stage);
            if (
                _checkpoints.TryGetValue(stage.Name, out StageCheckpoint told)
                && told != stored
                && !(isLastUnknown && IsFurther(stage, told, stored))
                && !(areBack && _goingBack.Exists(each => each.Stage == stage))
            )
            {
                string goingBack = string.Join(", ", _goingBack);
                differences.Add($"{stage}: told {told.Number}, stored {stored.Number}, going on {_goingOn}, back {goingBack}");
            }
            _checkpoints[stage.Name] = stored;
        }
        Rest();
        return differences;
    }

    public void Dispose() => _stop?.Dispose();

    private bool IsFurther(StageId stage, StageCheckpoint told, StageCheckpoint stored) =>
        _goingOn is { } last && last.Stage == stage && told.Number < stored.Number && stored.Number <= last.To;

    private void Rest()
    {
        _goingOn = null;
        _goingBack.Clear();
    }

    private void Happened()
    {
        if (_stop is not null && _eventsLeft-- == 0)
        {
            _stop.Cancel();
        }
    }
}
