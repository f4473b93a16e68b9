using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Notes where each transaction stands, so that it is found by its hash.</summary>
/// <remarks>
/// Reads <see cref="Tables.Bodies"/>; writes <see cref="Tables.TransactionLookup"/>. Hashes come in no order, so those of a commit are
/// sorted and loaded as a whole; while all cores hash one batch, this thread reads the next one and hands the one before to the sorter.
/// A hash comes once in a chain, because a sender's nonce does. Source: yellow paper, section 4.3; EIP-2718.
/// </remarks>
/// <param name="memoryBytes">Memory for rows that are being sorted; above it, they go to files beside the database.</param>
/// <param name="threads">Threads that hash.</param>
public sealed class TransactionLookupStage(long memoryBytes, int threads) : IStage
{
    private const ulong BlocksPerBatchBack = 256;

    /// <summary>The stage on all cores.</summary>
    public TransactionLookupStage(long memoryBytes)
        : this(memoryBytes, Environment.ProcessorCount) { }

    /// <inheritdoc/>
    public StageId Id => StageId.TransactionLookup;

    /// <inheritdoc/>
    public string Unit => "transactions";

    /// <inheritdoc/>
    public IReadOnlyList<Table> OwnTables { get; } = [Tables.TransactionLookup];

    /// <inheritdoc/>
    public void WriteGenesis(IWriteTransaction tx, Genesis genesis) { }

    /// <inheritdoc/>
    /// <remarks>From the start it begins where bodies are: so it <see cref="IStage.Needs"/> none.</remarks>
    public void RequireInput(IReadTransaction tx, BlockNumber first) =>
        Retention.Require(tx, PruneSegment.Bodies, BlockNumber.Max(first, Retention.FirstBlock(tx, PruneSegment.TransactionLookup)));

    /// <inheritdoc/>
    /// <remarks>Rows that are pruned have to be found only while they lie about still.</remarks>
    public void RequireWayBack(IReadTransaction tx, BlockNumber to)
    {
        bool liesAbout = PruneProgress.Find(tx)?.Segment == PruneSegment.TransactionLookup;
        BlockNumber kept = liesAbout ? BlockNumber.Genesis : Retention.FirstBlock(tx, PruneSegment.TransactionLookup);
        WayBack.Require(tx, PruneSegment.Bodies, to, BlockNumber.Max(to + 1, kept));
    }

    /// <inheritdoc/>
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        Meter meter = input.Meter;
        using RowSorter sorter = tx.OpenSorter(memoryBytes);
        BlockNumber done = Collect(tx, input, sorter);
        SortedRows rows;
        using (meter.Phase(StagePhase.Compute))
        {
            rows = sorter.Read();
        }
        using (meter.Phase(StagePhase.Write))
        {
            tx.OpenRawLoad(Tables.TransactionLookup).AddAll(rows, meter.Step);
        }
        return ExecutionOutput.At(done, input.Target);
    }

    /// <inheritdoc/>
    public UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input)
    {
        if (input.UnwindTo == BlockNumber.Genesis)
        {
            tx.Clear(Tables.TransactionLookup);
            return new UnwindOutput(input.UnwindTo);
        }
        TransactionHashBatch batch = new();
        using Cursor<BlockNumber, ReadOnlySpan<byte>> bodies = tx.OpenCursor(Tables.Bodies);
        BlockNumber last = input.Checkpoint;
        BlockNumber lowest = BlockNumber.Max(input.Blocks.First, Retention.FirstBlock(tx, PruneSegment.Bodies));
        while (last >= lowest)
        {
            BlockNumber first = new(Math.Max(lowest.Value, last.Value - Math.Min(last.Value, BlocksPerBatchBack - 1)));
            for (BlockNumber next = first; next <= last; next = batch.Last + 1)
            {
                batch.Load(bodies, new BlockRange(next, last));
                batch.HashRanges();
                Delete(tx, batch);
                input.Meter.Add(batch.Count);
            }
            last = first - 1;
            input.Meter.Reach(last);
        }
        return new UnwindOutput(input.UnwindTo);
    }

    /// <summary>Sorts the transactions of the next blocks, to the target or to the end of the commit; returns the last block.</summary>
    private BlockNumber Collect(IWriteTransaction tx, ExecutionInput input, RowSorter sorter)
    {
        Meter meter = input.Meter;
        BlockNumber last = BlockNumber.Min(input.Target, input.Checkpoint + meter.BlocksLeftInCommit);
        using Cursor<BlockNumber, ReadOnlySpan<byte>> bodies = tx.OpenCursor(Tables.Bodies);
        TransactionHashBatch current = new();
        TransactionHashBatch next = new();
        ByteBuffer row = new();
        // After a reset it begins where there are bodies.
        BlockNumber kept = Retention.FirstBlock(tx, PruneSegment.TransactionLookup);
        BlockNumber done = kept > input.Checkpoint + 1 ? BlockNumber.Min(kept - 1, last) : input.Checkpoint;
        Load(bodies, current, new BlockRange(done + 1, last), meter);
        using Workers workers = new(threads);
        workers.Start(current.HashRanges);
        while (current.BlockCount > 0)
        {
            BlockNumber loaded = current.Last;
            Load(bodies, next, new BlockRange(loaded + 1, meter.ShouldCommit ? loaded : last), meter);
            using (meter.Phase(StagePhase.Compute))
            {
                workers.Wait();
            }
            workers.Start(next.HashRanges);
            using (meter.Phase(StagePhase.Write))
            {
                Add(current, sorter, row);
            }
            done = loaded;
            meter.Add(current.Count);
            meter.AddTransactions(current.Count);
            meter.HoldBytes(sorter.Bytes);
            meter.Reach(done);
            (current, next) = (next, current);
        }
        return done;
    }

    private static void Load(Cursor<BlockNumber, ReadOnlySpan<byte>> bodies, TransactionHashBatch batch, BlockRange blocks, Meter meter)
    {
        using Meter.PhaseScope phase = meter.Phase(StagePhase.Read);
        batch.Load(bodies, blocks);
    }

    private static void Add(TransactionHashBatch batch, RowSorter sorter, ByteBuffer row)
    {
        for (int i = 0; i < batch.BlockCount; i++)
        {
            (BlockNumber number, ReadOnlyMemory<Hash256> hashes) = batch[i];
            ReadOnlySpan<Hash256> all = hashes.Span;
            for (int index = 0; index < all.Length; index++)
            {
                row.Clear();
                sorter.Add(all[index].Bytes, Tables.TransactionLookup.Codec.Encode(new TransactionLocation(number, index), row));
            }
        }
    }

    private static void Delete(IWriteTransaction tx, TransactionHashBatch batch)
    {
        for (int i = 0; i < batch.BlockCount; i++)
        {
            foreach (Hash256 hash in batch[i].Hashes.Span)
            {
                tx.Delete(Tables.TransactionLookup, hash);
            }
        }
    }
}
