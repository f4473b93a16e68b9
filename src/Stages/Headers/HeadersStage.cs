using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Stores headers that obey the rules, and decides which branch is canonical.</summary>
/// <remarks>
/// <para>
/// Writes <see cref="Tables.Headers"/>, <see cref="Tables.CanonicalHashes"/>, <see cref="Tables.HeaderNumbers"/>,
/// <see cref="Tables.TotalDifficulties"/>, <see cref="Tables.SideBlocks"/>; reads <see cref="Tables.Bodies"/> when it lays a branch
/// aside. Proof of work is verified on all cores, for a run of headers at a time. Source: yellow paper §4.3.4, appendix J.
/// </para>
/// <para>
/// Every block that the source delivers is looked at, in its order, wherever the canonical head stands: what is stored or refused
/// is passed over (<see cref="TakenDeliveries"/>), the others either follow the head, or stand on another branch and go to
/// <see cref="Tables.SideBlocks"/>; one commit holds one kind of these alone. <see cref="ForkChoice"/> then says whether a stored
/// branch is better; if so, the blocks that lose their place are laid aside, whole, in commits of their own, before the pipeline
/// unwinds them: a kill in between leaves both branches at hand.
/// </para>
/// </remarks>
public sealed partial class HeadersStage : IStage
{
    private const int HeadersPerBatch = 1024;

    private readonly ChainSpec _spec;
    private readonly IHeaderSource _source;
    private readonly IBodySource _bodies;
    private readonly RejectedBlocks _rejected;
    private readonly ForkChoice _forkChoice;
    private readonly HeaderBatch _batch = new(HeadersPerBatch);
    private readonly HeaderSeals? _seals;
    private readonly TakenDeliveries _taken = new();
    private (Hash256 Head, BlockNumber Target)? _undisputed; // Grown from the best branch, with nothing stored beside it since.

    /// <summary>The stage over its source.</summary>
    /// <param name="spec">The chain's rules.</param>
    /// <param name="source">Delivers headers.</param>
    /// <param name="bodies">Delivers the bodies of blocks beside the canonical chain.</param>
    /// <param name="rejected">Blocks that are skipped, with their descendants.</param>
    /// <param name="ethash">Caches to verify proof of work with; null where it is not verified.</param>
    public HeadersStage(ChainSpec spec, IHeaderSource source, IBodySource bodies, RejectedBlocks rejected, EthashCaches? ethash = null)
    {
        _seals = ethash is null ? null : new HeaderSeals(ethash);
        _spec = spec;
        _source = source;
        _bodies = bodies;
        _rejected = rejected;
        _forkChoice = new ForkChoice(source, rejected);
    }

    /// <inheritdoc/>
    public StageId Id => StageId.Headers;

    /// <inheritdoc/>
    public string Unit => "headers";

    /// <inheritdoc/>
    public IReadOnlyList<Table> OwnTables { get; } =
    [Tables.Headers, Tables.CanonicalHashes, Tables.HeaderNumbers, Tables.TotalDifficulties, Tables.SideBlocks];

    /// <inheritdoc/>
    public void WriteGenesis(IWriteTransaction tx, Genesis genesis)
    {
        Header header = genesis.Header;
        tx.Put(Tables.Headers, header.Number, header.EncodeToArray());
        tx.Put(Tables.CanonicalHashes, header.Number, header.Hash);
        tx.Put(Tables.HeaderNumbers, header.Hash, header.Number);
        tx.Put(Tables.TotalDifficulties, header.Number, header.Difficulty);
        _taken.Forget();
    }

    /// <inheritdoc/>
    public ExecutionOutput Execute(IWriteTransaction tx, ExecutionInput input)
    {
        ChainHead head = ChainHead.Canonical(tx, input.Checkpoint);
        _taken.BeginAt(head.Header.Hash);
        bool isUnweighed = _undisputed == (head.Header.Hash, input.Target);
        _undisputed = null;
        if (!isUnweighed && _forkChoice.Find(tx, head, input.Target) is { } branch)
        {
            return branch.Ancestor == head.Header.Number ? Take(tx, input, head, branch)
                : WayBack.IsKept(tx, branch.Ancestor) ? LayAside(tx, input, head, branch)
                : DeliverBefore(tx, input, head, branch);
        }
        return Deliver(tx, input, head, isUnweighed, out _);
    }

    /// <inheritdoc/>
    public UnwindOutput Unwind(IWriteTransaction tx, UnwindInput input)
    {
        BlockNumber first = input.Blocks.First;
        List<Hash256> hashes = [];
        using (Cursor<BlockNumber, Hash256> cursor = tx.OpenCursor(Tables.CanonicalHashes))
        {
            for (bool more = cursor.Seek(first); more; more = cursor.Next())
            {
                hashes.Add(cursor.Value);
            }
        }
        foreach (Hash256 hash in hashes)
        {
            tx.Delete(Tables.HeaderNumbers, hash);
        }
        _undisputed = null;
        if (!StayAtHand(tx, first, hashes))
        {
            _taken.Forget();
        }
        tx.DeleteFrom(Tables.Headers, first);
        tx.DeleteFrom(Tables.CanonicalHashes, first);
        tx.DeleteFrom(Tables.TotalDifficulties, first);
        return new UnwindOutput(input.UnwindTo);
    }

