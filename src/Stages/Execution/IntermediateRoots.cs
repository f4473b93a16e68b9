using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>
/// State roots after each transaction, which receipts hold before Byzantium (EIP-658 ended that): a trie in memory follows the
/// execution over the stored rows, which stand where the stage that owns them stands.
/// </summary>
/// <remarks>
/// Nothing is read before the first question. A question costs as much as what changed since the one before: the trie in memory moves on
/// with each transaction, and at the next block what transactions touched is looked up once more, since rewards came after them.
/// </remarks>
/// <param name="tx">The rows.</param>
/// <param name="buffer">The state that is executed on.</param>
/// <param name="trieOwner">The stage that owns the trie tables.</param>
/// <param name="checkpoint">Last block whose state is in the rows.</param>
internal sealed class IntermediateRoots(IReadTransaction tx, StateBuffer buffer, StageId trieOwner, BlockNumber checkpoint)
    : IStateRootProvider,
        IDisposable
{
    private readonly TrieUpdater _updater = new();
    private readonly SortedMap<Hash256, byte[]?> _accounts = new();
    private readonly Dictionary<Hash256, Hash256> _storageRoots = [];
    private readonly Dictionary<Hash256, SlotTrie> _storage = [];

    // What is not in the trie yet; and what transactions of the running block put there.
    private readonly Dictionary<Hash256, Account?> _waitingAccounts = [];
    private readonly Dictionary<Hash256, SortedDictionary<Hash256, UInt256>> _waitingSlots = [];
    private readonly HashSet<Hash256> _touchedAccounts = [];
    private readonly HashSet<(Hash256 AddressHash, Hash256 SlotHash)> _touchedSlots = [];
    private OverlayRows? _accountRows;
    private int _folded = -1;

    /// <inheritdoc/>
    public Hash256 RootAfter(IBlockChanges changes)
    {
        bool isFirst = _folded < 0;
        if (isFirst)
        {
            _accountRows = new OverlayRows(new TrieRows(tx, Tables.AccountTrie, default));
            FindStoredChanges();
            _folded = 0;
        }
        for (; _folded < buffer.Blocks.Count; _folded++)
        {
            FindChanges(buffer.Blocks[_folded]);
        }
        StateChanges step = changes.SinceLast();
        foreach (Hash256 addressHash in step.Wiped)
        {
            FindLost(addressHash);
        }
        foreach (Execution.AccountChange change in step.Accounts)
        {
            _waitingAccounts[change.AddressHash] = change.After;
            _touchedAccounts.Add(change.AddressHash);
        }
        foreach (Execution.StorageChange change in step.Storage)
        {
            Wait(change.AddressHash, change.SlotHash, change.After);
            _touchedSlots.Add((change.AddressHash, change.SlotHash));
        }
        return Update();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _accountRows?.Dispose();
        foreach (SlotTrie trie in _storage.Values)
        {
            trie.Dispose();
        }
    }

    /// <summary>What has been executed and committed since the trie's rows were written.</summary>
    private void FindStoredChanges()
    {
        BlockRange blocks = new(CheckpointStore.Read(tx, trieOwner).Number + 1, checkpoint);
        if (!blocks.IsEmpty)
        {
            Retention.Require(tx, PruneSegment.AccountHistory, blocks.First);
            Retention.Require(tx, PruneSegment.StorageHistory, blocks.First);
        }
        using AccountChangesReader accountChanges = new(tx, blocks);
        while (accountChanges.MoveNext())
        {
            _touchedAccounts.Add(accountChanges.Current.AddressHash);
        }
        using StorageChangesReader storageChanges = new(tx, blocks);
        while (storageChanges.MoveNext())
        {
            _touchedSlots.Add((storageChanges.Current.Key.AddressHash, storageChanges.Current.Key.SlotHash));
        }
        LookUpTouched();
    }

    /// <summary>What a block changed that is in the buffer now.</summary>
    private void FindChanges(BufferedBlock block)
    {
        foreach (Execution.AccountChange change in block.Changes.Accounts)
        {
            _touchedAccounts.Add(change.AddressHash);
        }
        foreach (Execution.StorageChange change in buffer.StorageChangesOf(block))
        {
            _touchedSlots.Add((change.AddressHash, change.SlotHash));
        }
        LookUpTouched();
    }

    private void LookUpTouched()
    {
        foreach (Hash256 addressHash in _touchedAccounts)
        {
            _waitingAccounts[addressHash] = buffer.TryGetAccount(addressHash, out Account account) ? account : null;
        }
        foreach ((Hash256 addressHash, Hash256 slotHash) in _touchedSlots)
        {
            Wait(addressHash, slotHash, buffer.GetStorage(addressHash, slotHash));
        }
        _touchedAccounts.Clear();
        _touchedSlots.Clear();
    }

    /// <summary>All slots that an account had before the block are gone.</summary>
    private void FindLost(in Hash256 addressHash)
    {
        Hash256 slotHash = Hash256.Zero;
        while (buffer.TryGetNextStorage(addressHash, ref slotHash, out _))
        {
            Wait(addressHash, slotHash, UInt256.Zero);
            _touchedSlots.Add((addressHash, slotHash));
            if (!HashOrder.TryIncrement(ref slotHash))
            {
                break;
            }
        }
    }

    private void Wait(in Hash256 addressHash, in Hash256 slotHash, in UInt256 value)
    {
        if (!_waitingSlots.TryGetValue(addressHash, out SortedDictionary<Hash256, UInt256>? slots))
        {
            _waitingSlots.Add(addressHash, slots = []);
        }
        slots[slotHash] = value;
    }

    /// <summary>Puts into the tries what waits, and returns the root.</summary>
    private Hash256 Update()
    {
        foreach ((Hash256 addressHash, SortedDictionary<Hash256, UInt256> slots) in _waitingSlots)
        {
            if (!_storage.TryGetValue(addressHash, out SlotTrie? trie))
            {
                _storage.Add(addressHash, trie = new SlotTrie(tx, addressHash));
            }
            _storageRoots[addressHash] = trie.Update(_updater, slots);
            if (!_waitingAccounts.ContainsKey(addressHash))
            {
                _waitingAccounts.Add(addressHash, buffer.TryGetAccount(addressHash, out Account account) ? account : null);
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
        using AccountLeavesAfter rows = new(tx, null, BlockNumber.Genesis, roots);
        return _updater.Update(new PresentLeaves(rows, _accounts), _accountRows!, _accountRows!, changed);
    }

    /// <summary>The storage trie of an account.</summary>
    private sealed class SlotTrie(IReadTransaction tx, Hash256 addressHash) : IDisposable
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
            using StorageLeavesAfter rows = new(tx, addressHash, null, BlockNumber.Genesis);
            return updater.Update(new PresentLeaves(rows, _slots), _rows, _rows, changed);
        }

        /// <inheritdoc/>
        public void Dispose() => _rows.Dispose();
    }
}
