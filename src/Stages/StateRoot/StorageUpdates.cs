using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>Updates of the storage tries of some accounts, one after another with the same cursors.</summary>
/// <param name="history">Every change after the earlier end, to the execution's head.</param>
/// <param name="owners">Accounts whose slots changed, in order.</param>
/// <param name="first">The first of them that is done here.</param>
/// <param name="count">How many are.</param>
/// <param name="changed">The blocks whose changes lie between the stored tries and the wanted state.</param>
/// <param name="after">The block whose state is wanted.</param>
/// <param name="stop">Ends it with an exception.</param>
internal sealed class StorageUpdates(
    StateHistory history,
    Hash256[] owners,
    int first,
    int count,
    BlockRange changed,
    BlockNumber after,
    CancellationToken stop
) : Piece
{
    /// <summary>For each account its root and the rows that change.</summary>
    public List<(Hash256 Owner, Hash256 Root, PendingRows Rows)> Results { get; } = new(count);

    /// <summary>Nodes that were made.</summary>
    public long Nodes { get; private set; }

    /// <summary>Keccak permutations that they took.</summary>
    public long Permutations { get; private set; }

    /// <inheritdoc/>
    public override void Run(PieceWorker worker) => Run(worker.View, worker.Updater);

    /// <summary>Does it on the thread that calls.</summary>
    public void Run(IReadTransaction tx, TrieUpdater updater)
    {
        using Cursor<StorageKey, UInt256> slots = tx.OpenCursor(Tables.Storage);
        using ICursor branches = tx.OpenRawCursor(Tables.StorageTrie);
        for (int i = first; i < first + count; i++)
        {
            stop.ThrowIfCancellationRequested();
            Hash256 owner = owners[i];
            StorageLog log = history.Storage[owner];
            PendingRows rows = new();
            StorageLeavesAfter leaves = new(slots, owner, log.Changes, after, stop: stop);
            TrieRows stored = new(tx, Tables.StorageTrie, branches, owner.Bytes.ToArray());
            Results.Add((owner, updater.Update(leaves, stored, rows, log.SlotsChangedIn(changed)), rows));
            TrieStatistics done = updater.Statistics;
            Nodes += done.Nodes;
            Permutations += done.Permutations;
        }
    }
}
