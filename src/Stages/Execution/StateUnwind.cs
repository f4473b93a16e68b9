using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Gives every account and slot the value back that it had before the first block that goes.</summary>
internal static class StateUnwind
{
    /// <summary>Restores accounts, storage and codes as they were before the first block.</summary>
    public static void Restore(IWriteTransaction tx, BlockRange blocks)
    {
        RestoreAccounts(tx, blocks);
        RestoreStorage(tx, blocks);
        DeleteCodes(tx, blocks);
    }

    private static void RestoreAccounts(IWriteTransaction tx, BlockRange blocks)
    {
        SortedDictionary<Hash256, Account?> before = [];
        using (AccountChangesReader changes = new(tx, blocks))
        {
            while (changes.MoveNext())
            {
                before.TryAdd(changes.Current.AddressHash, changes.Current.Before); // The first one counts: it is the oldest.
            }
        }
        foreach ((Hash256 addressHash, Account? value) in before)
        {
            if (value is { } account)
            {
                tx.Put(Tables.Accounts, addressHash, account);
            }
            else
            {
                tx.Delete(Tables.Accounts, addressHash);
            }
        }
    }

    /// <summary>
    /// From the newest block to the oldest, whose values are then the last ones written: so a block that wiped a million slots needs
    /// their rows in the transaction and nothing beside them.
    /// </summary>
    private static void RestoreStorage(IWriteTransaction tx, BlockRange blocks)
    {
        for (BlockNumber number = blocks.Last; number >= blocks.First; number -= 1)
        {
            using StorageChangesReader changes = new(tx, new BlockRange(number, number));
            while (changes.MoveNext())
            {
                (StorageKey key, UInt256 value) = changes.Current;
                if (value.IsZero)
                {
                    tx.Delete(Tables.Storage, key);
                }
                else
                {
                    tx.Put(Tables.Storage, key, value);
                }
            }
        }
    }

    private static void DeleteCodes(IWriteTransaction tx, BlockRange blocks)
    {
        List<Hash256> gone = [];
        using (Cursor<BlockNumber, HashList> cursor = tx.OpenCursor(Tables.NewCodes))
        {
            for (bool more = cursor.Seek(blocks.First); more; more = cursor.Next())
            {
                gone.AddRange(cursor.Value.Span);
            }
        }
        foreach (Hash256 codeHash in gone)
        {
            tx.Delete(Tables.Codes, codeHash);
        }
    }
}
