using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>
/// Builds the tries from <see cref="Tables.Accounts"/> and <see cref="Tables.Storage"/> in one ordered sweep that writes nothing, and compares
/// every branch with its row in <see cref="Tables.AccountTrie"/> and <see cref="Tables.StorageTrie"/>, every storage root with
/// <see cref="Tables.StorageRoots"/>, and the root with the header.
/// </summary>
/// <remarks>Memory does not grow with the state, only with what execution is ahead of state-root.</remarks>
internal sealed class TrieCheck : IDisposable
{
    private readonly Verification _run;
    private readonly BlockNumber _block;
    private readonly StateHistory _history;
    private readonly TrieDifferences _differences;
    private readonly TrieBuilder _accountBuilder = new();
    private readonly TrieBuilder _storageBuilder = new();
    private readonly RowComparison _accountRows;
    private readonly RowComparison _storageRows;
    private readonly StorageOwners _owners;
    private readonly LeafCount _accountLeaves;
    private readonly LeafCount _slots;
    private long _roots;

    private TrieCheck(Verification run, BlockNumber block, StateHistory history)
    {
        _run = run;
        _block = block;
        _history = history;
        _differences = new TrieDifferences(run);
        _accountRows = new RowComparison(run.Tx, Tables.AccountTrie, _differences);
        _storageRows = new RowComparison(run.Tx, Tables.StorageTrie, _differences);
        _owners = new StorageOwners(run.Tx, history);
        _accountLeaves = new LeafCount(run, Tables.Accounts, _accountBuilder);
        _slots = new LeafCount(run, Tables.Storage, _storageBuilder);
    }

    /// <summary>
    /// Compares the tries at the block where state-root stands; while it rebuilds them, the root alone, there or, where that is too far back,
    /// at the block that it goes to.
    /// </summary>
    public static void Run(Verification run)
    {
        BlockNumber block = run.CheckpointOf(StageId.StateRoot);
        RebuildProgress? rebuild;
        try
        {
            rebuild = RebuildProgress.Find(run.Tx);
        }
        catch (DatabaseCorruptException e)
        {
            run.Findings.AddOfPipeline(Tables.StageProgress, StageId.StateRoot, "a place in the tries", e.Expectation);
            return;
        }
        Meter meter = new(StageId.StateRoot, TimeProvider.System, CommitThresholds.Default, stop: run.Stop);
        StateHistory? found = StateHistory.TryRead(run.Tx, block + 1, run.Options.ChangesMax, meter);
        bool isRootProven = true;
        if (rebuild is { } begun)
        {
            run.NotChecked.Add($"rows of the tries: the stage {StageId.StateRoot} is rebuilding them for block {begun.Target.Number}");
            if (found is null)
            {
                isRootProven = false; // Nobody has compared that header with a state yet.
                block = BlockNumber.Min(begun.Target.Number, run.CheckpointOf(StageId.Execution));
                found = StateHistory.TryRead(run.Tx, block + 1, run.Options.ChangesMax, meter);
            }
        }
        if (found is not { } history)
        {
            run.NotChecked.Add(
                $"tries against state: state is ahead of block {block}, where the stage {StageId.StateRoot} stands, by more than "
                    + $"{run.Options.ChangesMax} changes. Run the stage and verify again"
            );
            return;
        }
        using TrieCheck check = new(run, block, history);
        if (rebuild is not null)
        {
            check.CompareRoot(isRootProven);
        }
        else if (check.Compare() && (run.Options.IsDeep || run.MustGoBack))
        {
            using BeforeValuesCheck back = new(run, history, block);
            back.Run();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _owners.Dispose();

    /// <summary>Compares; false when something differs.</summary>
    private bool Compare()
    {
        Hash256 root = Build();
        FindTooMany(Tables.AccountTrie, _accountRows.Rows, IsAccountBranch);
        FindTooMany(Tables.StorageTrie, _storageRows.Rows, IsStorageBranch);
        FindTooMany(Tables.StorageRoots, _roots, key => HasStorage(new Hash256(key)));
        if (StoredHeader.Find(_run.Tx, _block) is not { } header || header.StateRoot == root)
        {
            return _differences.BlameTries(); // Without a header the state is believed.
        }
        _differences.BlameState(header.StateRoot, root, PlaceOf);
        return false;
    }

    /// <summary>Compares the root alone with the header's.</summary>
    /// <param name="isProven">Whether the header's root is known to be right; else the block may be the one that is wrong.</param>
    private void CompareRoot(bool isProven)
    {
        Hash256 root = Build();
        if (StoredHeader.Find(_run.Tx, _block) is not { } header || header.StateRoot == root)
        {
            return;
        }
        if (!isProven)
        {
            _run.NotChecked.Add(
                $"whether state or the header of block {_block} is wrong: it says state root {header.StateRoot}, the rows have {root}. "
                    + $"Run the stage {StageId.StateRoot}, which finds the block, and verify again"
            );
        }
        else
        {
            _run.Findings.Add(Tables.Accounts, "", $"accounts with state root {header.StateRoot}, as in the header", $"{root}");
        }
    }

    private Hash256 Build()
    {
        using AccountsWithRoots accounts = new(_run.Tx, _history, _block, RootOf, _accountLeaves.Tell, _run.Stop);
        Hash256 root = _accountBuilder.Build(accounts, _accountRows);
        _accountLeaves.End();
        OrphansBefore(null);
        return root;
    }

    /// <summary>The storage root of an account; the sweep asks in the order of accounts.</summary>
    private Hash256 RootOf(Hash256 addressHash)
    {
        OrphansBefore(addressHash);
        if (!_owners.IsAt(addressHash))
        {
            return Keccak.OfEmptyTrie;
        }
        Hash256 root = BuildStorage(addressHash);
        _owners.MoveNext();
        return root;
    }

    /// <summary>Slots whose account comes before the one that the sweep is at, and was not there.</summary>
    private void OrphansBefore(Hash256? addressHash)
    {
        while (_owners.Current is { } owner && (addressHash is not { } end || owner < end))
        {
            if (BuildStorage(owner) is var root && root != Keccak.OfEmptyTrie)
            {
                _run.Findings.Add(Tables.Storage, $"{owner}", "no slots, since there is no such account", $"slots with root {root}");
            }
            _owners.MoveNext();
        }
    }

    private Hash256 BuildStorage(in Hash256 addressHash)
    {
        _run.Stop.ThrowIfCancellationRequested();
        _history.Storage.TryGetValue(addressHash, out StorageLog? log);
        _storageRows.Owner = addressHash;
        using StorageLeavesAfter slots = new(_run.Tx, addressHash, log?.Changes, _block, _slots.Tell, _run.Stop);
        Hash256 root = _storageBuilder.Build(slots, _storageRows);
        _slots.End();
        if (root != Keccak.OfEmptyTrie)
        {
            CompareStorageRoot(addressHash, root);
        }
        return root;
    }

    private void CompareStorageRoot(in Hash256 addressHash, in Hash256 root)
    {
        bool isThere = _run.Tx.TryGet((Table)Tables.StorageRoots, addressHash.Bytes, out ReadOnlySpan<byte> stored);
        _roots += isThere ? 1 : 0;
        if (!isThere || !stored.SequenceEqual(root.Bytes))
        {
            string found = isThere ? HexText.Encode(stored) : "no row";
            _differences.Add(new TrieDifference(Tables.StorageRoots, addressHash.Bytes.ToArray(), addressHash, $"root {root}", found));
        }
    }

    /// <summary>All expected rows have been looked up; when there are more than were found, each row is asked why it is there.</summary>
    private void FindTooMany(Table table, long found, Func<byte[], bool> belongs)
    {
        using ICursor cursor = _run.Tx.OpenRawCursor(table);
        long count = 0;
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            _run.Read(table);
            count++;
        }
        if (count == found)
        {
            return;
        }
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            _run.Read(table);
            byte[] key = cursor.Key.ToArray();
            bool isKey =
                table == Tables.AccountTrie ? _run.TryDecodeKey(Tables.AccountTrie, key, out _)
                : table == Tables.StorageTrie ? _run.TryDecodeKey(Tables.StorageTrie, key, out _)
                : _run.TryDecodeKey(Tables.StorageRoots, key, out _);
            if (isKey && !belongs(key))
            {
                Hash256? owner = table == Tables.AccountTrie ? null : new Hash256(key.AsSpan(0, Hash256.Size));
                _differences.Add(new TrieDifference(table, key, owner, "no row", "a row"));
            }
        }
    }

