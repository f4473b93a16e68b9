using NodeProto.Db;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Demo;

/// <summary>Asks a run to stop once execution is half-way, in the same way as Ctrl-C does.</summary>
/// <remarks>Progress is told a few times a second; on a fast machine the first commit beyond the middle is what is seen.</remarks>
internal sealed class HalfWayStop(BlockNumber middle, EventLog log, CancellationToken stop) : IPipelineObserver, IDisposable
{
    private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(stop);

    /// <summary>For the run.</summary>
    public CancellationToken Stop => _source.Token;

    /// <inheritdoc/>
    public void Progressed(IStageProgress progress) => Look(progress.Stage, progress.Position);

    /// <inheritdoc/>
    public void Committed(StageId stage, StageCheckpoint checkpoint, TimeSpan commit) => Look(stage, checkpoint.Number);

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private void Look(StageId stage, BlockNumber position)
    {
        if (stage == StageId.Execution && position >= middle && !_source.IsCancellationRequested)
        {
            log.Info(
                "demo: execution is half-way, at block {block}; asking for a stop as Ctrl-C does",
                NamedValue.Count("block", position.Value)
            );
            _source.Cancel();
        }
    }
}
