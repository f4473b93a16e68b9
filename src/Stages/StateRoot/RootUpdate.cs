using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>
/// Brings the stored tries from one block to another, forward or back: computes the root first, and writes the rows only when
/// asked, so that a wrong root leaves the transaction as it was.
/// </summary>
/// <param name="threads">Threads that update storage tries, where many of them changed.</param>
internal sealed class RootUpdate(int threads)
{
    private const int OwnersPerPiece = 16;
    private const int OwnersForThreads = 128; // Below it starting threads takes longer than they save.

    private readonly TrieUpdater _updater = new();
    private readonly TopRows _top = new();
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
    /// <param name="from">Where the stored tries stand; null where they are not updated again and again.</param>
    /// <param name="changed">The blocks whose changes lie between the stored tries and the wanted state.</param>
    /// <param name="after">The block whose state is wanted.</param>
    /// <param name="meter">Told of the nodes; null where they are no progress.</param>
    /// <param name="stop">Ends a long computation with an exception.</param>
    public Hash256 Compute(
        IReadTransaction tx,
        StateHistory history,
        StageCheckpoint? from,
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
        Hash256[] owners = history.StorageOwnersChangedIn(changed);
        accounts.AddRange(owners);
        UpdateStorage(tx, owners, (first, count) => new StorageUpdates(history, owners, first, count, changed, after, stop), meter);
        history.CollectAccounts(changed, accounts);
        Hash256[] changedAccounts = Distinct(accounts);
        using AccountLeavesAfter leaves = new(tx, history.Accounts, after, Roots(tx), nodes.Tell, stop);
        using TrieRows rows = new(tx, Tables.AccountTrie, default);
        _top.StandAt(from);
        Hash256 root = _updater.Update(leaves, _top.Over(rows), _accountRows, changedAccounts);
        Permutations += _updater.Statistics.Permutations;
        nodes.End();
        return root;
    }

    /// <summary>Forgets what it knows of the stored tries.</summary>
    public void Forget() => _top.StandAt(null);

    /// <summary>Writes the rows of the last computation.</summary>
    /// <param name="tx">Takes them.</param>
    /// <param name="to">Where the tries stand then; null when they are not updated from there.</param>
    public void Apply(IWriteTransaction tx, StageCheckpoint? to)
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
        _top.MoveTo(to);
        _accountRows.Replay(_top);
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

    private void UpdateStorage(IReadTransaction tx, Hash256[] owners, Func<int, int, StorageUpdates> pieceOf, Meter? meter)
    {
        if (threads == 1 || owners.Length < OwnersForThreads)
        {
            StorageUpdates all = pieceOf(0, owners.Length);
            all.Run(tx, _updater);
            Take(all, meter);
            return;
        }
        using PieceWorkers workers = new(tx, threads);
        List<StorageUpdates> pieces = [];
        for (int first = 0; first < owners.Length; first += OwnersPerPiece)
        {
            StorageUpdates piece = pieceOf(first, Math.Min(OwnersPerPiece, owners.Length - first));
            pieces.Add(piece);
            workers.Add(piece);
        }
        foreach (StorageUpdates piece in pieces)
        {
            workers.Wait(piece);
            Take(piece, meter);
        }
    }

    private void Take(StorageUpdates piece, Meter? meter)
    {
        foreach ((Hash256 owner, Hash256 root, PendingRows rows) in piece.Results)
        {
            _storageRoots[owner] = root;
            _storageRows.Add((owner, rows));
        }
        Permutations += piece.Permutations;
        meter?.Add(piece.Nodes);
    }
}
