using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <content>Branches beside the canonical chain.</content>
public sealed partial class HeadersStage
{
    /// <summary>Stores a block that does not follow the head, unless it is known.</summary>
    private Delivery DeliverBeside(
        IWriteTransaction tx,
        ExecutionInput input,
        int index,
        Header header,
        SideWriter side,
        ref InvalidBlock? invalid
    )
    {
        long position = _batch.FirstPosition + index;
        Hash256 hash = _batch.HashOf(index);
        if (header.Number > input.Target)
        {
            return Delivery.Unwanted;
        }
        if (header.Number == BlockNumber.Genesis || ChainHead.IsStored(tx, header.Number, hash))
        {
            return Delivery.Next;
        }
        if (side.Last is not { } parent || parent.Header.Hash != header.ParentHash)
        {
            if (side.Count > 0)
            {
                return Delivery.Commit; // The run has ended: the fork choice looks at it before the next one.
            }
            if (!ChainHead.TryFind(tx, header.Number - 1, header.ParentHash, out parent))
            {
                _source.Fail(position, header.Number.Value == 1 ? OtherChain(tx, position, header) : ParentMissing(position, header));
                return Delivery.End;
            }
        }
        using (input.Meter.Phase(StagePhase.Compute))
        {
            invalid = parent.Check(header, _spec) ?? _seals?.Check(_batch, index, header, input.Target);
        }
        if (invalid is not null)
        {
            return Delivery.RefusedBesideHead;
        }
        using (input.Meter.Phase(StagePhase.Write))
        {
            if (!side.TryStore(parent.Next(header), _batch.RlpOf(index), out invalid))
            {
                if (invalid is not null)
                {
                    return Delivery.RefusedBesideHead;
                }
                _source.Fail(position, BodiesStage.Missing(header.Number, hash));
                return Delivery.End;
            }
        }
        input.Meter.Add(1);
        return input.Meter.ShouldCommit ? Delivery.Commit : Delivery.Next;
    }

    /// <summary>
    /// For a better branch that the way back does not reach, because it is pruned: what follows in the source may outweigh it, and is
    /// taken first. When nothing follows, the node cannot go on.
    /// </summary>
    private ExecutionOutput DeliverBefore(IWriteTransaction tx, ExecutionInput input, in ChainHead head, BetterBranch branch)
    {
        ExecutionOutput output = Deliver(tx, input, head, isUnweighed: false, out bool hasTaken);
        if (!hasTaken && output.Invalid is null && !input.Meter.IsStopping)
        {
            WayBack.Require(tx, branch.Ancestor);
        }
        return output with { IsDone = false };
    }

    /// <summary>Copies the blocks that are about to lose their place to the side blocks, then asks for the way back.</summary>
    private ExecutionOutput LayAside(IWriteTransaction tx, ExecutionInput input, in ChainHead head, BetterBranch branch)
    {
        using Meter.PhaseScope phase = input.Meter.Phase(StagePhase.Write);
        SideWriter side = new(tx, _bodies, _spec);
        for (BlockNumber number = branch.Ancestor + 1; number <= head.Header.Number; number++)
        {
            if (tx.Contains(Tables.SideBlocks, new BlockKey(number, tx.GetOrThrow(Tables.CanonicalHashes, number))))
            {
                continue; // From an earlier commit, or from before it became canonical.
            }
            if (side.Count > 0 && input.Meter.ShouldCommit)
            {
                return ExecutionOutput.At(new StageCheckpoint(head.Header.Number, head.Header.Hash), isDone: false);
            }
            ChainHead block = ChainHead.Canonical(tx, number);
            byte[] header = tx.GetOrThrow(Tables.Headers, number).ToArray();
            if (!side.TryStore(block, header, out _))
            {
                break; // Its body never arrived: the source will deliver it again if it is wanted.
            }
        }
        return ExecutionOutput.Reorganise(head.Header.Number, branch.Ancestor);
    }

    /// <summary>Makes a stored branch canonical that follows the head.</summary>
    private static ExecutionOutput Take(IWriteTransaction tx, ExecutionInput input, ChainHead head, BetterBranch branch)
    {
        using Meter.PhaseScope phase = input.Meter.Phase(StagePhase.Write);
        CanonicalWriter writer = new(tx);
        foreach (Hash256 hash in branch.Path)
        {
            BlockNumber number = head.Header.Number + 1;
            SideBlock block = tx.GetOrThrow(Tables.SideBlocks, new BlockKey(number, hash));
            UInt256? total = block.TotalDifficulty;
            byte[] rlp = BlockParts.HeaderOf(block.Rlp).ToArray();
            head = new ChainHead(HeaderReader.Decode(rlp, hash, nameof(Tables.SideBlocks)), total);
            writer.Append(head, rlp);
            input.Meter.Add(1);
            input.Meter.Reach(number);
            if (input.Meter.ShouldCommit)
            {
                break;
            }
        }
        writer.Complete();
        return ExecutionOutput.At(new StageCheckpoint(head.Header.Number, head.Header.Hash), isDone: false);
    }

