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
/// Nothing is read before the first question. Each question costs as much as the changes that wait in the buffer, so blocks
/// before Byzantium with many transactions are slow when commits are large.
/// </remarks>
/// <param name="tx">The rows.</param>
/// <param name="buffer">The state that is executed on.</param>
/// <param name="trieOwner">The stage that owns the trie tables.</param>
/// <param name="checkpoint">Last block whose state is in the rows.</param>
internal sealed class IntermediateRoots(IReadTransaction tx, StateBuffer buffer, StageId trieOwner, BlockNumber checkpoint)
    : IStateRootProvider,
        IDisposable
{
    private static readonly BlockNumber Now = new(1); // The logs hold present values: as if changed later than the block asked for.

    private readonly TrieUpdater _updater = new();
    private readonly Dictionary<Hash256, Account?> _accounts = [];
    private readonly Dictionary<Hash256, Dictionary<Hash256, UInt256?>> _storage = [];
    private readonly Dictionary<Hash256, Hash256> _storageRoots = [];
    private readonly Dictionary<Hash256, OverlayRows> _storageRows = [];
    private OverlayRows? _accountRows;
    private int _folded;

    /// <inheritdoc/>
    public Hash256 RootAfter(StateChanges changes)
    {
        Fold();
        Dictionary<Hash256, Account?> accounts = new(_accounts);
        Dictionary<Hash256, Hash256> roots = new(_storageRoots);
        SortedSet<Hash256> changed = [];
        foreach (Execution.AccountChange change in changes.Accounts)
        {
            accounts[change.AddressHash] = change.After;
            changed.Add(change.AddressHash);
        }
        foreach ((Hash256 addressHash, Dictionary<Hash256, UInt256?> slots) in SlotsOf(changes))
        {
            Dictionary<Hash256, UInt256?> present = _storage.TryGetValue(addressHash, out var folded) ? new(folded) : [];
            foreach ((Hash256 slot, UInt256? value) in slots)
            {
                present[slot] = value;
            }
            roots[addressHash] = UpdateStorage(addressHash, present, NullBranchSink.Instance, slots.Keys);
            changed.Add(addressHash);
        }
        return UpdateAccounts(accounts, roots, NullBranchSink.Instance, changed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _accountRows?.Dispose();
        foreach (OverlayRows rows in _storageRows.Values)
        {
            rows.Dispose();
        }
    }

    /// <summary>Brings the trie in memory to the state before the block that is executed.</summary>
    private void Fold()
    {
        SortedSet<Hash256> accounts = [];
        Dictionary<Hash256, HashSet<Hash256>> storage = [];
        if (_accountRows is null)
        {
            _accountRows = new OverlayRows(new TrieRows(tx, Tables.AccountTrie, default));
            FindStoredChanges(accounts, storage);
        }
        for (; _folded < buffer.Blocks.Count; _folded++)
        {
            BufferedBlock block = buffer.Blocks[_folded];
            foreach (Execution.AccountChange change in block.Changes.Accounts)
            {
                _accounts[change.AddressHash] = buffer.TryGetAccount(change.AddressHash, out Account account) ? account : null;
                accounts.Add(change.AddressHash);
            }
            foreach (Execution.StorageChange change in buffer.StorageChangesOf(block))
            {
                UInt256 value = buffer.GetStorage(change.AddressHash, change.SlotHash);
                SlotsOf(_storage, change.AddressHash)[change.SlotHash] = value.IsZero ? null : value;
                SlotsOf(storage, change.AddressHash).Add(change.SlotHash);
            }
        }
        if (accounts.Count == 0 && storage.Count == 0)
        {
            return;
        }
        foreach ((Hash256 addressHash, HashSet<Hash256> slots) in storage)
        {
            _storageRoots[addressHash] = UpdateStorage(addressHash, SlotsOf(_storage, addressHash), RowsOf(addressHash), slots);
            accounts.Add(addressHash);
        }
        UpdateAccounts(_accounts, _storageRoots, _accountRows, accounts);
    }

    /// <summary>What has been executed and committed since the trie's rows were written.</summary>
    private void FindStoredChanges(SortedSet<Hash256> accounts, Dictionary<Hash256, HashSet<Hash256>> storage)
    {
        BlockRange blocks = new(CheckpointStore.Read(tx, trieOwner).Number + 1, checkpoint);
        using AccountChangesReader accountChanges = new(tx, blocks);
        while (accountChanges.MoveNext())
        {
            accounts.Add(accountChanges.Current.AddressHash);
        }
        using StorageChangesReader storageChanges = new(tx, blocks);
        while (storageChanges.MoveNext())
        {
            SlotsOf(storage, storageChanges.Current.Key.AddressHash).Add(storageChanges.Current.Key.SlotHash);
        }
    }

    /// <summary>The slots that a block has changed so far, those of wiped accounts included.</summary>
    private Dictionary<Hash256, Dictionary<Hash256, UInt256?>> SlotsOf(StateChanges changes)
    {
        Dictionary<Hash256, Dictionary<Hash256, UInt256?>> changed = [];
        foreach (Hash256 addressHash in changes.Wiped)
        {
            Dictionary<Hash256, UInt256?> slots = SlotsOf(changed, addressHash);
            Hash256 slot = Hash256.Zero;
            while (buffer.TryGetNextStorage(addressHash, ref slot, out _))
            {
                slots[slot] = null;
                if (!HashOrder.TryIncrement(ref slot))
                {
                    break;
                }
            }
        }
        foreach (Execution.StorageChange change in changes.Storage)
        {
            SlotsOf(changed, change.AddressHash)[change.SlotHash] = change.After.IsZero ? null : change.After;
        }
        return changed;
    }

    private Hash256 UpdateStorage(
        Hash256 addressHash,
        Dictionary<Hash256, UInt256?> slots,
        ITrieBranchSink sink,
        IReadOnlyCollection<Hash256> changed
    )
    {
        using StorageLeavesAfter leaves = new(tx, addressHash, LogOf(slots), BlockNumber.Genesis);
        return _updater.Update(leaves, RowsOf(addressHash), sink, [.. new SortedSet<Hash256>(changed)]);
    }

    private Hash256 UpdateAccounts(
        Dictionary<Hash256, Account?> accounts,
        Dictionary<Hash256, Hash256> roots,
        ITrieBranchSink sink,
        SortedSet<Hash256> changed
    )
    {
        using AccountLeavesAfter leaves = new(tx, LogOf(accounts), BlockNumber.Genesis, new StorageRootReader(tx, roots));
        return _updater.Update(leaves, _accountRows!, sink, [.. changed]);
    }

    private OverlayRows RowsOf(Hash256 addressHash)
    {
        if (!_storageRows.TryGetValue(addressHash, out OverlayRows? rows))
        {
            rows = new OverlayRows(new TrieRows(tx, Tables.StorageTrie, addressHash.Bytes.ToArray()));
            _storageRows.Add(addressHash, rows);
        }
        return rows;
    }

    private static ChangeLog<TValue> LogOf<TValue>(Dictionary<Hash256, TValue> present)
    {
        ChangeLog<TValue> log = new();
        foreach ((Hash256 key, TValue value) in present)
        {
            log.Add(key, Now, value);
        }
        return log;
    }

    private static TSlots SlotsOf<TSlots>(Dictionary<Hash256, TSlots> storage, in Hash256 addressHash)
        where TSlots : new()
    {
        if (!storage.TryGetValue(addressHash, out TSlots? slots))
        {
            storage.Add(addressHash, slots = new TSlots());
        }
        return slots;
    }
}
