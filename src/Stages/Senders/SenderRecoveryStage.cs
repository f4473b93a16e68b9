using System.Runtime.ExceptionServices;
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
    public void WriteGenesis(IWriteTransaction tx, Genesis genesis) => tx.Put(Tables.Senders, BlockNumber.Genesis, default);

    /// <inheritdoc/>
    public void RequireInput(IReadTransaction tx, BlockNumber first) => Retention.Require(tx, PruneSegment.Bodies, first);

    /// <inheritdoc/>
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        Meter meter = input.Meter;
        BlockNumber last = BlockNumber.Min(input.Target, input.Checkpoint + meter.BlocksLeftInCommit);
        SignatureBatch current = new(spec);
        SignatureBatch next = new(spec);
        BlockNumber done = input.Checkpoint;
        Load(tx, current, new BlockRange(done + 1, last), meter);
        using Workers workers = new(threads, meter);
        workers.Start(current);
        while (current.BlockCount > 0)
        {
            BlockNumber loaded = current.Last;
            Load(tx, next, new BlockRange(loaded + 1, meter.ShouldCommit ? loaded : last), meter);
            using (meter.Phase(StagePhase.Compute))
            {
                if (!workers.Wait())
                {
                    break; // A stop: the unfinished batch is left.
                }
            }
            if (current.FindInvalid(tx) is { } invalid)
            {
                return ExecutionOutput.Rejected(invalid);
            }
            workers.Start(next);
            using (meter.Phase(StagePhase.Write))
            {
                current.Append(tx);
            }
            done = loaded;
            meter.AddTransactions(current.Count);
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

    private static void Load(IReadTransaction tx, SignatureBatch batch, BlockRange blocks, Meter meter)
    {
        using Meter.PhaseScope phase = meter.Phase(StagePhase.Read);
        batch.Load(tx, blocks, meter.Stop);
    }

    /// <summary>As many tasks as cores on one batch at a time.</summary>
    private sealed class Workers(int threads, Meter meter) : IDisposable
    {
        private readonly Task[] _tasks = [.. Enumerable.Repeat(Task.CompletedTask, threads)];

        /// <summary>Starts on a batch; the one before has been waited for.</summary>
        public void Start(SignatureBatch batch)
        {
            for (int i = 0; i < _tasks.Length; i++)
            {
                _tasks[i] = Task.Run(() => batch.RecoverRanges(meter, meter.Stop), CancellationToken.None);
            }
        }

        /// <summary>Waits for the batch; false when a stop left it unfinished.</summary>
        public bool Wait()
        {
            try
            {
                Task.WaitAll(_tasks);
            }
            catch (AggregateException e)
            {
                ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            }
            return !meter.IsStopping;
        }

        public void Dispose() =>
            Task.WaitAll(_tasks.Select(static task => task.ContinueWith(static _ => { }, TaskScheduler.Default)).ToArray());
    }
}
