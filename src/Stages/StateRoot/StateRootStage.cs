using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Computes the state root and compares it with the header's.</summary>
/// <remarks>
/// <para>
/// Reads <see cref="Tables.Accounts"/>, <see cref="Tables.Storage"/>, <see cref="Tables.AccountChanges"/>,
/// <see cref="Tables.StorageChanges"/>, <see cref="Tables.Headers"/>; writes <see cref="Tables.AccountTrie"/>,
/// <see cref="Tables.StorageTrie"/>, <see cref="Tables.StorageRoots"/>. Source: yellow paper §4.1, appendix D.
/// </para>
/// <para>
/// When much has changed the tries are built anew, over several commits if need be. Until the last of them the checkpoint stays where
/// it was, the trie tables belong to no block, and a row in <see cref="Tables.StageProgress"/> says so, with the block that the tries
/// are built for and how far they are. That block stays good while it is canonical and executed, whatever else is executed meanwhile.
/// </para>
/// <para>
/// The state after any block since the checkpoint is at hand without executing again: the value of a key after block b is its value
/// before the first change later than b, else the row. So a wrong root is traced to one block, and an unwind needs no other rows.
/// </para>
/// </remarks>
public sealed class StateRootStage(StateRootOptions options) : IStage
{
    private readonly RootUpdate _update = new(options.Threads);
    private readonly RootRebuild _rebuild = new(options);
    private StateHistory? _history;
    private BlockNumber _historyStart;
    private StageCheckpoint _historyEnd;

    /// <summary>The stage with its default settings.</summary>
    public StateRootStage()
        : this(StateRootOptions.Default) { }

    /// <inheritdoc/>
    public StageId Id => StageId.StateRoot;

    /// <inheritdoc/>
    public string Unit => "trie nodes";

    /// <summary>Keccak permutations of all updates so far, what a benchmark compares their time with.</summary>
    public long Permutations => _update.Permutations;

    /// <inheritdoc/>
    public IReadOnlyList<Table> OwnTables { get; } = [Tables.AccountTrie, Tables.StorageTrie, Tables.StorageRoots];

    /// <inheritdoc/>
    public void WriteGenesis(IWriteTransaction tx, Genesis genesis) => GenesisTrie.Write(tx, genesis);

    /// <inheritdoc/>
    /// <remarks>To compare every root in bounded memory, the changes after a block must be few.</remarks>
    public bool KeepsPace => options.Checks == RootChecks.Every;

    /// <inheritdoc/>
    /// <remarks>An unwind that was killed midway leaves no tries.</remarks>
    public bool HasWorkLeft(IReadTransaction tx, BlockNumber checkpoint) => RebuildProgress.Exists(tx);

    /// <inheritdoc/>
    public void RequireWayBack(IReadTransaction tx, BlockNumber to) => WayBack.RequireChanges(tx, to);

