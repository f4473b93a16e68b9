using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary><see cref="Tables.TransactionLookup"/>: a row for every transaction of the blocks that it is kept for, and no other one.</summary>
internal sealed class LookupCheck(Verification run)
{
    private readonly BlockRange _blocks = new(
        BlockNumber.Max(run.FirstKept(PruneSegment.TransactionLookup), run.FirstKept(PruneSegment.Bodies)),
        run.CheckpointOf(StageId.TransactionLookup)
    );

    private long _found;

    /// <summary>Looks up the transactions of the next block.</summary>
    public void Add(BlockEntry block)
    {
        if (block.Number < _blocks.First || block.Number > _blocks.Last)
        {
            return;
        }
        IReadOnlyList<Transaction> transactions = block.DecodedBody?.Transactions ?? [];
        for (int i = 0; i < transactions.Count; i++)
        {
            Hash256 hash = transactions[i].Hash;
            if (!run.Tx.TryGet((Table)Tables.TransactionLookup, hash.Bytes, out ReadOnlySpan<byte> value))
            {
                run.Findings.Add(Tables.TransactionLookup, $"{hash}", $"block {block.Number}, index {i}", "no row");
                continue;
            }
            _found++;
            run.Read(Tables.TransactionLookup);
            TransactionLocation expected = new(block.Number, i);
            if (run.TryDecode(Tables.TransactionLookup, hash.Bytes, value, out TransactionLocation found) && found != expected)
            {
                run.Findings.Add(
                    Tables.TransactionLookup,
                    $"{hash}",
                    $"block {expected.Block}, index {expected.Index}",
                    $"block {found.Block}, index {found.Index}"
                );
            }
        }
    }

    /// <summary>All expected rows have been looked up; when there are more than were found, each is compared with the body that it names.</summary>
    public void End()
    {
        using Cursor<Hash256, TransactionLocation> cursor = run.Tx.OpenCursor(Tables.TransactionLookup);
        long count = 0;
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            count++;
            run.Read(Tables.TransactionLookup);
        }
        if (count == _found)
        {
            return;
        }
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            run.Read(Tables.TransactionLookup);
            if (
                !run.TryDecodeKey(Tables.TransactionLookup, cursor.KeyBytes, out Hash256 hash)
                || !run.TryDecode(Tables.TransactionLookup, cursor.KeyBytes, cursor.ValueBytes, out TransactionLocation place)
            )
            {
                continue;
            }
            bool isWrong = place.Block < _blocks.First ? IsLeftOver(place.Block) : place.Block > _blocks.Last || !IsAt(hash, place);
            if (isWrong)
            {
                run.Findings.Add(
                    Tables.TransactionLookup,
                    $"{hash}",
                    $"no row, since no such transaction stands in blocks {_blocks}",
                    $"block {place.Block}, index {place.Index}"
                );
            }
        }
    }

    /// <summary>Whether a row of a pruned block should be gone; one of a block whose body alone is pruned cannot be compared with anything.</summary>
    private bool IsLeftOver(BlockNumber block) =>
        block < run.FirstKept(PruneSegment.TransactionLookup) && !run.IsBeingPruned(PruneSegment.TransactionLookup);

    private bool IsAt(in Hash256 hash, TransactionLocation place) =>
        run.Tx.TryGet(Tables.Bodies, place.Block, out ReadOnlySpan<byte> rlp)
        && BodyCodec.TryDecode(rlp, out Body body, out _)
        && place.Index < body.Transactions.Count
        && body.Transactions[place.Index].Hash == hash;
}
