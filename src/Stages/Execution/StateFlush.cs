using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Writes what many blocks changed, rows in the order of their keys.</summary>
internal static class StateFlush
{
    /// <summary>Writes change sets, codes, accounts and storage of a buffer over the same transaction.</summary>
    public static void Write(IWriteTransaction tx, StateBuffer buffer)
    {
        WriteChangeSets(tx, buffer);
        WriteCodes(tx, buffer);
        foreach (Hash256 addressHash in buffer.CollectWiped())
        {
            tx.DeletePrefix(Tables.Storage, addressHash.Bytes);
        }
        foreach (AccountRow row in buffer.CollectAccounts())
        {
            if (row.Account is { } account)
            {
                tx.Put(Tables.Accounts, row.AddressHash, account);
            }
            else
            {
                tx.Delete(Tables.Accounts, row.AddressHash);
            }
        }
        foreach (StorageRow row in buffer.CollectStorage())
        {
            StorageKey key = new(row.AddressHash, row.SlotHash);
            if (row.Value.IsZero)
            {
                tx.Delete(Tables.Storage, key);
            }
            else
            {
                tx.Put(Tables.Storage, key, row.Value);
            }
        }
    }

    private static void WriteChangeSets(IWriteTransaction tx, StateBuffer buffer)
    {
        ChangeSetWriter writer = new(tx);
        foreach (BufferedBlock block in buffer.Blocks)
        {
            writer.Begin(block.Number);
            foreach (Execution.AccountChange change in block.Changes.Accounts)
            {
                writer.Add(change.AddressHash, change.Before);
            }
            foreach (Execution.StorageChange change in buffer.StorageChangesOf(block))
            {
                writer.Add(new StorageKey(change.AddressHash, change.SlotHash), change.Before);
            }
            writer.End();
        }
    }

    /// <summary>A code is written by the first block that has it, which lists it: an unwind deletes exactly these.</summary>
    private static void WriteCodes(IWriteTransaction tx, StateBuffer buffer)
    {
        List<Hash256> added = [];
        foreach (BufferedBlock block in buffer.Blocks)
        {
            added.Clear();
            foreach (StoredCode code in block.Changes.Codes)
            {
                if (!tx.Contains(Tables.Codes, code.Hash))
                {
                    tx.Put(Tables.Codes, code.Hash, code.Bytes.Span);
                    added.Add(code.Hash);
                }
            }
            if (added.Count > 0)
            {
                tx.Append(Tables.NewCodes, block.Number, added.ToArray());
            }
        }
    }
}
