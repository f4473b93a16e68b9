using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// <see cref="Tables.Codes"/> and <see cref="Tables.NewCodes"/>: every code has the hash that is its key and is listed by exactly one
/// block, and what is listed is there.
/// </summary>
internal static class CodesCheck
{
    private const int HashesPerPass = 1 << 20; // About 50 MB.

    /// <summary>Compares the two tables; where they are large, hashes in parts, by their first bytes.</summary>
    public static void Run(Verification run)
    {
        long count = CheckCodes(run);
        uint passes = (uint)((count / HashesPerPass) + 1);
        HashSet<Hash256> stored = [];
        for (uint pass = 0; pass < passes; pass++)
        {
            stored.Clear();
            CollectCodes(run, pass, passes, stored);
            RemoveListed(run, pass, passes, stored);
            foreach (Hash256 hash in stored)
            {
                run.Findings.Add(Tables.Codes, $"{hash}", $"a code that a block lists in {nameof(Tables.NewCodes)}", "no block does");
            }
        }
    }

    /// <summary>Whether a hash is looked at in a pass.</summary>
    private static bool IsIn(in Hash256 hash, uint pass, uint passes) =>
        passes == 1
        || (((ulong)hash.Bytes[0] << 24) | ((ulong)hash.Bytes[1] << 16) | ((ulong)hash.Bytes[2] << 8) | hash.Bytes[3]) * passes >> 32
            == pass;

    private static long CheckCodes(Verification run)
    {
        long count = 0;
        using Cursor<Hash256, ReadOnlySpan<byte>> cursor = run.Tx.OpenCursor(Tables.Codes);
        for (bool more = cursor.First(); more; more = cursor.Next(), count++)
        {
            run.Read(Tables.Codes);
            if (!run.TryDecodeKey(Tables.Codes, cursor.KeyBytes, out Hash256 key))
            {
                continue;
            }
            Hash256 hash = Keccak.Hash(cursor.ValueBytes);
            if (hash != key)
            {
                run.Findings.Add(Tables.Codes, $"{key}", $"code with hash {key}", $"{cursor.ValueBytes.Length} bytes with hash {hash}");
            }
        }
        return count;
    }

    private static void CollectCodes(Verification run, uint pass, uint passes, HashSet<Hash256> stored)
    {
        using ICursor cursor = run.Tx.OpenRawCursor(Tables.Codes);
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            if (cursor.Key.Length == Hash256.Size && IsIn(new Hash256(cursor.Key), pass, passes))
            {
                stored.Add(new Hash256(cursor.Key));
            }
        }
    }

    /// <summary>Takes the listed codes from the stored ones; what is not among them is missing, or listed for the second time.</summary>
    private static void RemoveListed(Verification run, uint pass, uint passes, HashSet<Hash256> stored)
    {
        BlockNumber last = run.CheckpointOf(StageId.Execution);
        using Cursor<BlockNumber, HashList> cursor = run.Tx.OpenCursor(Tables.NewCodes);
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            run.Read(Tables.NewCodes);
            if (
                !run.TryDecodeKey(Tables.NewCodes, cursor.KeyBytes, out BlockNumber number)
                || !run.TryDecode(Tables.NewCodes, cursor.KeyBytes, cursor.ValueBytes, out HashList listed)
            )
            {
                continue;
            }
            if (pass == 0 && number > last)
            {
                run.Findings.Add(Tables.NewCodes, $"{number}", $"no row after block {last}, where its stage stands", "a row");
            }
            if (pass == 0 && listed.Count == 0)
            {
                run.Findings.Add(Tables.NewCodes, $"{number}", "a list that is not empty, or no row", "an empty list");
            }
            foreach (Hash256 hash in listed.Span)
            {
                if (!IsIn(hash, pass, passes) || stored.Remove(hash))
                {
                    continue;
                }
                if (run.Tx.Contains(Tables.Codes, hash))
                {
                    run.Findings.Add(Tables.NewCodes, $"{number}", $"code {hash} in one list", "it stands in an earlier one too");
                }
                else
                {
                    run.Findings.Add(Tables.Codes, $"{hash}", $"a code, since block {number} lists it", "no row");
                }
            }
        }
    }
}
