using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>The state of block 0 as rows. It has no change sets: nothing was there before, and nothing unwinds it.</summary>
internal static class GenesisState
{
    /// <summary>Writes accounts, storage, codes, and block 0's rows.</summary>
    public static void Write(IWriteTransaction tx, Genesis genesis)
    {
        SortedSet<Hash256> codes = [];
        foreach (GenesisAccount account in genesis.Accounts)
        {
            Hash256 addressHash = Keccak.Hash(account.Address.Bytes);
            Account row = account.ToAccount();
            tx.Put(Tables.Accounts, addressHash, row);
            if (row.HasCode && codes.Add(row.CodeHash))
            {
                tx.Put(Tables.Codes, row.CodeHash, account.Code.Span);
            }
            foreach (GenesisSlot slot in account.Storage)
            {
                if (!slot.Value.IsZero)
                {
                    tx.Put(Tables.Storage, new StorageKey(addressHash, HashOf(slot.Slot)), slot.Value);
                }
            }
        }
        if (codes.Count > 0)
        {
            tx.Put(Tables.NewCodes, BlockNumber.Genesis, codes.ToArray());
        }
        tx.Put(Tables.Receipts, BlockNumber.Genesis, []);
    }

    private static Hash256 HashOf(in UInt256 slot)
    {
        Span<byte> word = stackalloc byte[UInt256.Size];
        slot.WriteBigEndian(word);
        return Keccak.Hash(word);
    }
}
