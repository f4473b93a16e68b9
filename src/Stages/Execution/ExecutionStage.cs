using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Evm;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Executes blocks and writes the state, its history of changes, and receipts.</summary>
/// <remarks>
/// Reads <see cref="Tables.Headers"/>, <see cref="Tables.Bodies"/>, <see cref="Tables.Senders"/>; writes <see cref="Tables.Accounts"/>,
/// <see cref="Tables.Storage"/>, <see cref="Tables.Codes"/>, <see cref="Tables.NewCodes"/>, <see cref="Tables.Receipts"/>,
/// <see cref="Tables.AccountChanges"/>, <see cref="Tables.StorageChanges"/>. The changed state of all blocks of a commit lies in
/// memory and is written once. Source: yellow paper §11.
/// </remarks>
/// <param name="spec">The chain's rules.</param>
/// <param name="trieOwner">The stage that owns the trie tables: receipts before Byzantium need roots, which start from its checkpoint.</param>
/// <param name="runners">What runs code; null for the interpreter.</param>
/// <param name="memoryBytes">Memory of the stage, of which what is kept after a read takes a quarter at most.</param>
public sealed class ExecutionStage(ChainSpec spec, StageId trieOwner, CodeRunnerFactory? runners = null, long memoryBytes = long.MaxValue)
    : IStage
{
    /// <summary>Memory of a changed account or slot: before and after it, in maps and lists; its rows and those of its change, twice at the commit.</summary>
    private const long BytesPerChange = 800;

    /// <summary>Memory of an account and a slot that are kept after a read.</summary>
    private const long BytesPerCached = 400;

    private readonly int _cached = (int)Math.Clamp(memoryBytes / 4 / BytesPerCached, 1024, 1 << 16);

    private readonly BlockExecutor _executor = new(spec, runners);

    /// <inheritdoc/>
    public StageId Id => StageId.Execution;

    /// <inheritdoc/>
    public string Unit => "gas";

    /// <inheritdoc/>
    public IReadOnlyList<Table> OwnTables { get; } =
    [Tables.Accounts, Tables.Storage, Tables.Codes, Tables.NewCodes, Tables.Receipts, Tables.AccountChanges, Tables.StorageChanges];

    /// <inheritdoc/>
    public IReadOnlyList<PruneSegment> Needs { get; } = [PruneSegment.Bodies, PruneSegment.Senders];

    /// <inheritdoc/>
    public void WriteGenesis(IWriteTransaction tx, Genesis genesis) => GenesisState.Write(tx, genesis);

    /// <inheritdoc/>
    public void RequireWayBack(IReadTransaction tx, BlockNumber to) => WayBack.RequireChanges(tx, to);

    /// <inheritdoc/>
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        try
        {
            return DeepStack.Run(() => ExecuteHere(tx, input));
        }
        catch (OutOfMemoryException e)
        {
            throw new NodeException(
                NodeErrorCode.MemoryExhausted,
                "execution needs more memory than there is",
                $"block {input.Meter.Position + 1}, in a commit that began with block {input.Checkpoint + 1}",
                "Commit fewer blocks at once, or give the process more memory.",
                e
            );
        }
    }

    private ExecutionOutput ExecuteHere(IWriteTransaction tx, ExecutionInput input)
    {
        Meter meter = input.Meter;
        if (MustWait(tx, input))
        {
            return ExecutionOutput.Waiting(input.Checkpoint);
        }
        using DatabaseState below = new(tx);
        StateBuffer buffer = new(below, _cached);
        CanonicalHashReader hashes = new(tx);
        using IntermediateRoots roots = new(tx, buffer, trieOwner, input.Checkpoint);
        BlockNumber done = input.Checkpoint;
        while (done < input.Target)
        {
            BlockNumber number = done + 1;
            Block block = Read(tx, number, meter, out Address[] senders);
            BlockOutcome? outcome;
            using (meter.Phase(StagePhase.Compute))
            {
                try
                {
                    if (!_executor.TryExecute(block, senders, buffer, hashes, roots, out outcome, out InvalidBlock? invalid))
                    {
                        return ExecutionOutput.Rejected(invalid);
                    }
                }
                catch (NodeException) when (done > input.Checkpoint)
                {
                    break; // What went well before is committed; the next call meets the same block first, and reports it.
                }
                buffer.Apply(number, outcome.Changes);
            }
            using (meter.Phase(StagePhase.Write))
            {
                tx.Append(Tables.Receipts, number, outcome.Receipts);
            }
            done = number;
            meter.Add((long)outcome.GasUsed);
            meter.AddGas((long)outcome.GasUsed);
            meter.AddTransactions(outcome.Receipts.Length);
            meter.HoldKeys(buffer.ChangedKeys);
            meter.HoldBytes(buffer.CodeBytes);
            meter.HoldMemory((_cached * BytesPerCached) + (buffer.ChangedKeys * BytesPerChange) + (3 * buffer.CodeBytes));
            meter.Reach(done);
            if (meter.ShouldCommit)
            {
                break;
            }
        }
        using (meter.Phase(StagePhase.Write))
        {
            StateFlush.Write(tx, buffer);
        }
        return ExecutionOutput.At(done, input.Target);
    }

    /// <inheritdoc/>
    public UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input)
    {
        BlockNumber first = input.Blocks.First;
        using Meter.PhaseScope phase = input.Meter.Phase(StagePhase.Write);
        StateUnwind.Restore(tx, input.Blocks, input.Meter);
        tx.DeleteFrom(Tables.NewCodes, first);
        tx.DeleteFrom(Tables.Receipts, first);
        tx.DeleteFrom(Tables.AccountChanges, AccountChangesKey.FirstOf(first));
        tx.DeleteFrom(Tables.StorageChanges, StorageChangesKey.FirstOf(first));
        return new UnwindOutput(input.UnwindTo);
    }

    /// <summary>Whether receipts need roots while the tries are being rebuilt, which a stop in the middle of that leads to.</summary>
    private bool MustWait(IReadTransaction tx, ExecutionInput input) =>
        tx.Contains(Tables.StageProgress, trieOwner.Name)
        && !input.NextBlocks.IsEmpty
        && spec.ForkAt(HeaderReader.Canonical(tx, input.Checkpoint + 1)) < Fork.Byzantium;

    private static Block Read(IReadTransaction tx, BlockNumber number, Meter meter, out Address[] senders)
    {
        // What a transaction hands out lives until its next call, so each row is decoded before the next one is read.
        Hash256 hash;
        ReadOnlySpan<byte> rlp;
        using (meter.Phase(StagePhase.Read))
        {
            senders = tx.GetOrThrow(Tables.Senders, number).ToArray();
            hash = tx.GetOrThrow(Tables.CanonicalHashes, number);
            rlp = tx.GetOrThrow(Tables.Headers, number);
        }
        Header header;
        using (meter.Phase(StagePhase.Decode))
        {
            header = HeaderReader.Decode(rlp, hash, nameof(Tables.Headers));
        }
        using (meter.Phase(StagePhase.Read))
        {
            rlp = tx.GetOrThrow(Tables.Bodies, number);
        }
        using (meter.Phase(StagePhase.Decode))
        {
            return new Block(header, BodyReader.Decode(rlp, number));
        }
    }
}