    /// <summary>Takes what the source delivered and is not taken yet.</summary>
    private ExecutionOutput Deliver(IWriteTransaction tx, ExecutionInput input, ChainHead head, bool isUnweighed, out bool hasTaken)
    {
        CanonicalWriter writer = new(tx);
        SideWriter side = new(tx, _bodies, _spec);
        BlockNumber checkpoint = head.Header.Number;
        PassCanonical(tx, head, input.Meter);
        long first = _taken.Position;
        long position = first;
        long taken = first; // Stays at the first block that is not wanted now: a later target may want it.
        Delivery delivery = Delivery.Next;
        InvalidBlock? invalid = null;
        while (delivery == Delivery.Next && ReadBatch(position, input.Meter))
        {
            for (int i = 0; i < _batch.Count && delivery == Delivery.Next; i++, position++)
            {
                BlockNumber end = head.Header.Number;
                delivery = DeliverOne(tx, input, i, ref head, writer, side, ref invalid);
                bool isTaken = delivery == Delivery.Next || head.Header.Number > end;
                if (delivery == Delivery.Unwanted)
                {
                    delivery = Delivery.Next;
                }
                else if (isTaken && taken == position)
                {
                    taken++;
                    if (head.Header.Number == checkpoint && side.Count == 0)
                    {
                        _taken.AdvanceTo(taken); // Nothing of it depends on this transaction.
                    }
                }
            }
            if (delivery == Delivery.Next && input.Meter.IsStopping)
            {
                delivery = Delivery.Commit; // Many blocks that are known hold no commit, and a stop is heard all the same.
            }
        }
        hasTaken = taken > first;
        bool isWeighed = side.Count == 0 && !(isUnweighed && ForkChoice.HasBranches(tx));
        if (delivery == Delivery.RefusedAfterHead && isWeighed) // Else what is good is weighed first, and the block refused then.
        {
            return ExecutionOutput.Rejected(invalid!);
        }
        using (input.Meter.Phase(StagePhase.Write))
        {
            writer.Complete();
        }
        if (delivery == Delivery.RefusedBesideHead)
        {
            return ExecutionOutput.RejectedOnSideBranch(checkpoint, invalid!);
        }
        bool isLonger = head.Header.Number > checkpoint;
        if (isLonger)
        {
            _taken.ExpectAt(taken, head.Header.Hash);
            _undisputed = delivery == Delivery.Commit ? (head.Header.Hash, input.Target) : null;
        }
        // Something new beside the head is weighed by the fork choice once it is committed, and so is a new end of the chain:
        // stored branches may hang on it.
        bool isDone = delivery != Delivery.Commit && isWeighed && !(isLonger && ForkChoice.HasBranches(tx));
        return ExecutionOutput.At(new StageCheckpoint(head.Header.Number, head.Header.Hash), isDone);
    }

    private Delivery DeliverOne(
        IWriteTransaction tx,
        ExecutionInput input,
        int index,
        ref ChainHead head,
        CanonicalWriter writer,
        SideWriter side,
        ref InvalidBlock? invalid
    )
    {
        Meter meter = input.Meter;
        long position = _batch.FirstPosition + index;
        ref readonly Hash256 hash = ref _batch.HashOf(index);
        Header header;
        using (meter.Phase(StagePhase.Decode))
        {
            if (!HeaderCodec.TryDecode(_batch.RlpOf(index), hash, out header, out RlpError error))
            {
                _source.Fail(position, Malformed(position, error));
                return Delivery.End;
            }
        }
        if (_rejected.Contains(header.ParentHash))
        {
            _rejected.Add(hash);
        }
        if (_rejected.Contains(hash))
        {
            return Delivery.Next;
        }
        if (header.ParentHash == head.Header.Hash)
        {
            if (head.Header.Number >= input.Target)
            {
                return Delivery.Unwanted;
            }
            if (side.Count > 0)
            {
                return Delivery.Commit;
            }
            using (meter.Phase(StagePhase.Compute))
            {
                invalid = head.Check(header, _spec) ?? _seals?.Check(_batch, index, header, input.Target);
            }
            if (invalid is not null)
            {
                return Delivery.RefusedAfterHead;
            }
            head = head.Next(header);
            using (meter.Phase(StagePhase.Write))
            {
                writer.Append(head, _batch.RlpOf(index));
            }
            meter.Add(1);
            meter.Reach(header.Number);
            return meter.ShouldCommit ? Delivery.Commit : Delivery.Next;
        }
        if (head.Header.Number > input.Checkpoint)
        {
            return Delivery.Commit; // What was appended is looked up by number below, so it is committed first.
        }
        return DeliverBeside(tx, input, index, header, side, ref invalid);
    }

    private bool ReadBatch(long position, Meter meter)
    {
        using (meter.Phase(StagePhase.Read))
        {
            if (!_source.TryReadHeaders(position, _batch))
            {
                return false;
            }
        }
        meter.AddReadBytes(_batch.Length);
        using (meter.Phase(StagePhase.Compute))
        {
            _batch.ComputeHashes();
        }
        return true;
    }

    private NodeException Malformed(long position, RlpError error) =>
        new(
            NodeErrorCode.ChainFileMalformed,
            $"no header in canonical RLP: {RlpWords.Of(error)}",
            _source.Locate(position),
            RlpWords.WhatToDo
        );

    /// <summary>What follows a delivered block.</summary>
    private enum Delivery
    {
        /// <summary>The next one.</summary>
        Next,

        /// <summary>The next one; this one lies beyond the target.</summary>
        Unwanted,

        /// <summary>Nothing: the source broke.</summary>
        End,

        /// <summary>A commit, and then the same position again.</summary>
        Commit,
        RefusedAfterHead,
        RefusedBesideHead,
    }
}