    private bool IsAccountBranch(byte[] path)
    {
        using AccountsWithRoots accounts = OpenAccounts();
        return BranchPlace.IsBranch(accounts, path);
    }

    private bool IsStorageBranch(byte[] key)
    {
        using StorageLeavesAfter slots = OpenSlots(new Hash256(key.AsSpan(0, Hash256.Size)));
        return BranchPlace.IsBranch(slots, key.AsSpan(Hash256.Size));
    }

    private bool HasStorage(Hash256 owner)
    {
        using StorageLeavesAfter slots = OpenSlots(owner);
        return slots.Seek(Hash256.Zero.Bytes);
    }

    /// <summary>The key that is wrong in a trie, as nearly as its lowest difference tells.</summary>
    private DifferencePlace PlaceOf(Hash256? owner, TrieDifference? lowest)
    {
        if (owner is { } addressHash)
        {
            using StorageLeavesAfter slots = OpenSlots(addressHash);
            return PlaceOf(slots, lowest, Tables.StorageTrie, addressHash.Bytes.ToArray());
        }
        using AccountsWithRoots accounts = OpenAccounts();
        return PlaceOf(accounts, lowest, Tables.AccountTrie, []);
    }

    private DifferencePlace PlaceOf(ITrieLeaves leaves, TrieDifference? lowest, Table table, byte[] prefix) =>
        DifferencePlace.Find(
            leaves,
            lowest is null ? [] : lowest.Key.AsSpan(prefix.Length),
            lowest is null ? [] : lowest.Computed,
            lowest is null ? [] : lowest.Stored,
            path =>
            {
                byte[] start = [.. prefix, .. path];
                using ICursor cursor = _run.Tx.OpenRawCursor(table);
                return cursor.Seek(start) && cursor.Key.StartsWith(start);
            }
        );

    /// <summary>The accounts, of which the leaves themselves are not asked for.</summary>
    private AccountsWithRoots OpenAccounts() => new(_run.Tx, _history, _block, static _ => Keccak.OfEmptyTrie, null, _run.Stop);

    private StorageLeavesAfter OpenSlots(in Hash256 owner)
    {
        _history.Storage.TryGetValue(owner, out StorageLog? log);
        return new StorageLeavesAfter(_run.Tx, owner, log?.Changes, _block, null, _run.Stop);
    }
}
