using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary><see cref="Tables.Accounts"/> and <see cref="Tables.Storage"/>, row by row: what they hold can be read, and codes are there.</summary>
internal static class StateRowsCheck
{
    private const int RecentCodes = 1 << 12; // Most contracts share few codes.

    /// <summary>Walks over both tables; false when a row cannot be read, so that nothing can be computed from them.</summary>
    public static bool Run(Verification run)
    {
        long before = run.Findings.Count;
        CheckAccounts(run, out long damaged);
        CheckStorage(run);
        return run.Findings.Count - before == damaged;
    }

    /// <summary>A code that is missing does not stand in the way of computing roots, and is counted apart.</summary>
    private static void CheckAccounts(Verification run, out long codesMissing)
    {
        codesMissing = 0;
        Hash256[] recent = [];
        using Cursor<Hash256, Account> cursor = run.Tx.OpenCursor(Tables.Accounts);
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            run.Read(Tables.Accounts);
            if (
                !run.TryDecodeKey(Tables.Accounts, cursor.KeyBytes, out Hash256 key)
                || !run.TryDecode(Tables.Accounts, cursor.KeyBytes, cursor.ValueBytes, out Account account)
                || !account.HasCode
            )
            {
                continue;
            }
            Hash256 code = account.CodeHash;
            recent = recent.Length == 0 ? new Hash256[RecentCodes] : recent;
            ref Hash256 slot = ref recent[((code.Bytes[0] << 8) | code.Bytes[1]) & (RecentCodes - 1)];
            if (slot == code)
            {
                continue;
            }
            if (run.Tx.Contains(Tables.Codes, code))
            {
                slot = code;
                continue;
            }
            codesMissing++;
            run.Findings.Add(Tables.Codes, $"{code}", $"a code, since account {key} has it", "no row");
        }
    }

    private static void CheckStorage(Verification run)
    {
        using Cursor<StorageKey, UInt256> cursor = run.Tx.OpenCursor(Tables.Storage);
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            run.Read(Tables.Storage);
            if (run.TryDecodeKey(Tables.Storage, cursor.KeyBytes, out StorageKey _))
            {
                run.TryDecode(Tables.Storage, cursor.KeyBytes, cursor.ValueBytes, out UInt256 _);
            }
        }
    }
}
