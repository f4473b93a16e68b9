using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>
/// All tries in memory over stored rows: a state that moves on, change by change, while the rows stay. Costs what changes.
/// </summary>
/// <param name="tx">The rows of state and tries.</param>
/// <param name="later">Changes that state has and the tries have not; null when both are of the same block.</param>
/// <param name="block">The block of the tries; only read when <paramref name="later"/> is there.</param>
internal sealed class MovingTries(IReadTransaction tx, StateHistory? later, BlockNumber block) : IDisposable
{
    private readonly TrieUpdater _updater = new();
    private readonly SortedMap<Hash256, byte[]?> _accounts = new();
    private readonly OverlayRows _accountRows = new(new TrieRows(tx, Tables.AccountTrie, default));
    private readonly Dictionary<Hash256, Hash256> _storageRoots = [];
    private readonly Dictionary<Hash256, SlotTrie> _storage = [];
    private readonly Dictionary<Hash256, Account?> _waitingAccounts = [];
    private readonly Dictionary<Hash256, SortedDictionary<Hash256, UInt256>> _waitingSlots = [];

    /// <summary>Sets an account from now on; null when it is gone.</summary>
    public void Set(in Hash256 addressHash, Account? account) => _waitingAccounts[addressHash] = account;

    /// <summary>Sets a slot from now on; zero when it is gone.</summary>
    public void Set(in Hash256 addressHash, in Hash256 slotHash, in UInt256 value)
    {
        if (!_waitingSlots.TryGetValue(addressHash, out SortedDictionary<Hash256, UInt256>? slots))
        {
            _waitingSlots.Add(addressHash, slots = []);
        }
        slots[slotHash] = value;
    }

    /// <summary>The root with all that was set.</summary>
    /// <param name="accountOf">Looks up an account whose slots alone were set.</param>
    public Hash256 Root(Func<Hash256, Account?> accountOf)
    {
        foreach ((Hash256 addressHash, SortedDictionary<Hash256, UInt256> slots) in _waitingSlots)
        {
            if (!_storage.TryGetValue(addressHash, out SlotTrie? trie))
            {
                _storage.Add(addressHash, trie = new SlotTrie(tx, addressHash, LogOf(addressHash), block));
            }
            _storageRoots[addressHash] = trie.Update(_updater, slots);
            if (!_waitingAccounts.ContainsKey(addressHash))
            {
                _waitingAccounts.Add(addressHash, accountOf(addressHash));
            }
        }
        StorageRootReader roots = new(tx, _storageRoots);
        Hash256[] changed = [.. _waitingAccounts.Keys];
        Array.Sort(changed);
        Span<byte> leaf = stackalloc byte[AccountLeaf.MaxBytes];
        foreach (Hash256 addressHash in changed)
        {
            byte[]? encoded = _waitingAccounts[addressHash] is { } account
                ? leaf[..AccountLeaf.Write(account, roots.RootOf(addressHash), leaf)].ToArray()
                : null;
            _accounts.Set(addressHash, encoded);
        }
        _waitingAccounts.Clear();
        _waitingSlots.Clear();
        using AccountLeavesAfter rows = new(tx, later?.Accounts, block, roots);
        return _updater.Update(new PresentLeaves(rows, _accounts), _accountRows, _accountRows, changed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _accountRows.Dispose();
        foreach (SlotTrie trie in _storage.Values)
        {
            trie.Dispose();
        }
    }

    private ChangeLog<UInt256?>? LogOf(in Hash256 addressHash) =>
        later is not null && later.Storage.TryGetValue(addressHash, out StorageLog? log) ? log.Changes : null;

    /// <summary>The storage trie of an account.</summary>
    private sealed class SlotTrie(IReadTransaction tx, Hash256 addressHash, ChangeLog<UInt256?>? later, BlockNumber block) : IDisposable
    {
        private readonly SortedMap<Hash256, byte[]?> _slots = new();
        private readonly OverlayRows _rows = new(new TrieRows(tx, Tables.StorageTrie, addressHash.Bytes.ToArray()));

        /// <summary>Sets slots, those with zero to nothing; returns the root.</summary>
        public Hash256 Update(TrieUpdater updater, SortedDictionary<Hash256, UInt256> slots)
        {
            Span<byte> word = stackalloc byte[UInt256.Size];
            Span<byte> leaf = stackalloc byte[StorageLeaf.MaxBytes];
            Hash256[] changed = new Hash256[slots.Count];
            int count = 0;
            foreach ((Hash256 slotHash, UInt256 value) in slots)
            {
                value.WriteBigEndian(word);
                _slots.Set(slotHash, value.IsZero ? null : leaf[..StorageLeaf.Write(word, leaf)].ToArray());
                changed[count++] = slotHash;
            }
            using StorageLeavesAfter rows = new(tx, addressHash, later, block);
            return updater.Update(new PresentLeaves(rows, _slots), _rows, _rows, changed);
        }

        /// <inheritdoc/>
        public void Dispose() => _rows.Dispose();
    }
}
