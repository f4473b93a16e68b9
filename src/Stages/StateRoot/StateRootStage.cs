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
/// The state after any block since the checkpoint is at hand without executing again: the value of a key after block b is its value
/// before the first change later than b, else the row. So a wrong root is traced to one block, and an unwind needs no other rows.
/// </para>
/// </remarks>
public sealed class StateRootStage(StateRootOptions options) : IStage
{
    private readonly RootUpdate _update = new();
    private readonly RootRebuild _rebuild = new();
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

    /// <inheritdoc/>
    public IReadOnlyList<Table> OwnTables { get; } = [Tables.AccountTrie, Tables.StorageTrie, Tables.StorageRoots];

    /// <inheritdoc/>
    public void WriteGenesis(IWriteTransaction tx, Genesis genesis) => GenesisTrie.Write(tx, genesis);

    /// <inheritdoc/>
    /// <remarks>To compare every root in bounded memory, the changes after a block must be few.</remarks>
    public bool KeepsPace => options.Checks == RootChecks.Every;

    /// <inheritdoc/>
    public void RequireWayBack(IReadTransaction tx, BlockNumber to) => WayBack.RequireChanges(tx, to);

    /// <inheritdoc/>
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        if (input.NextBlocks.IsEmpty)
        {
            return ExecutionOutput.At(input.Checkpoint, input.Target);
        }
        BlockNumber lastPruned = LastPruned(tx);
        if (lastPruned > input.Checkpoint)
        {
            return Rebuild(tx, input, lastPruned); // After a reset: the way from there to here is pruned.
        }
        StateHistory? history;
        using (input.Meter.Phase(StagePhase.Read))
        {
            history = Recall(tx, input.Checkpoint, input.Meter);
        }
        return options.Checks == RootChecks.Every ? CheckEvery(tx, input, history!)
            : history is null ? Rebuild(tx, input, input.Checkpoint)
            : CheckCommit(tx, input, history);
    }

    /// <inheritdoc/>
    public UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input)
    {
        Meter meter = input.Meter;
        StateHistory history;
        using (meter.Phase(StagePhase.Read))
        {
            history = StateHistory.Read(tx, input.Blocks.First, meter);
        }
        Hash256 root;
        using (meter.Phase(StagePhase.Compute))
        {
            root = _update.Compute(tx, history, input.Blocks, input.UnwindTo, meter, meter.Stop);
        }
        using (meter.Phase(StagePhase.Write))
        {
            _update.Apply(tx);
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

    /// <summary>
    /// The changes after the checkpoint, remembered from commit to commit while execution stands still; null when there are too
    /// many of them to update the tries one by one.
    /// </summary>
    private StateHistory? Recall(IReadTransaction tx, BlockNumber checkpoint, Meter meter)
    {
        StageCheckpoint executed = CheckpointStore.Read(tx, StageId.Execution);
        if (_history is null || _historyEnd != executed || _historyStart > checkpoint)
        {
            long countMax = options.Checks == RootChecks.Every ? long.MaxValue : options.ChangesForRebuild;
            _history = StateHistory.TryRead(tx, checkpoint + 1, countMax, meter);
            _historyStart = checkpoint;
            _historyEnd = executed;
        }
        return _history;
    }

    /// <summary>Updates and compares block by block.</summary>
    private ExecutionOutput CheckEvery(IWriteTransaction tx, ExecutionInput input, StateHistory history)
    {
        Meter meter = input.Meter;
        BlockNumber done = input.Checkpoint;
        while (done < input.Target)
        {
            BlockNumber number = done + 1;
            Hash256 root;
            using (meter.Phase(StagePhase.Compute))
            {
                root = _update.Compute(tx, history, new BlockRange(number, number), number, meter, CancellationToken.None);
            }
            if (Compare(tx, number, root) is { } invalid)
            {
                return ExecutionOutput.Rejected(invalid);
            }
            using (meter.Phase(StagePhase.Write))
            {
                _update.Apply(tx);
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
        Hash256 root;
        using (meter.Phase(StagePhase.Compute))
        {
            root = _update.Compute(tx, history, blocks, last, meter, CancellationToken.None);
        }
        if (Compare(tx, last, root) is { } invalid)
        {
            using Meter.PhaseScope phase = meter.Phase(StagePhase.Compute);
            return ExecutionOutput.Rejected(
                FindFirstWrong(
                    tx,
                    blocks,
                    invalid,
                    middle => _update.Compute(tx, history, new BlockRange(blocks.First, middle), middle, null, meter.Stop)
                )
            );
        }
        using (meter.Phase(StagePhase.Write))
        {
            _update.Apply(tx);
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

    /// <summary>Builds the tries anew at the target, however far it is, and compares there.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="input">What is asked.</param>
    /// <param name="right">Last block that is known to be right, and after which all changes are there.</param>
    private ExecutionOutput Rebuild(IWriteTransaction tx, ExecutionInput input, BlockNumber right)
    {
        Retention.RequireState(tx, PruneSegment.AccountHistory, input.Target);
        Retention.RequireState(tx, PruneSegment.StorageHistory, input.Target);
        Meter meter = input.Meter;
        Hash256 root;
        using (meter.Phase(StagePhase.Compute))
        {
            // The rows are the state after the last executed block, which mostly is the target: then nothing lies over them.
            root = _rebuild.Build(tx, StateHistory.Read(tx, input.Target + 1, meter), input.Target, meter);
        }
        if (Compare(tx, input.Target, root) is { } invalid)
        {
            using Meter.PhaseScope phase = meter.Phase(StagePhase.Compute);
            StateHistory history = StateHistory.Read(tx, right + 1, meter);
            return ExecutionOutput.Rejected(
                FindFirstWrong(
                    tx,
                    new BlockRange(right + 1, input.Target),
                    invalid,
                    middle => _rebuild.Compute(tx, history, middle, meter.Stop)
                )
            );
        }
        meter.Reach(input.Target);
        return ExecutionOutput.At(input.Target, input.Target);
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
