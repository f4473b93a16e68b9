using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>
/// Brings the stored tries from one block to another, forward or back: computes the root first, and writes the rows only when
/// asked, so that a wrong root leaves the transaction as it was.
/// </summary>
internal sealed class RootUpdate
{
    private readonly TrieUpdater _updater = new();
    private readonly Dictionary<Hash256, Hash256> _storageRoots = [];
    private readonly List<(Hash256 AddressHash, PendingRows Rows)> _storageRows = [];
    private PendingRows _accountRows = new();

    /// <summary>Keccak permutations so far.</summary>
    public long Permutations { get; private set; }

    /// <summary>What the last computation changes in the account trie.</summary>
    public PendingRows AccountRows => _accountRows;

    /// <summary>What the last computation changes in the storage trie of an account; null for nothing.</summary>
    public PendingRows? StorageRowsOf(in Hash256 addressHash)
    {
        foreach ((Hash256 owner, PendingRows rows) in _storageRows)
        {
            if (owner == addressHash)
            {
                return rows;
            }
        }
        return null;
    }

    /// <summary>The storage roots that belong to the last computation.</summary>
    public StorageRootReader Roots(IReadTransaction tx) => new(tx, _storageRoots);

    /// <summary>Computes the root after a block.</summary>
    /// <param name="tx">The rows: state at the execution's head, tries at <paramref name="changed"/>'s other end.</param>
    /// <param name="history">Every change after the earlier end, to the execution's head.</param>
    /// <param name="changed">The blocks whose changes lie between the stored tries and the wanted state.</param>
    /// <param name="after">The block whose state is wanted.</param>
    /// <param name="meter">Told of the nodes; null where they are no progress.</param>
    /// <param name="stop">Ends a long computation with an exception.</param>
    public Hash256 Compute(
        IReadTransaction tx,
        StateHistory history,
        BlockRange changed,
        BlockNumber after,
        Meter? meter,
        CancellationToken stop
    )
    {
        NodeCount nodes = new(() => _updater.Statistics, meter);
        _storageRoots.Clear();
        _storageRows.Clear();
        _accountRows = new PendingRows();
        List<Hash256> accounts = [];
        foreach (Hash256 addressHash in history.StorageOwnersChangedIn(changed))
        {
            stop.ThrowIfCancellationRequested();
            StorageLog log = history.Storage[addressHash];
            UpdateStorage(tx, addressHash, log.Changes, after, log.SlotsChangedIn(changed), nodes);
            accounts.Add(addressHash);
        }
        history.CollectAccounts(changed, accounts);
        Hash256[] changedAccounts = Distinct(accounts);
        using AccountLeavesAfter leaves = new(tx, history.Accounts, after, Roots(tx), nodes.Tell, stop);
        using TrieRows rows = new(tx, Tables.AccountTrie, default);
        Hash256 root = _updater.Update(leaves, rows, _accountRows, changedAccounts);
        Permutations += _updater.Statistics.Permutations;
        nodes.End();
        return root;
    }

    /// <summary>Writes the rows of the last computation.</summary>
    public void Apply(IWriteTransaction tx)
    {
        foreach ((Hash256 addressHash, PendingRows rows) in _storageRows)
        {
            rows.Replay(new TrieRowSink(tx, Tables.StorageTrie, addressHash.Bytes.ToArray()));
            Hash256 root = _storageRoots[addressHash];
            if (root == Keccak.OfEmptyTrie)
            {
                tx.Delete(Tables.StorageRoots, addressHash);
            }
            else
            {
                tx.Put(Tables.StorageRoots, addressHash, root);
            }
        }
        _accountRows.Replay(new TrieRowSink(tx, Tables.AccountTrie, default));
    }

    private static Hash256[] Distinct(List<Hash256> keys)
    {
        keys.Sort();
        int count = 0;
        for (int i = 0; i < keys.Count; i++)
        {
            if (count == 0 || keys[i] != keys[count - 1])
            {
                keys[count++] = keys[i];
            }
        }
        return [.. keys.Take(count)];
    }

    private void UpdateStorage(
        IReadTransaction tx,
        Hash256 addressHash,
        ChangeLog<UInt256?> log,
        BlockNumber after,
        Hash256[] keys,
        NodeCount nodes
    )
    {
        PendingRows pending = new();
        using StorageLeavesAfter leaves = new(tx, addressHash, log, after, moved: nodes.Tell);
        using TrieRows rows = new(tx, Tables.StorageTrie, addressHash.Bytes.ToArray());
        _storageRoots[addressHash] = _updater.Update(leaves, rows, pending, keys);
        Permutations += _updater.Statistics.Permutations;
        _storageRows.Add((addressHash, pending));
        nodes.End();
    }
}
