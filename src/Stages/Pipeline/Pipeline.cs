using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Drives the stages: forward to the source's end, back from invalid blocks and lost branches. Not thread-safe.</summary>
/// <remarks>
/// It owns transactions, commits and checkpoints, and knows of a stage only what <see cref="IStage"/> says. Every commit holds
/// whole blocks and their checkpoint, so it can be killed at any instant and continues without repair.
/// </remarks>
public sealed partial class Pipeline
{
    private readonly IDatabase _database;
    private readonly StageSet _set;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly IPipelineObserver? _observer;

    /// <summary>A pipeline over a database that holds genesis.</summary>
    public Pipeline(
        IDatabase database,
        StageSet set,
        PipelineOptions? options = null,
        TimeProvider? time = null,
        IPipelineObserver? observer = null
    )
    {
        _database = database;
        _set = set;
        _options = options ?? PipelineOptions.Default;
        _time = time ?? TimeProvider.System;
        _observer = observer;
    }

    /// <summary>Runs all stages until the source is at its end, or the target is reached, or a stop is asked.</summary>
    /// <param name="target">Last block and last stage.</param>
    /// <param name="stop">Commits what is done at the next block boundary and ends.</param>
    public async Task<PipelineResult> RunAsync(PipelineTarget target, CancellationToken stop)
    {
        int last = target.ToStage is { } id ? _set.IndexOf(id) : _set.Stages.Count - 1;
        Run run = Begin(last + 1, _options.Disk, stop);
        StageId? stoppedIn = null;
        int unfinished = -1; // The stage that let the ones after it catch up.
        int waited = -1; // The stage that waits for one of them to finish.
        for (int i = 0; i <= last || unfinished >= 0; )
        {
            if (i > last)
            {
                i = unfinished;
                unfinished = -1;
            }
            BlockNumber stageTarget = i == 0 ? target.ToBlock : CheckpointOf(i - 1).Number;
            bool isPaced = i < last && _set.Stages[i + 1].KeepsPace;
            StepEnd end = await StepAsync(run, i, stageTarget, isPaced, stop).ConfigureAwait(false);
            if (end == StepEnd.Stopped)
            {
                stoppedIn = _set.Stages[i].Id;
                break;
            }
            if (end == StepEnd.Waiting && (waited == i || i == last))
            {
                throw TriesUnfinished(_set.Stages[i].Id);
            }
            waited =
                end == StepEnd.Waiting ? i
                : waited == i ? -1
                : waited;
            unfinished = end switch
            {
                StepEnd.Committed or StepEnd.Waiting => i,
                StepEnd.WentBack => -1,
                _ => unfinished,
            };
            i = end == StepEnd.WentBack ? 0 : i + 1;
        }
        return Finish(run, stoppedIn is not null, CheckpointOf(last)) with { StoppedIn = stoppedIn };
    }

    /// <summary>Runs one stage alone, up to the checkpoint of the one before it.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="toBlock">Last block at most.</param>
    /// <param name="stop">Commits what is done at the next block boundary and ends.</param>
    public async Task<PipelineResult> RunStageAsync(StageId stage, BlockNumber toBlock, CancellationToken stop)
    {
        int index = _set.IndexOf(stage);
        Run run = Begin(_set.Stages.Count, _options.Disk, stop);
        StepEnd end;
        do
        {
            BlockNumber target = index == 0 ? toBlock : BlockNumber.Min(toBlock, CheckpointOf(index - 1).Number);
            end = await StepAsync(run, index, target, isPaced: false, stop).ConfigureAwait(false);
        } while (end == StepEnd.WentBack);
        if (end == StepEnd.Waiting)
        {
            throw TriesUnfinished(stage);
        }
        PipelineResult result = Finish(run, end == StepEnd.Stopped, CheckpointOf(index));
        return result with { Stages = [result.Stages[index]] };
    }