    /// <summary>Passes over a run of blocks that the source delivers in the order of the canonical chain: no header of it is read.</summary>
    private void PassCanonical(IReadTransaction tx, in ChainHead head, Meter meter)
    {
        if (_taken.Position > 0 || head.Header.Number == BlockNumber.Genesis || !ReadBatch(0, meter))
        {
            return;
        }
        if (tx.TryGet(Tables.HeaderNumbers, _batch.HashOf(0), out BlockNumber first))
        {
            using Cursor<BlockNumber, Hash256> cursor = tx.OpenCursor(Tables.CanonicalHashes);
            long position = 0;
            bool more = cursor.Seek(first);
            while (more && !meter.IsStopping && _source.Delivers(position, cursor.Value))
            {
                position++;
                more = cursor.Next();
            }
            _taken.AdvanceTo(position);
        }
    }

    /// <summary>Whether blocks that leave the canonical chain are all known still: laid aside, or refused with their descendants.</summary>
    private bool StayAtHand(IReadTransaction tx, BlockNumber first, List<Hash256> hashes)
    {
        bool isRefused = false;
        for (int i = 0; i < hashes.Count; i++)
        {
            isRefused = isRefused || _rejected.Contains(hashes[i]);
            if (isRefused)
            {
                _rejected.Add(hashes[i]);
            }
            else if (!tx.Contains(Tables.SideBlocks, new BlockKey(first + (ulong)i, hashes[i])))
            {
                return false;
            }
        }
        return true;
    }

    private NodeException ParentMissing(long position, Header header) =>
        new(
            NodeErrorCode.ParentMissing,
            $"the parent {header.ParentHash} of block {header.Number} {header.Hash} is neither stored nor delivered before it",
            _source.Locate(position),
            "The blocks before it are kept. Import the files that hold the blocks between, in order."
        );

    /// <summary>The error of a block 1 that does not follow our genesis: no file holds anything between the two.</summary>
    private NodeException OtherChain(IReadTransaction tx, long position, Header header) =>
        new(
            NodeErrorCode.ChainFileOfOtherChain,
            $"block 1 {header.Hash} follows genesis {header.ParentHash}, the data directory has"
                + $" {tx.GetOrThrow(Tables.CanonicalHashes, BlockNumber.Genesis)}",
            _source.Locate(position),
            "Import the file of this chain, or name the data directory of the other one."
        );

    /// <summary>Writes side blocks, header and body.</summary>
    private sealed class SideWriter(IWriteTransaction tx, IBodySource bodies, ChainSpec spec)
    {
        private readonly RlpWriter _body = new();
        private readonly RlpWriter _block = new();

        /// <summary>How many blocks were stored.</summary>
        public int Count { get; private set; }

        /// <summary>The block that was stored last.</summary>
        public ChainHead? Last { get; private set; }

        /// <summary>Stores a block; false when its body is nowhere, or is not the one that the header tells of.</summary>
        /// <remarks>A body under a hash that is not its own would later stand in the way of the one that is.</remarks>
        public bool TryStore(in ChainHead block, ReadOnlySpan<byte> header, out InvalidBlock? invalid)
        {
            invalid = null;
            BlockNumber number = block.Header.Number;
            BlockKey key = new(number, block.Header.Hash);
            _body.Clear();
            bool isCanonical = tx.TryGet(Tables.CanonicalHashes, number, out Hash256 canonical) && canonical == key.Hash;
            if (isCanonical && tx.TryGet(Tables.Bodies, number, out ReadOnlySpan<byte> stored))
            {
                _body.WriteRaw(stored);
            }
            else if (tx.Contains(Tables.SideBlocks, key))
            {
                return true;
            }
            else if (!bodies.TryReadBody(number, key.Hash, _body))
            {
                return false;
            }
            else if (Check(block.Header, header.Length) is { } wrong)
            {
                _body.Clear();
                if (!bodies.TryReadOtherBody(key.Hash, _body) || Check(block.Header, header.Length) is not null)
                {
                    invalid = BodyCheck.Located(wrong, bodies);
                    return false;
                }
            }
            _block.Clear();
            BlockParts.WriteBlock(header, _body.Written, _block);
            tx.Put(Tables.SideBlocks, key, new SideBlock(block.TotalDifficulty, _block.Written));
            Count++;
            Last = block;
            return true;
        }

        private InvalidBlock? Check(Header header, int headerBytes) => BodyCheck.Check(header, headerBytes, _body.Written, spec, out _);
    }
}
