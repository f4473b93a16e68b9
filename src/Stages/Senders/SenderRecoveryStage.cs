using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Stores the sender of every transaction, so that execution never waits for secp256k1.</summary>
/// <remarks>
/// Reads <see cref="Tables.Bodies"/>, <see cref="Tables.Headers"/>; writes <see cref="Tables.Senders"/>. While all cores recover one
/// batch, this thread reads the next one and appends the one before, in order. Source: yellow paper, appendix F; EIP-2, EIP-155.
/// </remarks>
public sealed class SenderRecoveryStage(ChainSpec spec, int threads) : IStage
{
    /// <summary>The stage on all cores.</summary>
    public SenderRecoveryStage(ChainSpec spec)
        : this(spec, Environment.ProcessorCount) { }

    /// <inheritdoc/>
    public StageId Id => StageId.SenderRecovery;

    /// <inheritdoc/>
    public string Unit => "signatures";

    /// <inheritdoc/>
    public IReadOnlyList<Table> OwnTables { get; } = [Tables.Senders];

    /// <inheritdoc/>
    public IReadOnlyList<PruneSegment> Needs { get; } = [PruneSegment.Bodies];

    /// <inheritdoc/>
    public void WriteGenesis(IWriteTransaction tx, Genesis genesis) => tx.Put(Tables.Senders, BlockNumber.Genesis, default);

    /// <inheritdoc/>
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        Meter meter = input.Meter;
        BlockNumber last = BlockNumber.Min(input.Target, input.Checkpoint + meter.BlocksLeftInCommit);
        SignatureBatch current = new(spec);
        SignatureBatch next = new(spec);
        BlockNumber done = input.Checkpoint;
        Load(tx, current, new BlockRange(done + 1, last), meter);
        using Workers workers = new(threads);
        Start(workers, current, meter);
        while (current.BlockCount > 0)
        {
            BlockNumber loaded = current.Last;
            Load(tx, next, new BlockRange(loaded + 1, meter.ShouldCommit ? loaded : last), meter);
            using (meter.Phase(StagePhase.Compute))
            {
                workers.Wait();
            }
            if (meter.IsStopping)
            {
                break; // It may have left the batch unfinished.
            }
            if (current.FindInvalid(tx) is { } invalid)
            {
                return ExecutionOutput.Rejected(invalid);
            }
            Start(workers, next, meter);
            using (meter.Phase(StagePhase.Write))
            {
                current.Append(tx);
            }
            done = loaded;
            meter.AddTransactions(current.Count);
            meter.HoldMemory(current.MemoryBytes + next.MemoryBytes);
            meter.Reach(done);
            (current, next) = (next, current);
        }
        return ExecutionOutput.At(done, input.Target);
    }

    /// <inheritdoc/>
    public UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input)
    {
        tx.DeleteFrom(Tables.Senders, input.Blocks.First);
        return new UnwindOutput(input.UnwindTo);
    }

    private static void Start(Workers workers, SignatureBatch batch, Meter meter) =>
        workers.Start(() => batch.RecoverRanges(meter, meter.Stop));

    private static void Load(IReadTransaction tx, SignatureBatch batch, BlockRange blocks, Meter meter)
    {
        using Meter.PhaseScope phase = meter.Phase(StagePhase.Read);
        batch.Load(tx, blocks, meter.Stop);
    }
}
