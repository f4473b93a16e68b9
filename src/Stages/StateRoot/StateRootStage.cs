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
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        if (input.NextBlocks.IsEmpty)
        {
            return ExecutionOutput.At(input.Checkpoint, input.Target);
        }
        using StateHistory history = new(tx, input.Checkpoint + 1);
        return options.Checks == RootChecks.Every ? CheckEvery(tx, input, history) : CheckCommit(tx, input, history);
    }

    /// <inheritdoc/>
    public UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input)
    {
        using StateHistory history = new(tx, input.Blocks.First);
        history.ReadAll();
        Hash256 root = _update.Compute(tx, history, input.Blocks, input.UnwindTo, CancellationToken.None);
        _update.Apply(tx);
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

    /// <summary>Updates and compares block by block.</summary>
    private ExecutionOutput CheckEvery(IWriteTransaction tx, ExecutionInput input, StateHistory history)
    {
        Meter meter = input.Meter;
        history.ReadAll();
        BlockNumber done = input.Checkpoint;
        while (done < input.Target)
        {
            BlockNumber number = done + 1;
            Hash256 root;
            using (meter.Phase(StagePhase.Compute))
            {
                root = _update.Compute(tx, history, new BlockRange(number, number), number, CancellationToken.None);
            }
            meter.Add(_update.Nodes);
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
        return ExecutionOutput.At(done, input.Target);
    }

    /// <summary>Updates to the last block of the commit, or builds anew when that is far away, and compares there.</summary>
    private ExecutionOutput CheckCommit(IWriteTransaction tx, ExecutionInput input, StateHistory history)
    {
        Meter meter = input.Meter;
        BlockNumber last = ReadCommit(input, history, out bool isFar);
        if (isFar)
        {
            last = input.Target;
        }
        if (last == input.Checkpoint)
        {
            return ExecutionOutput.At(last, input.Target);
        }
        using (meter.Phase(StagePhase.Read))
        {
            history.ReadAll(); // Beyond the commit only when execution is ahead of it.
        }
        BlockRange blocks = new(input.Checkpoint + 1, last);
        Hash256 root;
        using (meter.Phase(StagePhase.Compute))
        {
            root = isFar
                ? _rebuild.Build(tx, history, last, meter.Stop)
                : _update.Compute(tx, history, blocks, last, CancellationToken.None);
        }
        meter.Add(isFar ? _rebuild.Nodes : _update.Nodes);
        if (Compare(tx, last, root) is { } invalid)
        {
            using Meter.PhaseScope phase = meter.Phase(StagePhase.Compute);
            return ExecutionOutput.Rejected(FindFirstWrong(tx, history, blocks, isFar, invalid, meter.Stop));
        }
        if (!isFar)
        {
            using Meter.PhaseScope phase = meter.Phase(StagePhase.Write);
            _update.Apply(tx);
        }
        meter.Reach(last);
        return ExecutionOutput.At(last, input.Target);
    }

    private BlockNumber ReadCommit(ExecutionInput input, StateHistory history, out bool isFar)
    {
        using Meter.PhaseScope phase = input.Meter.Phase(StagePhase.Read);
        BlockNumber last = input.Checkpoint;
        isFar = false;
        while (last < input.Target)
        {
            last++;
            history.ReadTo(last);
            isFar = history.Count >= options.ChangesForRebuild;
            input.Meter.Reach(last);
            if (isFar || input.Meter.ShouldCommit)
            {
                break;
            }
        }
        return last;
    }

    /// <summary>Halves the range between a right root and a wrong one until they stand side by side.</summary>
    private InvalidBlock FindFirstWrong(
        IReadTransaction tx,
        StateHistory history,
        BlockRange blocks,
        bool isFar,
        InvalidBlock lastWrong,
        CancellationToken stop
    )
    {
        BlockNumber right = blocks.First - 1;
        BlockNumber wrong = blocks.Last;
        InvalidBlock found = lastWrong;
        while (wrong - right > 1)
        {
            BlockNumber middle = right + ((wrong - right) / 2);
            Hash256 root = isFar
                ? _rebuild.Compute(tx, history, middle, stop)
                : _update.Compute(tx, history, new BlockRange(blocks.First, middle), middle, stop);
            if (Compare(tx, middle, root) is { } invalid)
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
