using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Stores the bodies that belong to the headers.</summary>
/// <remarks>
/// Reads <see cref="Tables.Headers"/>, <see cref="Tables.CanonicalHashes"/>, <see cref="Tables.SideBlocks"/>; writes
/// <see cref="Tables.Bodies"/>. All cores decode one batch and check roots, hashes and sizes; one thread then checks ommers, which
/// need the blocks before, and appends. With Ethash caches the ommers' proof of work is verified as well, a batch at a time on all
/// cores. Source: yellow paper §4.3.2, §11.1; EIP-4895, EIP-7934.
/// </remarks>
/// <param name="spec">The chain's rules.</param>
/// <param name="source">Delivers bodies.</param>
/// <param name="ethash">Caches to verify proof of work with; null where it is not verified.</param>
public sealed class BodiesStage(ChainSpec spec, IBodySource source, EthashCaches? ethash = null) : IStage
{
    private readonly OmmerSeals? _seals = ethash is null ? null : new OmmerSeals(ethash);
    private readonly BodyBatch _batch = new(spec);
    private readonly RlpWriter _body = new(64 * 1024);

    /// <inheritdoc/>
    public StageId Id => StageId.Bodies;

    /// <inheritdoc/>
    public string Unit => "transactions";

    /// <inheritdoc/>
    public IReadOnlyList<Table> OwnTables { get; } = [Tables.Bodies];

    /// <inheritdoc/>
    public void WriteGenesis(IWriteTransaction tx, Genesis genesis)
    {
        RlpWriter body = new();
        BodyCodec.Encode(body, genesis.Block.Body);
        tx.Put(Tables.Bodies, BlockNumber.Genesis, body.Written);
    }

    /// <inheritdoc/>
    public void RequireWayBack(IReadTransaction tx, BlockNumber to) => WayBack.RequireOmmers(tx, to);

    /// <inheritdoc/>
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        Meter meter = input.Meter;
        StoredAncestors ancestors = new(tx);
        BlockNumber done = input.Checkpoint;
        while (done < input.Target)
        {
            bool isComplete = Read(tx, done + 1, input);
            if (_batch.Count == 0 && isComplete)
            {
                break; // A stop was asked.
            }
            if (_batch.Count == 0)
            {
                if (done > input.Checkpoint)
                {
                    break; // What was there is committed first; the next call reports the missing body.
                }
                throw Missing(done + 1, tx.GetOrThrow(Tables.CanonicalHashes, done + 1));
            }
            using (meter.Phase(StagePhase.Compute))
            {
                _batch.Check();
                TryOthers();
                _seals?.Verify(_batch);
            }
            for (int i = 0; i < _batch.Count; i++)
            {
                Header header = _batch.HeaderOf(i);
                InvalidBlock? invalid = _batch.InvalidOf(i);
                if (invalid is null && _batch.BodyOf(i).Ommers.Count > 0)
                {
                    using Meter.PhaseScope phase = meter.Phase(StagePhase.Compute);
                    IReadOnlyList<Header> ommers = _batch.BodyOf(i).Ommers;
                    invalid = OmmerRules.Check(header, ommers, ancestors, spec) ?? _seals?.Check(header, ommers);
                }
                if (invalid is not null)
                {
                    return ExecutionOutput.Rejected(BodyCheck.Located(invalid, source));
                }
                using (meter.Phase(StagePhase.Write))
                {
                    tx.Append(Tables.Bodies, header.Number, _batch.RlpOf(i));
                }
                ancestors.Add(header, _batch.BodyOf(i).Ommers);
                done = header.Number;
                meter.Add(_batch.BodyOf(i).Transactions.Count);
                meter.AddTransactions(_batch.BodyOf(i).Transactions.Count);
                meter.Reach(done);
                if (meter.ShouldCommit)
                {
                    return ExecutionOutput.At(done, input.Target);
                }
            }
        }
        return ExecutionOutput.At(done, input.Target);
    }

    /// <inheritdoc/>
    public UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input)
    {
        tx.DeleteFrom(Tables.Bodies, input.Blocks.First);
        return new UnwindOutput(input.UnwindTo);
    }

    /// <summary>The error for a header whose body is nowhere.</summary>
    internal static NodeException Missing(BlockNumber number, in Hash256 hash) =>
        new(
            NodeErrorCode.BodyMissing,
            "the header is stored, its body is in none of the sources",
            $"block {number} {hash}",
            "Import the chain file that holds the block, or go back to before it with `nodeproto stage unwind`."
        );

    /// <summary>A body that is not its block's may have come before the one that is.</summary>
    private void TryOthers()
    {
        for (int i = 0; i < _batch.Count; i++)
        {
            if (_batch.InvalidOf(i) is not null)
            {
                _body.Clear();
                if (source.TryReadOtherBody(_batch.HeaderOf(i).Hash, _body))
                {
                    _batch.Replace(i, _body.Written);
                }
            }
        }
    }

    /// <summary>Fills the batch from the first block on; false when a body is missing.</summary>
    private bool Read(IReadTransaction tx, BlockNumber first, ExecutionInput input)
    {
        Meter meter = input.Meter;
        using Meter.PhaseScope phase = meter.Phase(StagePhase.Read);
        _batch.Clear();
        BlockNumber last = BlockNumber.Min(input.Target, first + (meter.BlocksLeftInCommit - 1));
        for (BlockNumber number = first; number <= last && !_batch.IsFull && !meter.IsStopping; number++)
        {
            Hash256 hash = tx.GetOrThrow(Tables.CanonicalHashes, number);
            _body.Clear();
            if (tx.TryGet(Tables.SideBlocks, new BlockKey(number, hash), out SideBlock side))
            {
                BlockParts.WriteBody(side.Rlp, _body); // A branch that became canonical brought its bodies along.
            }
            else if (source.TryReadBody(number, hash, _body))
            {
                meter.AddReadBytes(_body.Length);
            }
            else
            {
                return false;
            }
            ReadOnlySpan<byte> header = tx.GetOrThrow(Tables.Headers, number);
            _batch.Add(HeaderReader.Decode(header, hash, nameof(Tables.Headers)), header.Length, _body.Written);
        }
        return true;
    }
}
