using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Gives every account and slot the value back that it had before the first block that goes.</summary>
internal static class StateUnwind
{
    private const int RowsPerStep = 4_096;

    /// <summary>Restores accounts, storage and codes as they were before the first block.</summary>
    /// <param name="tx">The rows.</param>
    /// <param name="blocks">The blocks that go.</param>
    /// <param name="meter">Told of every block, and of the steps inside a long one; its stop ends it with an exception.</param>
    /// <remarks>
    /// From the newest block to the oldest, whose values are then the last ones written: so a block that wiped a million slots needs
    /// their rows in the transaction and nothing beside them, and the state is that of a block at every moment between two.
    /// </remarks>
    public static void Restore(IWriteTransaction tx, BlockRange blocks, Meter meter)
    {
        long rows = 0;
        for (BlockNumber number = blocks.Last; number >= blocks.First; number -= 1)
        {
            BlockRange one = new(number, number);
            RestoreAccounts(tx, one, meter, ref rows);
            RestoreStorage(tx, one, meter, ref rows);
            meter.Reach(number - 1);
        }
        DeleteCodes(tx, blocks);
    }

    private static void RestoreAccounts(IWriteTransaction tx, BlockRange blocks, Meter meter, ref long rows)
    {
        using AccountChangesReader changes = new(tx, blocks);
        while (changes.MoveNext())
        {
            if (changes.Current.Before is { } account)
            {
                tx.Put(Tables.Accounts, changes.Current.AddressHash, account);
            }
            else
            {
                tx.Delete(Tables.Accounts, changes.Current.AddressHash);
            }
            Count(ref rows, meter);
        }
    }

    private static void RestoreStorage(IWriteTransaction tx, BlockRange blocks, Meter meter, ref long rows)
    {
        using StorageChangesReader changes = new(tx, blocks);
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
            Count(ref rows, meter);
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

    private static void Count(ref long rows, Meter meter)
    {
        if (++rows % RowsPerStep == 0)
        {
            meter.Stop.ThrowIfCancellationRequested();
            meter.Step();
        }
    }
}
