using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <content>Going back: unwind, reset, dry run.</content>
public sealed partial class Pipeline
{
    /// <summary>Takes every stage back to a block, last stage first, in pieces whose size follows what they write.</summary>
    /// <param name="to">Last block that stays.</param>
    /// <param name="stop">Ends between two pieces; the next start of the same command goes on.</param>
    /// <exception cref="NodeException">The chain has not reached that block, or the checkpoints contradict each other.</exception>
    public void Unwind(BlockNumber to, CancellationToken stop)
    {
        CheckCheckpoints();
        BlockNumber head = CheckpointOf(0).Number;
        if (to > head)
        {
            throw new NodeException(
                NodeErrorCode.UnwindTargetAhead,
                $"cannot unwind to block {to}: the chain ends at block {head}",
                "",
                $"Name a block from 0 to {head}."
            );
        }
        UnwindAll(to, null, stop);
        stop.ThrowIfCancellationRequested();
    }

    /// <summary>The stages that <see cref="Reset"/> of this one empties: itself and every later one.</summary>
    public IReadOnlyList<StageId> ResetOf(StageId stage) => [.. _set.Stages.Skip(_set.IndexOf(stage)).Select(each => each.Id)];

    /// <summary>Empties a stage and every later one in one commit; they hold genesis alone afterwards.</summary>
    /// <remarks>
    /// What their rows and checkpoints were before does not matter: this is what mends them. In one commit, because what is pruned of
    /// the first may be needed to write the last again.
    /// </remarks>
    /// <exception cref="NodeException">Rows are pruned that they would have to be written from again.</exception>
    public void Reset(StageId stage, Genesis genesis)
    {
        int first = _set.IndexOf(stage);
        RequireReset(stage);
        _observer?.GoingBack(ResetOf(stage), BlockNumber.Genesis);
        List<(StageId Stage, BlockNumber From, StageCheckpoint Checkpoint)> emptied = [];
        using IWriteTransaction tx = _database.BeginWrite();
        for (int i = _set.Stages.Count - 1; i >= first; i--)
        {
            IStage each = _set.Stages[i];
            BlockNumber from = CheckpointStore.FindReadable(tx, each.Id)?.Number ?? BlockNumber.Genesis;
            Meter meter = new(each.Id, _time, _options.Thresholds);
            meter.BeginCommit(tx, from, BlockNumber.Genesis);
            _observer?.Unwinding(meter);
            foreach (Table table in each.OwnTables)
            {
                tx.Clear(table);
            }
            if (each.OwnTables.Count > 0) // Else what it notes is about rows of others, and stays until these go.
            {
                tx.Delete(Tables.StageProgress, each.Id.Name);
            }
            each.WriteGenesis(tx, genesis);
            RetentionUpkeep.Emptied(tx, each.OwnTables);
            emptied.Add((each.Id, from, CheckpointStore.Write(tx, each.Id, BlockNumber.Genesis, genesis.Hash)));
        }
        tx.Commit();
        foreach ((StageId each, BlockNumber from, StageCheckpoint checkpoint) in emptied)
        {
            _observer?.Unwound(each, from, checkpoint);
        }
    }

    /// <summary>
    /// Runs one stage in a transaction that is never committed: back to <paramref name="from"/> − 1 if that is below its
    /// checkpoint, then forward.
    /// </summary>
    /// <param name="stage">The stage.</param>
    /// <param name="from">First block that is executed, at most the checkpoint + 1; null means just that.</param>
    /// <param name="toBlock">Last block at most.</param>
    /// <param name="stop">Ends at the next block boundary.</param>
    public async Task<PipelineResult> DryRunAsync(StageId stage, BlockNumber? from, BlockNumber toBlock, CancellationToken stop)
    {
        int index = _set.IndexOf(stage);
        Run all = Begin(_set.Stages.Count, disk: null, stop); // It leaves nothing on the disk.
        StageRun run = all.Stages[index];
        BlockNumber checkpoint = run.From;
        BlockNumber target = index == 0 ? toBlock : BlockNumber.Min(toBlock, CheckpointOf(index - 1).Number);
        BlockNumber start = from is { } first && first.Value > 0 && first <= checkpoint ? first - 1 : checkpoint;
        RequireRetained(run.Stage, checkpoint, start);
        await run.Stage.PrepareAsync(new ExecutionInput(start, target, run.Meter), stop).ConfigureAwait(false);
        run.From = start;
        run.Checkpoint = start;
        bool isDone = index > 0 && start >= target;
        try
        {
            using IWriteTransaction tx = _database.BeginWrite();
            if (start < checkpoint)
            {
                TakeBack(tx, run, checkpoint, start);
            }
            using StageRun.Span spent = run.Spend();
            run.Meter.BeginCommit(tx, start, target);
            Start(run);
            _observer?.Executing(run.Meter);
            if (!isDone)
            {
                // What a threshold leaves over would need a commit in between.
                ExecutionOutput output;
                do
                {
                    output = run.Stage.Execute(tx, new ExecutionInput(start, target, run.Meter));
                } while (output.IsMidway && !run.Meter.ShouldCommit);
                isDone = output.IsDone;
                if (output.Invalid is { } invalid)
                {
                    all.Rejected.Add(new RejectedBlock(stage, invalid));
                }
                run.Reached(start, output.Invalid is null ? output.Checkpoint : start);
            }
            run.Meter.EndCommit(isWritten: true); // As far as it is measured.
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            isDone = false; // In a long computation without a block boundary in reach.
        }
        End(run);
        return all.End(stop.IsCancellationRequested && !isDone, CheckpointOf(index), _set.Source.Failure) with
        {
            Stages = [run.Report(StageRun.PeakMemory())],
        };
    }

