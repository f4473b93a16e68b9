using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Consensus;

/// <summary>Storage and state roots of a genesis block (yellow paper §4.1).</summary>
internal static class GenesisRoots
{
    /// <summary>Root over all accounts.</summary>
    public static Hash256 OfState(IReadOnlyList<GenesisAccount> accounts)
    {
        TrieBuilder builder = new();
        List<Hash256> keys = new(accounts.Count);
        List<byte[]> values = new(accounts.Count);
        byte[] value = new byte[AccountLeaf.MaxBytes];
        foreach (GenesisAccount account in accounts)
        {
            Hash256 storageRoot = OfStorage(builder, account.Storage);
            int length = AccountLeaf.Write(account.ToAccount(), storageRoot, value);
            keys.Add(Keccak.Hash(account.Address.Bytes));
            values.Add(value[..length]);
        }
        return builder.Build(new SortedLeaves(keys, values), NullBranchSink.Instance);
    }

    private static Hash256 OfStorage(TrieBuilder builder, IReadOnlyList<GenesisSlot> slots)
    {
        List<Hash256> keys = new(slots.Count);
        List<byte[]> values = new(slots.Count);
        Span<byte> word = stackalloc byte[UInt256.Size];
        Span<byte> value = stackalloc byte[StorageLeaf.MaxBytes];
        foreach (GenesisSlot slot in slots)
        {
            if (slot.Value.IsZero)
            {
                continue;
            }
            slot.Slot.WriteBigEndian(word);
            keys.Add(Keccak.Hash(word));
            slot.Value.WriteBigEndian(word);
            values.Add(value[..StorageLeaf.Write(word, value)].ToArray());
        }
        return builder.Build(new SortedLeaves(keys, values), NullBranchSink.Instance);
    }

    private sealed class SortedLeaves : ITrieLeaves
    {
        private readonly Hash256[] _keys;
        private readonly byte[][] _values;
        private int _index;

        /// <summary>Sorts leaves by key.</summary>
        public SortedLeaves(List<Hash256> keys, List<byte[]> values)
        {
            _keys = [.. keys];
            _values = [.. values];
            Array.Sort(_keys, _values);
        }

        public ReadOnlySpan<byte> Key => _keys[_index].Bytes;

        public ReadOnlySpan<byte> Value => _values[_index];

        public bool Seek(ReadOnlySpan<byte> key)
        {
            _index = 0;
            while (_index < _keys.Length && Key.SequenceCompareTo(key) < 0)
            {
                _index++;
            }
            return _index < _keys.Length;
        }

        public bool Next() => ++_index < _keys.Length;
    }
}
