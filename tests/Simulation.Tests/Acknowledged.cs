using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Simulation.Tests;

/// <summary>Remembers what the pipeline was told to be durable, and ends a run after some events.</summary>
internal sealed class Acknowledged : IPipelineObserver, IDisposable
{
    private readonly Dictionary<string, StageCheckpoint> _checkpoints = new(StringComparer.Ordinal);
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

    public void Executing(IStageProgress progress) => Happened();

    public void Committing(StageId stage, BlockNumber checkpoint) => Happened();

    public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit)
    {
        _checkpoints[stage.Name] = checkpoint;
        Happened();
    }

    public void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint)
    {
        _checkpoints[stage.Name] = checkpoint;
        Happened();
    }

    /// <summary>Stages whose stored checkpoint is not the one that was acknowledged last; then takes what is stored.</summary>
    public List<string> Differences(IDatabase database)
    {
        List<string> differences = [];
        using IReadTransaction tx = database.BeginRead();
        foreach (StageId stage in AllStages.Order)
        {
            StageCheckpoint stored = CheckpointStore.Read(tx, stage);
            if (_checkpoints.TryGetValue(stage.Name, out StageCheckpoint told) && told != stored)
            {
                differences.Add($"{stage}: told {told.Number}, stored {stored.Number}");
            }
            _checkpoints[stage.Name] = stored;
        }
        return differences;
    }

    public void Dispose() => _stop?.Dispose();

    private void Happened()
    {
        if (_stop is not null && _eventsLeft-- == 0)
        {
            _stop.Cancel();
        }
    }
}
