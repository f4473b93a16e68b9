using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Every table that holds a row for each block, in one walk over the chain: headers, canonical hashes, numbers, total difficulties,
/// bodies, senders, receipts; and where transactions stand.
/// </summary>
internal static class BlocksCheck
{
    /// <summary>Walks from genesis to the last header.</summary>
    public static void Run(Verification run)
    {
        BlockNumber last = run.CheckpointOf(StageId.Headers);
        using BlockRows headers = new(run, Tables.Headers, new BlockRange(BlockNumber.Genesis, last));
        using BlockRows hashes = new(run, Tables.CanonicalHashes, new BlockRange(BlockNumber.Genesis, last));
        using BlockRows bodies = new(run, Tables.Bodies, Written(run, StageId.Bodies, PruneSegment.Bodies));
        using BlockRows senders = new(run, Tables.Senders, Written(run, StageId.SenderRecovery, PruneSegment.Senders));
        using BlockRows receipts = new(run, Tables.Receipts, Written(run, StageId.Execution, PruneSegment.Receipts));
        using ChainLinks links = new(run);
        LookupCheck? lookup = run.IsUnfinished(Tables.TransactionLookup) ? null : new(run);
        BlockBatch batch = new(run.Spec, run.Options);
        BlockNumber next = BlockNumber.Genesis;
        while (next <= last)
        {
            batch.Clear();
            for (; next <= last && !batch.IsFull; next++)
            {
                BlockEntry entry = batch.Next();
                entry.Begin(next);
                Copy(headers, next, entry.Header);
                Copy(bodies, next, entry.Body);
                Copy(senders, next, entry.Senders);
                Copy(receipts, next, entry.Receipts);
                entry.Canonical = ReadHash(run, hashes, next);
                batch.Add();
            }
            batch.Check();
            for (int i = 0; i < batch.Count; i++)
            {
                foreach ((Table table, string expected, string found) in batch[i].Findings)
                {
                    BlockRows.Report(run, table, batch[i].Number, expected, found);
                }
                links.Add(batch[i]);
                lookup?.Add(batch[i]);
            }
            run.Stop.ThrowIfCancellationRequested();
        }
        links.End();
        lookup?.End();
        headers.End();
        hashes.End();
        bodies.End();
        senders.End();
        receipts.End();
        FindExtraNumbers(run, links.Numbered);
    }

    /// <summary>The blocks whose rows a stage has written and that are kept.</summary>
    private static BlockRange Written(Verification run, StageId stage, PruneSegment segment) =>
        new(run.FirstKept(segment), run.CheckpointOf(stage));

    private static void Copy(BlockRows rows, BlockNumber number, RowCopy copy)
    {
        if (rows.TryRead(number, out ReadOnlySpan<byte> value))
        {
            copy.Set(value);
        }
    }

    private static Hash256? ReadHash(Verification run, BlockRows rows, BlockNumber number)
    {
        if (!rows.TryRead(number, out ReadOnlySpan<byte> value))
        {
            return null;
        }
        Span<byte> key = stackalloc byte[sizeof(ulong)];
        number.WriteTo(key);
        return run.TryDecode(Tables.CanonicalHashes, key, value, out Hash256 hash) ? hash : null;
    }

    /// <summary>Every canonical block has its row: when there are more rows than those, each is looked up.</summary>
    private static void FindExtraNumbers(Verification run, long expected)
    {
        using Cursor<Hash256, BlockNumber> cursor = run.Tx.OpenCursor(Tables.HeaderNumbers);
        long count = 0;
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            run.Read(Tables.HeaderNumbers);
            count++;
        }
        if (count == expected)
        {
            return;
        }
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            run.Read(Tables.HeaderNumbers);
            if (
                !run.TryDecodeKey(Tables.HeaderNumbers, cursor.KeyBytes, out Hash256 hash)
                || !run.TryDecode(Tables.HeaderNumbers, cursor.KeyBytes, cursor.ValueBytes, out BlockNumber claimed)
            )
            {
                continue;
            }
            claimed.WriteTo(number);
            bool isCanonical =
                (
                    run.Tx.TryGet((Table)Tables.CanonicalHashes, number, out ReadOnlySpan<byte> canonical)
                    && canonical.SequenceEqual(hash.Bytes)
                ) || (run.Tx.TryGet((Table)Tables.Headers, number, out ReadOnlySpan<byte> header) && Keccak.Hash(header) == hash);
            if (!isCanonical)
            {
                run.Findings.Add(Tables.HeaderNumbers, $"{hash}", "no row, since no canonical block has this hash", $"block {claimed}");
            }
        }
    }
}
