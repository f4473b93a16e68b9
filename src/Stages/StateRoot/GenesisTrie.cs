using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>The tries of block 0, from its allocation.</summary>
internal static class GenesisTrie
{
    /// <summary>Writes all branch rows and storage roots.</summary>
    public static void Write(IWriteTransaction tx, Genesis genesis)
    {
        TrieBuilder builder = new();
        SortedDictionary<Hash256, byte[]> accounts = [];
        byte[] leaf = new byte[AccountLeaf.MaxBytes];
        foreach (GenesisAccount account in genesis.Accounts)
        {
            Hash256 addressHash = Keccak.Hash(account.Address.Bytes);
            Hash256 storageRoot = WriteStorage(tx, builder, addressHash, account.Storage);
            accounts.Add(addressHash, leaf[..AccountLeaf.Write(account.ToAccount(), storageRoot, leaf)]);
        }
        Hash256 root = builder.Build(new Leaves(accounts), new TrieRowSink(tx, Tables.AccountTrie, default));
        Invariant.Holds(root == genesis.Header.StateRoot, "the genesis header has the root of the genesis allocation");
    }

    private static Hash256 WriteStorage(IWriteTransaction tx, TrieBuilder builder, Hash256 addressHash, IReadOnlyList<GenesisSlot> slots)
    {
        SortedDictionary<Hash256, byte[]> leaves = [];
        Span<byte> word = stackalloc byte[UInt256.Size];
        Span<byte> leaf = stackalloc byte[StorageLeaf.MaxBytes];
        foreach (GenesisSlot slot in slots)
        {
            if (!slot.Value.IsZero)
            {
                slot.Slot.WriteBigEndian(word);
                Hash256 slotHash = Keccak.Hash(word);
                slot.Value.WriteBigEndian(word);
                leaves[slotHash] = leaf[..StorageLeaf.Write(word, leaf)].ToArray();
            }
        }
        if (leaves.Count == 0)
        {
            return Keccak.OfEmptyTrie;
        }
        Hash256 root = builder.Build(new Leaves(leaves), new TrieRowSink(tx, Tables.StorageTrie, addressHash.Bytes.ToArray()));
        tx.Put(Tables.StorageRoots, addressHash, root);
        return root;
    }

    /// <summary>Sorted leaves in memory.</summary>
    private sealed class Leaves(SortedDictionary<Hash256, byte[]> leaves) : ITrieLeaves
    {
        private readonly Hash256[] _keys = [.. leaves.Keys];
        private readonly byte[][] _values = [.. leaves.Values];
        private int _index;

        public ReadOnlySpan<byte> Key => _keys[_index].Bytes;

        public ReadOnlySpan<byte> Value => _values[_index];

        public bool Seek(ReadOnlySpan<byte> key)
        {
            int found = key.IsEmpty ? 0 : Array.BinarySearch(_keys, new Hash256(key));
            _index = found < 0 ? ~found : found;
            return _index < _keys.Length;
        }

        public bool Next() => ++_index < _keys.Length;
    }
}
