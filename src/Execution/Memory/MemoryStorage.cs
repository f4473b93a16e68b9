using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Execution;

/// <summary>The storage of one account in memory, with its root.</summary>
internal sealed class MemoryStorage
{
    private readonly MemoryBranches _branches = new();

    /// <summary>Slots that are not zero.</summary>
    public SortedMap<Hash256, UInt256> Slots { get; } = new();

    /// <summary>Storage root.</summary>
    public Hash256 Root { get; private set; } = Keccak.OfEmptyTrie;

    /// <summary>Makes changes and computes the new root.</summary>
    public void Apply(ReadOnlyMemory<StorageChange> changes, TrieUpdater updater)
    {
        Hash256[] keys = new Hash256[changes.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            ref readonly StorageChange change = ref changes.Span[i];
            keys[i] = change.SlotHash;
            if (change.After.IsZero)
            {
                Slots.Remove(change.SlotHash);
            }
            else
            {
                Slots.Set(change.SlotHash, change.After);
            }
        }
        Root = updater.Update(new Leaves(Slots), _branches, _branches, keys);
    }

    /// <summary>A copy that changes by itself.</summary>
    public MemoryStorage Copy()
    {
        StorageChange[] all = new StorageChange[Slots.Count];
        bool more = Slots.Seek(Hash256.Zero, out SortedMap<Hash256, UInt256>.Position position);
        for (int i = 0; more; i++, more = Slots.Next(ref position))
        {
            all[i] = new(Hash256.Zero, Slots.KeyAt(position), UInt256.Zero, Slots.ValueAt(position));
        }
        MemoryStorage copy = new();
        copy.Apply(all, new TrieUpdater());
        return copy;
    }

    private sealed class Leaves(SortedMap<Hash256, UInt256> slots) : ITrieLeaves
    {
        private readonly byte[] _value = new byte[StorageLeaf.MaxBytes];
        private SortedMap<Hash256, UInt256>.Position _position;

        public ReadOnlySpan<byte> Key => slots.KeyAt(_position).Bytes;

        public ReadOnlySpan<byte> Value
        {
            get
            {
                Span<byte> bytes = stackalloc byte[UInt256.Size];
                slots.ValueAt(_position).WriteBigEndian(bytes);
                return _value.AsSpan(0, StorageLeaf.Write(bytes, _value));
            }
        }

        public bool Seek(ReadOnlySpan<byte> key) => slots.Seek(key.IsEmpty ? Hash256.Zero : new Hash256(key), out _position);

        public bool Next() => slots.Next(ref _position);
    }
}
