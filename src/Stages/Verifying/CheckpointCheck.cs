using System.Text;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// <see cref="Tables.StageCheckpoints"/>: one for each stage, none above that of the stage before, each naming the canonical block of its
/// number. <see cref="Tables.StageProgress"/>: of stages alone.
/// </summary>
internal static class CheckpointCheck
{
    /// <summary>Checks the rows, and notes where every stage stands.</summary>
    public static void Run(Verification run)
    {
        FindUnknown(run, Tables.StageCheckpoints);
        FindUnknown(run, Tables.StageProgress);
        BlockNumber before = LastCanonical(run);
        bool isFirst = true;
        foreach (StageId stage in AllStages.Order)
        {
            BlockNumber number = Check(run, stage, before, isFirst);
            run.SetCheckpoint(stage, number);
            before = number;
            isFirst = false;
        }
    }

    private static BlockNumber Check(Verification run, StageId stage, BlockNumber before, bool isFirst)
    {
        string limit = isFirst
            ? $"at most {before}, where {nameof(Tables.CanonicalHashes)} ends"
            : $"at most {before}, as the stage before it";
        TextKey key = stage.Name;
        Span<byte> keyBytes = stackalloc byte[TextKey.MaxSize];
        if (!run.Tx.TryGet((Table)Tables.StageCheckpoints, keyBytes[..key.WriteTo(keyBytes)], out ReadOnlySpan<byte> bytes))
        {
            run.Findings.AddOfPipeline(Tables.StageCheckpoints, stage, "a checkpoint", "no row");
            return before;
        }
        StageCheckpoint checkpoint;
        try
        {
            checkpoint = Tables.StageCheckpoints.Codec.Decode(bytes);
        }
        catch (DatabaseCorruptException e)
        {
            run.Findings.AddOfPipeline(Tables.StageCheckpoints, stage, "a block number and a hash", e.Expectation);
            return before;
        }
        if (checkpoint.Number > before)
        {
            run.Findings.AddOfPipeline(Tables.StageCheckpoints, stage, limit, $"block {checkpoint.Number}");
            return before;
        }
        if (!HasHash(run, checkpoint, out string canonical))
        {
            run.Findings.AddOfPipeline(
                Tables.StageCheckpoints,
                stage,
                $"the canonical block {checkpoint.Number} {canonical}",
                $"{checkpoint.Hash}"
            );
        }
        return checkpoint.Number;
    }

    /// <summary>Whether a checkpoint names the canonical block, by its hash or by its header.</summary>
    private static bool HasHash(Verification run, in StageCheckpoint checkpoint, out string canonical)
    {
        Span<byte> key = stackalloc byte[sizeof(ulong)];
        checkpoint.Number.WriteTo(key);
        canonical = "";
        if (run.Tx.TryGet((Table)Tables.CanonicalHashes, key, out ReadOnlySpan<byte> hash) && hash.Length == Hash256.Size)
        {
            canonical = $"{new Hash256(hash)}";
            if (new Hash256(hash) == checkpoint.Hash)
            {
                return true;
            }
        }
        return run.Tx.TryGet((Table)Tables.Headers, key, out ReadOnlySpan<byte> header) && Keccak.Hash(header) == checkpoint.Hash;
    }

    private static BlockNumber LastCanonical(Verification run)
    {
        BlockNumber last = BlockNumber.Genesis;
        foreach (Table table in (ReadOnlySpan<Table>)[Tables.CanonicalHashes, Tables.Headers])
        {
            using ICursor cursor = run.Tx.OpenRawCursor(table);
            for (bool more = cursor.Last(); more; more = cursor.Previous())
            {
                if (cursor.Key.Length == sizeof(ulong))
                {
                    last = BlockNumber.Max(last, BlockNumber.ReadFrom(cursor.Key));
                    break;
                }
            }
        }
        return last;
    }

    private static void FindUnknown(Verification run, Table table)
    {
        using ICursor cursor = run.Tx.OpenRawCursor(table);
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            run.Read(table);
            string name = Encoding.UTF8.GetString(cursor.Key);
            if (!AllStages.Order.Contains(new StageId(name)))
            {
                run.Findings.Add(table, name, "the name of a stage", "no stage has this name");
            }
        }
    }
}