    /// <inheritdoc/>
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        if (RebuildProgress.Find(tx) is { } progress)
        {
            return Rebuild(tx, input, progress);
        }
        if (input.NextBlocks.IsEmpty)
        {
            return ExecutionOutput.At(input.Checkpoint, input.Target);
        }
        if (LastPruned(tx) > input.Checkpoint)
        {
            return Rebuild(tx, input, null);
        }
        StateHistory? history;
        using (input.Meter.Phase(StagePhase.Read))
        {
            history = Recall(tx, input.Checkpoint, input.Meter);
        }
        return history is null ? Rebuild(tx, input, null)
            : options.Checks == RootChecks.Every ? CheckEvery(tx, input, history)
            : CheckCommit(tx, input, history);
    }

    /// <inheritdoc/>
    public UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input)
    {
        if (TakeBack(tx, input) is not { } root)
        {
            return new UnwindOutput(input.Checkpoint);
        }
        Header header = HeaderReader.Canonical(tx, input.UnwindTo);
        if (root != header.StateRoot)
        {
            throw new DatabaseCorruptException(
                nameof(Tables.AccountTrie),
                "",
                $"the state after unwinding to block {input.UnwindTo} has root {root}, its header says {header.StateRoot}"
            );
        }
        return new UnwindOutput(input.UnwindTo);
    }

    /// <summary>Brings the tries back, and returns their root; null when it is time to commit before they are whole.</summary>
    private Hash256? TakeBack(IWriteTransaction tx, UnwindInput input)
    {
        Meter meter = input.Meter;
        RebuildProgress? progress = RebuildProgress.Find(tx);
        StateHistory? history;
        using (meter.Phase(StagePhase.Read))
        {
            history = progress is null ? StateHistory.TryRead(tx, input.Blocks.First, options.ChangesForRebuild, meter) : null;
        }
        if (history is null)
        {
            return Build(tx, progress, input.UnwindTo, meter);
        }
        Hash256 root;
        using (meter.Phase(StagePhase.Compute))
        {
            root = _update.Compute(tx, history, null, input.Blocks, input.UnwindTo, meter, meter.Stop);
        }
        using (meter.Phase(StagePhase.Write))
        {
            _update.Apply(tx, null);
        }
        return root;
    }

    /// <summary>
    /// The changes after the checkpoint, remembered from commit to commit while execution stands still; null when there are too
    /// many of them to update the tries one by one.
    /// </summary>
    private StateHistory? Recall(IReadTransaction tx, BlockNumber checkpoint, Meter meter)
    {
        StageCheckpoint executed = CheckpointStore.Read(tx, StageId.Execution);
        if (_history is null || _historyEnd != executed || _historyStart > checkpoint)
        {
            _history = StateHistory.TryRead(tx, checkpoint + 1, options.ChangesForRebuild, meter);
            _historyStart = checkpoint;
            _historyEnd = executed;
        }
        return _history;
    }

    /// <summary>Updates and compares block by block.</summary>
    private ExecutionOutput CheckEvery(IWriteTransaction tx, ExecutionInput input, StateHistory history)
    {
        Meter meter = input.Meter;
        StageCheckpoint at = At(tx, input.Checkpoint);
        BlockNumber done = input.Checkpoint;
        while (done < input.Target)
        {
            BlockNumber number = done + 1;
            Hash256 root;
            using (meter.Phase(StagePhase.Compute))
            {
                root = _update.Compute(tx, history, at, new BlockRange(number, number), number, meter, CancellationToken.None);
            }
            if (Compare(tx, number, root) is { } invalid)
            {
                return ExecutionOutput.Rejected(invalid);
            }
            using (meter.Phase(StagePhase.Write))
            {
                _update.Apply(tx, at = At(tx, number));
            }
            done = number;
            meter.Reach(done);
            if (meter.ShouldCommit)
            {
                break;
            }
        }
        Forget(done);
        return ExecutionOutput.At(done, input.Target);
    }

    /// <summary>Updates to the last block of the commit and compares there.</summary>
    private ExecutionOutput CheckCommit(IWriteTransaction tx, ExecutionInput input, StateHistory history)
    {
        Meter meter = input.Meter;
        ulong count = meter.ShouldCommit ? 1 : meter.BlocksLeftInCommit; // A threshold of time is reached, or a stop asked, before it begins.
        BlockNumber last = BlockNumber.Min(input.Target, input.Checkpoint + count);
        BlockRange blocks = new(input.Checkpoint + 1, last);
        StageCheckpoint from = At(tx, input.Checkpoint);
        Hash256 root;
        using (meter.Phase(StagePhase.Compute))
        {
            root = _update.Compute(tx, history, from, blocks, last, meter, CancellationToken.None);
        }
        if (Compare(tx, last, root) is { } invalid)
        {
            using Meter.PhaseScope phase = meter.Phase(StagePhase.Compute);
            return ExecutionOutput.Rejected(
                FindFirstWrong(
                    tx,
                    blocks,
                    invalid,
                    middle => _update.Compute(tx, history, from, new BlockRange(blocks.First, middle), middle, null, meter.Stop)
                )
            );
        }
        using (meter.Phase(StagePhase.Write))
        {
            _update.Apply(tx, At(tx, last));
        }
        meter.Reach(last);
        Forget(last);
        return ExecutionOutput.At(last, input.Target);
    }

    private void Forget(BlockNumber done)
    {
        if (done == _historyEnd.Number)
        {
            _history = null;
        }
    }

    /// <summary>Last block whose changes are pruned; 0 when there is none.</summary>
    private static BlockNumber LastPruned(IReadTransaction tx)
    {
        BlockNumber first = BlockNumber.Max(
            Retention.FirstBlock(tx, PruneSegment.AccountHistory),
            Retention.FirstBlock(tx, PruneSegment.StorageHistory)
        );
        return first > BlockNumber.Genesis ? first - 1 : first;
    }

    /// <summary>Builds the tries anew at the target, or goes on with that, and compares when they are whole.</summary>
    private ExecutionOutput Rebuild(IWriteTransaction tx, ExecutionInput input, RebuildProgress? progress)
    {
        BlockNumber right = BlockNumber.Max(input.Checkpoint, LastPruned(tx)); // After a reset the way from there to here may be pruned.
        BlockNumber target = BlockNumber.Max(input.Target, input.Checkpoint);
        if (progress is { } begun && begun.Target.Number > right && begun.Target.Number < target)
        {
            // Execution went on. When so much changed that a second rebuild would follow, the first one need not be finished.
            using Meter.PhaseScope read = input.Meter.Phase(StagePhase.Read);
            target = StateHistory.TryRead(tx, begun.Target.Number + 1, options.ChangesForRebuild, input.Meter) is null
                ? target
                : begun.Target.Number;
        }
        Retention.RequireState(tx, PruneSegment.AccountHistory, target);
        Retention.RequireState(tx, PruneSegment.StorageHistory, target);
        if (Build(tx, progress, target, input.Meter) is not { } root)
        {
            return ExecutionOutput.Midway(input.Checkpoint);
        }
        if (Compare(tx, target, root) is { } invalid)
        {
            using Meter.PhaseScope phase = input.Meter.Phase(StagePhase.Compute);
            BlockRange blocks = new(right + 1, target);
            return ExecutionOutput.Rejected(FindFirstWrong(tx, blocks, invalid, middle => _rebuild.Compute(tx, middle, input.Meter.Stop)));
        }
        input.Meter.Reach(target);
        return ExecutionOutput.At(target, input.Target);
    }

    /// <summary>Builds the tries after a block, from where the progress stands if that is good for it; null when it is time to commit.</summary>
    private Hash256? Build(IWriteTransaction tx, RebuildProgress? progress, BlockNumber after, Meter meter)
    {
        StageCheckpoint target = At(tx, after);
        RebuildPosition position = RebuildPosition.Start;
        _update.Forget();
        if (progress is { } begun && begun.Target == target)
        {
            position = begun.Position;
        }
        else
        {
            if (TryClear(tx))
            {
                new RebuildProgress(target, position).Write(tx);
                return null;
            }
        }
        Hash256? root;
        using (meter.Phase(StagePhase.Compute))
        {
            root = _rebuild.Build(tx, after, ref position, meter);
        }
        if (root is null)
        {
            new RebuildProgress(target, position).Write(tx);
        }
        else
        {
            RebuildProgress.Delete(tx);
        }
        return root;
    }

    private static StageCheckpoint At(IReadTransaction tx, BlockNumber number) =>
        new(number, tx.GetOrThrow(Tables.CanonicalHashes, number));

    /// <summary>Empties the tables; false when they are. In a commit of its own: rows are loaded beside what a transaction writes, not over it.</summary>
    private bool TryClear(IWriteTransaction tx)
    {
        bool isAny = false;
        foreach (Table table in OwnTables)
        {
            using (ICursor rows = tx.OpenRawCursor(table))
            {
                if (!rows.First())
                {
                    continue;
                }
            }
            tx.Clear(table);
            isAny = true;
        }
        return isAny;
    }

    /// <summary>Halves the range between a right root and a wrong one until they stand side by side.</summary>
    private static InvalidBlock FindFirstWrong(
        IReadTransaction tx,
        BlockRange blocks,
        InvalidBlock lastWrong,
        Func<BlockNumber, Hash256> rootAfter
    )
    {
        BlockNumber right = blocks.First - 1;
        BlockNumber wrong = blocks.Last;
        InvalidBlock found = lastWrong;
        while (wrong - right > 1)
        {
            BlockNumber middle = right + ((wrong - right) / 2);
            if (Compare(tx, middle, rootAfter(middle)) is { } invalid)
            {
                wrong = middle;
                found = invalid;
            }
            else
            {
                right = middle;
            }
        }
        return found;
    }

    private static InvalidBlock? Compare(IReadTransaction tx, BlockNumber number, in Hash256 root)
    {
        Header header = HeaderReader.Canonical(tx, number);
        return root == header.StateRoot
            ? null
            : new Violation(InvalidBlockReason.StateRootWrong, $"{header.StateRoot}", $"{root}").In(header);
    }
}