    /// <summary>Commits of one stage until it has nothing left to do, or the chain went back under it; a single one when it is paced.</summary>
    private async Task<StepEnd> StepAsync(Run run, int index, BlockNumber target, bool isPaced, CancellationToken stop)
    {
        StageRun stage = run.Stages[index];
        try
        {
            return await CommitsAsync(run, index, target, isPaced, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Stopped(stage); // A wait, or a long computation without a block boundary in reach: its transaction left no trace.
        }
        catch (Exception error)
        {
            stage.IsStarted = false;
            _observer?.Failed(stage.Stage.Id, error);
            throw;
        }
    }

    private async Task<StepEnd> CommitsAsync(Run run, int index, BlockNumber target, bool isPaced, CancellationToken stop)
    {
        StageRun stage = run.Stages[index];
        while (true)
        {
            BlockNumber checkpoint = CheckpointOf(index).Number;
            if (index > 0 && checkpoint >= target && !(checkpoint == target && HasWorkLeft(stage.Stage, checkpoint)))
            {
                return End(stage);
            }
            if (stop.IsCancellationRequested)
            {
                return Stopped(stage);
            }
            await WaitForRoomAsync(stage, stop).ConfigureAwait(false);
            _observer?.Preparing(stage.Meter);
            await stage.Stage.PrepareAsync(new ExecutionInput(checkpoint, target, stage.Meter), stop).ConfigureAwait(false);
            ExecutionOutput output = ExecuteAndCommit(stage, checkpoint, target);
            if (output.Invalid is { } invalid)
            {
                StepEnd? end = Reject(run, index, output, checkpoint, invalid, stop);
                if (end is { } reached)
                {
                    return reached;
                }
            }
            else if (output.ReorganiseTo is { } ancestor)
            {
                Reorganise(run, ancestor);
                return StepEnd.WentBack;
            }
            else if (output.IsWaiting)
            {
                End(stage);
                return StepEnd.Waiting;
            }
            else if (output.IsDone)
            {
                return End(stage);
            }
            else if (isPaced)
            {
                End(stage);
                return StepEnd.Committed;
            }
        }
    }

    private async Task WaitForRoomAsync(StageRun stage, CancellationToken stop)
    {
        if (_options.Disk is not { IsLow: true } disk)
        {
            return;
        }
        do
        {
            _observer?.Paused(stage.Meter, disk.Room);
            await Task.Delay(DiskGuard.Interval, _time, stop).ConfigureAwait(false);
        } while (disk.Look());
        _observer?.Resumed(stage.Stage.Id, disk.Room);
    }

    private ExecutionOutput ExecuteAndCommit(StageRun stage, BlockNumber checkpoint, BlockNumber target)
    {
        using StageRun.Span spent = stage.Spend();
        using IWriteTransaction tx = _database.BeginWrite();
        stage.Meter.BeginCommit(tx, checkpoint, target);
        Start(stage);
        bool isCommitted = false;
        try
        {
            _observer?.Executing(stage.Meter);
            ExecutionOutput output = stage.Stage.Execute(tx, new ExecutionInput(checkpoint, target, stage.Meter));
            if (output.Invalid is not null && !output.IsSideBranch)
            {
                return output; // Left without a commit: the caller keeps the good part by running up to the block before.
            }
            if (output.Checkpoint != checkpoint || tx.WrittenBytes > 0)
            {
                Commit(stage, tx, checkpoint, output);
                isCommitted = true;
            }
            return output;
        }
        finally
        {
            stage.Meter.EndCommit(isWritten: isCommitted);
        }
    }

    private void Commit(StageRun stage, IWriteTransaction tx, BlockNumber from, in ExecutionOutput output)
    {
        long started = _time.GetTimestamp();
        StageCheckpoint checkpoint;
        _observer?.Committing(stage.Stage.Id, output.Checkpoint);
        using (stage.Meter.Phase(StagePhase.Commit))
        {
            checkpoint = CheckpointStore.Write(tx, stage.Stage.Id, output.Checkpoint, output.CheckpointHash);
            tx.Commit();
        }
        stage.Committed(from, output.Checkpoint);
        _observer?.Committed(stage.Stage.Id, checkpoint, _time.GetElapsedTime(started));
    }

    /// <summary>Keeps what is good before an invalid block, takes every stage back to that, and forgets the block for good.</summary>
    private StepEnd? Reject(
        Run run,
        int index,
        ExecutionOutput output,
        BlockNumber checkpoint,
        InvalidBlock invalid,
        CancellationToken stop
    )
    {
        StageRun stage = run.Stages[index];
        BlockNumber good = output.IsSideBranch ? output.Checkpoint : invalid.Number - 1;
        while (!output.IsSideBranch && checkpoint < good)
        {
            if (stop.IsCancellationRequested)
            {
                return Stopped(stage); // The next start finds the block again.
            }
            ExecutionOutput again = ExecuteAndCommit(stage, checkpoint, good);
            Invariant.Holds(
                again.Invalid is null
                    && again.ReorganiseTo is null
                    && (again.Checkpoint > checkpoint || again.IsMidway || stop.IsCancellationRequested),
                $"stage {stage.Stage.Id} accepts the blocks before the one it refused"
            );
            checkpoint = again.Checkpoint;
        }
        Hash256 hash = invalid.Hash ?? default;
        Invariant.Holds(
            invalid.Hash is not null && _set.Rejected.Add(hash),
            $"stage {stage.Stage.Id} refuses a block with a known hash, and once only"
        );
        run.Rejected.Add(new RejectedBlock(stage.Stage.Id, invalid));
        _set.Source.Reject(invalid);
        _observer?.Rejected(stage.Stage.Id, invalid);
        if (output.IsSideBranch)
        {
            return null;
        }
        try
        {
            UnwindAll(good, run, CancellationToken.None); // A stop does not leave stages beyond a block that is known to be bad.
            return StepEnd.WentBack;
        }
        catch
        {
            _set.Rejected.Forget(hash); // The next run finds the block again.
            throw;
        }
    }

    private void Reorganise(Run run, BlockNumber ancestor)
    {
        using (IReadTransaction tx = _database.BeginRead())
        {
            _observer?.Reorganising(new StageCheckpoint(ancestor, tx.GetOrThrow(Tables.CanonicalHashes, ancestor)));
        }
        UnwindAll(ancestor, run, CancellationToken.None);
    }

    private void Start(StageRun stage)
    {
        if (!stage.IsStarted)
        {
            stage.IsStarted = true;
            _observer?.StageStarted(stage.Meter);
        }
    }

    private StepEnd End(StageRun stage)
    {
        if (stage.IsStarted)
        {
            stage.IsStarted = false;
            _observer?.StageEnded(stage.Report(StageRun.PeakMemory()));
            stage.CollectGarbage();
        }
        return StepEnd.Done;
    }

    private StepEnd Stopped(StageRun stage)
    {
        End(stage);
        return StepEnd.Stopped;
    }

    private PipelineResult Finish(Run run, bool isStopped, StageCheckpoint head)
    {
        NodeException? failure = _set.Source.Failure;
        if (!isStopped)
        {
            _observer?.SourceEnded(failure);
        }
        return run.End(isStopped, head, failure);
    }

    private static NodeException TriesUnfinished(StageId stage) =>
        new(
            NodeErrorCode.TriesUnfinished,
            $"stage {stage} needs the tries of {StageId.StateRoot}, which are being rebuilt",
            $"table {nameof(Tables.StageProgress)}, key {StageId.StateRoot}",
            $"Run `nodeproto stage run {StageId.StateRoot}`, then this command again."
        );

    private bool HasWorkLeft(IStage stage, BlockNumber checkpoint)
    {
        using IReadTransaction tx = _database.BeginRead();
        return stage.HasWorkLeft(tx, checkpoint);
    }

    private StageCheckpoint CheckpointOf(int index)
    {
        using IReadTransaction tx = _database.BeginRead();
        return CheckpointStore.Read(tx, _set.Stages[index].Id);
    }

    /// <summary>Puts down where every stage starts.</summary>
    /// <exception cref="NodeException">The checkpoints contradict each other.</exception>
    private Run Begin(int count, DiskGuard? disk, CancellationToken stop)
    {
        CheckCheckpoints();
        Run run = new();
        for (int i = 0; i < count; i++)
        {
            IStage stage = _set.Stages[i];
            CommitThresholds thresholds = _options.Thresholds with { MemoryBytes = _options.Memory.BytesOf(stage.Id) };
            Meter meter = new(stage.Id, _time, thresholds, _observer, disk, stop);
            BlockNumber from = CheckpointOf(i).Number;
            run.Stages.Add(new StageRun(stage, meter, _time) { From = from, Checkpoint = from });
        }
        return run;
    }

    /// <summary>Nothing is built upon checkpoints that contradict each other, and nothing taken back; <see cref="Reset"/> alone mends them.</summary>
    private void CheckCheckpoints()
    {
        using IReadTransaction tx = _database.BeginRead();
        CheckpointStore.CheckOrThrow(tx, [.. _set.Stages.Select(stage => stage.Id)]);
    }

    private enum StepEnd
    {
        Done,
        Committed,
        Waiting,
        Stopped,
        WentBack,
    }

    private sealed class Run
    {
        public List<StageRun> Stages { get; } = [];

        public List<RejectedBlock> Rejected { get; } = [];

        public PipelineResult End(bool isStopped, StageCheckpoint head, NodeException? failure)
        {
            long peakMemory = StageRun.PeakMemory();
            return new()
            {
                Stages = [.. Stages.Select(stage => stage.Report(peakMemory))],
                Rejected = Rejected,
                SourceFailure = isStopped ? null : failure,
                IsStopped = isStopped,
                Head = head,
            };
        }
    }
}
