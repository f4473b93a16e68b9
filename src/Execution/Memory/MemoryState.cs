using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Execution;

/// <summary>A whole state in memory with its root, kept up to date change by change: for building chains and for tests.</summary>
/// <remarks>Not thread-safe. As a root provider it answers for the state that it holds.</remarks>
public sealed class MemoryState : IStateReader, IStateRootProvider
{
    private readonly SortedMap<Hash256, Account> _accounts = new();
    private readonly Dictionary<Hash256, MemoryStorage> _storage = [];
    private readonly Dictionary<Hash256, ReadOnlyMemory<byte>> _codes = [];
    private readonly MemoryBranches _branches = new();
    private readonly TrieUpdater _updater = new();
    private readonly AccountLeaves _leaves;

    /// <summary>The state without any account.</summary>
    public MemoryState() => _leaves = new AccountLeaves(this);

    /// <summary>State root.</summary>
    public Hash256 Root { get; private set; } = Keccak.OfEmptyTrie;

    /// <summary>How many accounts exist.</summary>
    public int AccountCount => _accounts.Count;

    /// <summary>Makes changes and computes the new root.</summary>
    public void Apply(StateChanges changes)
    {
        foreach (StoredCode code in changes.Codes)
        {
            _codes[code.Hash] = code.Bytes;
        }
        foreach (Hash256 addressHash in changes.Wiped)
        {
            _storage.Remove(addressHash);
        }
        ForEachOwner(changes, static (self, addressHash, slots) => self.StorageOf(addressHash).Apply(slots, self._updater));
        SetAccounts(changes, after: true);
        Root = _updater.Update(_leaves, _branches, _branches, ChangedKeys(changes));
    }

    /// <inheritdoc/>
    public Hash256 RootAfter(IBlockChanges changes) => RootAfter(changes.SinceBlock());

    /// <summary>Root of this state with changes laid over it; the state stays as it is.</summary>
    public Hash256 RootAfter(StateChanges changes)
    {
        // The leaves change for as long as the root is computed; the rows stay as they are.
        Dictionary<Hash256, MemoryStorage?> before = [];
        foreach (Hash256 addressHash in changes.Wiped)
        {
            before[addressHash] = _storage.GetValueOrDefault(addressHash);
            _storage.Remove(addressHash);
        }
        ForEachOwner(
            changes,
            (self, addressHash, slots) =>
            {
                before.TryAdd(addressHash, self._storage.GetValueOrDefault(addressHash));
                MemoryStorage copy = self.StorageOf(addressHash).Copy();
                copy.Apply(slots, self._updater);
                self._storage[addressHash] = copy;
            }
        );
        SetAccounts(changes, after: true);
        Hash256 root = _updater.Update(_leaves, _branches, NullBranchSink.Instance, ChangedKeys(changes));
        SetAccounts(changes, after: false);
        foreach ((Hash256 addressHash, MemoryStorage? storage) in before)
        {
            if (storage is null)
            {
                _storage.Remove(addressHash);
            }
            else
            {
                _storage[addressHash] = storage;
            }
        }
        return root;
    }

    /// <inheritdoc/>
    public bool TryGetAccount(in Hash256 addressHash, out Account account)
    {
        bool found = _accounts.TryGet(addressHash, out account);
        account = found ? account : Account.Empty;
        return found;
    }

    /// <inheritdoc/>
    public UInt256 GetStorage(in Hash256 addressHash, in Hash256 slotHash) =>
        _storage.TryGetValue(addressHash, out MemoryStorage? storage) && storage.Slots.TryGet(slotHash, out UInt256 value)
            ? value
            : UInt256.Zero;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetCode(in Hash256 codeHash) => _codes.GetValueOrDefault(codeHash);

    /// <inheritdoc/>
    public bool HasStorage(in Hash256 addressHash) =>
        _storage.TryGetValue(addressHash, out MemoryStorage? storage) && storage.Slots.Count > 0;

    /// <inheritdoc/>
    public bool TryGetNextStorage(in Hash256 addressHash, ref Hash256 slotHash, out UInt256 value)
    {
        value = UInt256.Zero;
        if (
            !_storage.TryGetValue(addressHash, out MemoryStorage? storage)
            || !storage.Slots.Seek(slotHash, out SortedMap<Hash256, UInt256>.Position position)
        )
        {
            return false;
        }
        slotHash = storage.Slots.KeyAt(position);
        value = storage.Slots.ValueAt(position);
        return true;
    }

    private Hash256 StorageRootOf(in Hash256 addressHash) =>
        _storage.TryGetValue(addressHash, out MemoryStorage? storage) ? storage.Root : Keccak.OfEmptyTrie;

    private MemoryStorage StorageOf(in Hash256 addressHash)
    {
        if (!_storage.TryGetValue(addressHash, out MemoryStorage? storage))
        {
            storage = new MemoryStorage();
            _storage.Add(addressHash, storage);
        }
        return storage;
    }

    private void ForEachOwner(StateChanges changes, Action<MemoryState, Hash256, ReadOnlyMemory<StorageChange>> action)
    {
        for (int first = 0, end; first < changes.Storage.Length; first = end)
        {
            Hash256 owner = changes.Storage[first].AddressHash;
            for (end = first + 1; end < changes.Storage.Length && changes.Storage[end].AddressHash == owner; end++) { }
            action(this, owner, changes.Storage.AsMemory(first, end - first));
        }
    }

    private void SetAccounts(StateChanges changes, bool after)
    {
        foreach (ref readonly AccountChange change in changes.Accounts.AsSpan())
        {
            if ((after ? change.After : change.Before) is { } account)
            {
                _accounts.Set(change.AddressHash, account);
            }
            else
            {
                _accounts.Remove(change.AddressHash);
            }
        }
    }

    /// <summary>Accounts whose leaf may differ: those that changed and those whose storage did.</summary>
    private static Hash256[] ChangedKeys(StateChanges changes)
    {
        List<Hash256> keys = new(changes.Accounts.Length + changes.Wiped.Length + 16);
        foreach (ref readonly AccountChange change in changes.Accounts.AsSpan())
        {
            keys.Add(change.AddressHash);
        }
        if (changes.Storage.Length + changes.Wiped.Length == 0)
        {
            return [.. keys];
        }
        keys.AddRange(changes.Wiped);
        foreach (ref readonly StorageChange change in changes.Storage.AsSpan())
        {
            keys.Add(change.AddressHash);
        }
        Hash256[] sorted = [.. keys];
        Array.Sort(sorted);
        int count = 0;
        foreach (Hash256 key in sorted)
        {
            if (count == 0 || sorted[count - 1] != key)
            {
                sorted[count++] = key;
            }
        }
        return sorted[..count];
    }

    private sealed class AccountLeaves(MemoryState state) : ITrieLeaves
    {
        private readonly byte[] _value = new byte[AccountLeaf.MaxBytes];
        private SortedMap<Hash256, Account>.Position _position;

        public ReadOnlySpan<byte> Key => state._accounts.KeyAt(_position).Bytes;

        public ReadOnlySpan<byte> Value
        {
            get
            {
                ref readonly Hash256 key = ref state._accounts.KeyAt(_position);
                int length = AccountLeaf.Write(state._accounts.ValueAt(_position), state.StorageRootOf(key), _value);
                return _value.AsSpan(0, length);
            }
        }

        public bool Seek(ReadOnlySpan<byte> key) => state._accounts.Seek(key.IsEmpty ? Hash256.Zero : new Hash256(key), out _position);

        public bool Next() => state._accounts.Next(ref _position);
    }
}
