using Microsoft.Extensions.Hosting;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Commands;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Following;

/// <summary>Follows a source of blocks for as long as the process lives, and runs the pipeline whenever some have come.</summary>
/// <remarks>
/// A source that breaks does not end it: what was good before is stored, the reason is told in log and health, and the files are read again
/// from their begin once they are cured. A database or disk that fails does end it: nothing useful can be done then.
/// </remarks>
/// <param name="session">Log, clock and command line.</param>
/// <param name="node">Chain and database.</param>
/// <param name="observed">Told what the source and the pipeline do.</param>
/// <param name="files">The source's files, open; this service closes them.</param>
/// <param name="lifetime">Ends the process when this service has to.</param>
internal sealed class FollowingService(
    Session session,
    NodeServices node,
    Observation observed,
    ChainFiles files,
    IHostApplicationLifetime lifetime
) : BackgroundService
{
    private readonly ReopenDelay _delay = new(session.Time);
    private readonly HeadLines _heads = new(session.Log, session.Time);
    private StageCheckpoint _head = node.Head;
    private NodeException? _told;
    private bool _hasWaited;

    /// <summary>Why it ended by itself, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The host goes on starting.
        try
        {
            await FollowAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asked for: between two commits.
        }
#pragma warning disable CA1031 // The root of this thread: the command tells it and chooses the exit code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failure = e;
        }
        lifetime.StopApplication();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _heads.Dispose();
        base.Dispose();
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        ChainFileSource source = ChainFileSource.Follow(files, node.Genesis.Hash, new IndexingProgress(session.Log, session.Time), stop);
        try
        {
            // A service that refused to start would be started again and again: this one waits when there is no room.
            DiskEstimate.Check(session, node, source, PipelineTarget.Everything, mayRefuse: false);
            while (true)
            {
                Pipeline pipeline = node.CreatePipeline(session, source, source, observed.Observer);
                await RunWhileItDeliversAsync(pipeline, source, stop);
                source = await ReopenAsync(source, stop);
            }
        }
        finally
        {
            source.Dispose();
        }
    }

    /// <summary>Runs the pipeline whenever there are blocks or a file broke, until the files have to be opened again.</summary>
    /// <remarks>A run without blocks is how a file that broke during the wait comes to the observers, which count it.</remarks>
    private async Task RunWhileItDeliversAsync(Pipeline pipeline, ChainFileSource source, CancellationToken stop)
    {
        bool isUsable = true;
        while (isUsable)
        {
            NodeException? failure = null;
            try
            {
                observed.Watch.SourceState(SourceCondition.Delivering, lastBlock: source.LastBlock);
                PipelineResult result = await pipeline.RunAsync(PipelineTarget.Everything, stop);
                stop.ThrowIfCancellationRequested();
                if (result.Head != _head)
                {
                    _head = result.Head;
                    _heads.Report(result);
                    _delay.Reset();
                }
                source.Stored();
            }
            catch (NodeException e) when (IsOfSource(e.Code))
            {
                failure = e;
                isUsable = e.Code is NodeErrorCode.BodyMissing or NodeErrorCode.Pruned; // It may come; else a file is no longer what it was.
            }
            Tell(failure ?? source.Failure, source);
            isUsable = isUsable && await source.WaitForHeaderAsync(source.Count, stop);
        }
    }

    private async Task<ChainFileSource> ReopenAsync(ChainFileSource source, CancellationToken stop)
    {
        while (true)
        {
            await _delay.WaitAsync(stop);
            try
            {
                return source.Reopen(new IndexingProgress(session.Log, session.Time), stop);
            }
            catch (NodeException e)
            {
                Tell(e, source);
            }
        }
    }

    /// <summary>Tells how the source is, when that is another thing than before.</summary>
    private void Tell(NodeException? failure, ChainFileSource source)
    {
        if (failure is not null)
        {
            observed.Watch.SourceState(SourceCondition.Failed, failure.Message);
            if (!ReferenceEquals(failure, _told) && failure.Message != _told?.Message)
            {
                session.Log.Warning(
                    $"the source broke; what is stored is kept, and the node waits until it is mended. {failure.Message}",
                    new NamedValue("code", $"NP{(int)failure.Code}")
                );
            }
        }
        else
        {
            string half = source.HalfBlockBytes > 0 ? $", with {Readable.Bytes((ulong)source.HalfBlockBytes)} of the next block there" : "";
            observed.Watch.SourceState(SourceCondition.Waiting, $"waiting for more blocks{half}");
            if (!_hasWaited || _told is not null)
            {
                session.Log.Info(
                    _told is null
                        ? "at the end of the source: waiting for more blocks"
                        : "the source is whole again: waiting for more blocks"
                );
            }
            _hasWaited = true;
        }
        _told = failure;
    }

    private static bool IsOfSource(NodeErrorCode code) =>
        code
            is NodeErrorCode.ChainFileChanged
                or NodeErrorCode.ChainFileReadFailed
                or NodeErrorCode.ChainFileUnreadable
                or NodeErrorCode.BodyMissing
                or NodeErrorCode.Pruned; // A better branch from before what is kept: nothing to exit for, somebody has to look at it.
}