    /// <summary>Unwinds a stage inside a transaction, on a clock of its own: the run is measured without it.</summary>
    private void TakeBack(IWriteTransaction tx, StageRun run, BlockNumber from, BlockNumber to)
    {
        Meter meter = new(run.Stage.Id, _time, _options.Thresholds, _observer, stop: run.Meter.Stop);
        _observer?.GoingBack([run.Stage.Id], to);
        bool isThere;
        do
        {
            run.Meter.Stop.ThrowIfCancellationRequested();
            isThere = TakeBackOnce(run.Stage, tx, from, to, meter);
        } while (!isThere);
        run.UnwindSeconds = meter.Elapsed.TotalSeconds;
    }

    /// <summary>Refuses a <see cref="Reset"/> after which a stage would miss rows that are pruned, and names the one that does.</summary>
    /// <exception cref="NodeException">One would; <see cref="NodeErrorCode.Pruned"/>.</exception>
    public void RequireReset(StageId stage)
    {
        using IReadTransaction tx = _database.BeginRead();
        StageId first = ResetReach.FirstFor(_set, stage, segment => Retention.FirstBlock(tx, segment), out PruneSegment? missing);
        if (missing is not null)
        {
            throw new NodeException(
                NodeErrorCode.Pruned,
                $"stage {stage} cannot be written again from the start: segment {missing} is kept from block "
                    + $"{Retention.FirstBlock(tx, missing)} on",
                $"table {missing.Tables[0].Name}",
                $"Run `nodeproto stage reset {first}`, and then the import again."
            );
        }
    }

    /// <summary>Refuses a dry run that needs pruned rows, to go back or forward.</summary>
    private void RequireRetained(IStage stage, BlockNumber checkpoint, BlockNumber start)
    {
        using IReadTransaction tx = _database.BeginRead();
        if (start < checkpoint)
        {
            stage.RequireWayBack(tx, start);
        }
        stage.RequireInput(tx, start + 1);
    }

    private void RequireWayBack(BlockNumber to)
    {
        using IReadTransaction tx = _database.BeginRead();
        foreach (IStage stage in _set.Stages)
        {
            if (CheckpointStore.Read(tx, stage.Id).Number > to)
            {
                stage.RequireWayBack(tx, to);
            }
        }
    }

    private void UnwindAll(BlockNumber to, Run? run, CancellationToken stop)
    {
        RequireWayBack(to);
        if (CheckpointOf(0).Number > to)
        {
            _observer?.GoingBack(ResetOf(_set.Stages[0].Id), to);
        }
        UnwindPieces pieces = new();
        for (BlockNumber head = CheckpointOf(0).Number; head > to && !stop.IsCancellationRequested; )
        {
            BlockNumber piece = pieces.Next(head, to);
            for (int i = _set.Stages.Count - 1; i >= 0; i--)
            {
                BlockNumber from = CheckpointOf(i).Number;
                if (from > piece)
                {
                    StageRun? stage = run is not null && i < run.Stages.Count ? run.Stages[i] : null;
                    try
                    {
                        pieces.Wrote(UnwindOne(i, from, piece, stage, stop));
                    }
                    catch (Exception error) when (run is null && error is not OperationCanceledException) // A run tells of it itself.
                    {
                        _observer?.Failed(_set.Stages[i].Id, error);
                        throw;
                    }
                }
            }
            head = piece;
        }
    }

    /// <summary>Takes a stage back; returns how many bytes its largest commit wrote.</summary>
    private long UnwindOne(int index, BlockNumber from, BlockNumber to, StageRun? run, CancellationToken stop)
    {
        IStage stage = _set.Stages[index];
        Meter meter = new(stage.Id, _time, _options.Thresholds, _observer, stop: stop);
        StageCheckpoint checkpoint;
        long writtenBytes = 0;
        bool isThere;
        do
        {
            stop.ThrowIfCancellationRequested(); // Between two commits of one stage; the next unwind to this block goes on.
            using IWriteTransaction tx = _database.BeginWrite();
            isThere = TakeBackOnce(stage, tx, from, to, meter);
            if (isThere)
            {
                RetentionUpkeep.Unwound(tx, stage.OwnTables, to);
            }
            writtenBytes = Math.Max(writtenBytes, tx.WrittenBytes);
            checkpoint = CommitBack(tx, meter, isThere ? to : from);
        } while (!isThere);
        if (run is not null)
        {
            run.Checkpoint = to;
        }
        _observer?.Unwound(stage.Id, from, checkpoint);
        return writtenBytes;
    }

    /// <summary>One commit's part of an unwind; false when the stage asks for another one.</summary>
    private bool TakeBackOnce(IStage stage, IWriteTransaction tx, BlockNumber from, BlockNumber to, Meter meter)
    {
        meter.BeginCommit(tx, from, to);
        _observer?.Unwinding(meter);
        BlockNumber reached = stage.Unwind(tx, new UnwindInput(from, to, meter)).Checkpoint;
        Invariant.Holds(
            reached == to || reached == from,
            $"stage {stage.Id} unwinds to the block that was asked, or asks for another commit"
        );
        return reached == to;
    }

    private static StageCheckpoint CommitBack(IWriteTransaction tx, Meter meter, BlockNumber to)
    {
        using Meter.PhaseScope phase = meter.Phase(StagePhase.Commit);
        StageCheckpoint checkpoint = CheckpointStore.Write(tx, meter.Stage, to);
        tx.Commit();
        return checkpoint;
    }
}
