using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>Builds all tries from the leaves in one ordered sweep.</summary>
internal sealed class RootRebuild
{
    private readonly TrieBuilder _builder = new();
    private readonly Dictionary<Hash256, Hash256> _storageRoots = [];

    /// <summary>Empties the trie tables and builds them anew; returns the root.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="history">Changes after the block.</param>
    /// <param name="after">The block whose state is wanted.</param>
    /// <param name="meter">Told of the nodes; its stop ends the sweep with an exception.</param>
    public Hash256 Build(IWriteTransaction tx, StateHistory history, BlockNumber after, Meter meter)
    {
        tx.Clear(Tables.AccountTrie);
        tx.Clear(Tables.StorageTrie);
        tx.Clear(Tables.StorageRoots);
        Hash256 root = Sweep(
            tx,
            history,
            after,
            addressHash => new TrieRowSink(tx, Tables.StorageTrie, addressHash.Bytes.ToArray()),
            new TrieRowSink(tx, Tables.AccountTrie, default),
            meter,
            meter.Stop
        );
        foreach ((Hash256 addressHash, Hash256 storageRoot) in _storageRoots)
        {
            tx.Put(Tables.StorageRoots, addressHash, storageRoot);
        }
        return root;
    }

    /// <summary>Computes the root and writes nothing.</summary>
    public Hash256 Compute(IReadTransaction tx, StateHistory history, BlockNumber after, CancellationToken stop) =>
        Sweep(tx, history, after, static _ => NullBranchSink.Instance, NullBranchSink.Instance, null, stop);

    private Hash256 Sweep(
        IReadTransaction tx,
        StateHistory history,
        BlockNumber after,
        Func<Hash256, ITrieBranchSink> storageSink,
        ITrieBranchSink accountSink,
        Meter? meter,
        CancellationToken stop
    )
    {
        NodeCount nodes = new(() => _builder.Statistics, meter);
        _storageRoots.Clear();
        foreach (Hash256 addressHash in Owners(tx, history))
        {
            stop.ThrowIfCancellationRequested();
            history.Storage.TryGetValue(addressHash, out StorageLog? log);
            using StorageLeavesAfter slots = new(tx, addressHash, log?.Changes, after, nodes.Tell, stop);
            Hash256 root = _builder.Build(slots, storageSink(addressHash));
            nodes.End();
            if (root != Keccak.OfEmptyTrie)
            {
                _storageRoots.Add(addressHash, root);
            }
        }
        // Only what was just built counts: a row of StorageRoots may be of another block.
        using AccountLeavesAfter accounts = new(tx, history.Accounts, after, new StorageRootReader(null, _storageRoots), nodes.Tell, stop);
        Hash256 stateRoot = _builder.Build(accounts, accountSink);
        nodes.End();
        return stateRoot;
    }

    /// <summary>All accounts that have storage now, or had after the wanted block.</summary>
    private static SortedSet<Hash256> Owners(IReadTransaction tx, StateHistory history)
    {
        SortedSet<Hash256> owners = new(history.Storage.Keys);
        using Cursor<StorageKey, UInt256> cursor = tx.OpenCursor(Tables.Storage);
        bool more = cursor.First();
        while (more)
        {
            Hash256 addressHash = cursor.Key.AddressHash;
            owners.Add(addressHash);
            more = HashOrder.TryIncrement(ref addressHash) && cursor.Seek(new StorageKey(addressHash, Hash256.Zero));
        }
        return owners;
    }
}
