using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>All changes after a block, up to the last that is executed, in memory.</summary>
internal sealed class StateHistory(Meter meter)
{
    // Who changed, as it was read: by block, then by account.
    private readonly List<(BlockNumber Block, Hash256 AddressHash)> _accountOrder = [];
    private readonly List<(BlockNumber Block, Hash256 AddressHash)> _storageOrder = [];
    private long _slots;

    /// <summary>Accounts before their changes; null for one that did not exist.</summary>
    public ChangeLog<Account?> Accounts { get; } = new();

    /// <summary>Slots before their changes, by account.</summary>
    public SortedDictionary<Hash256, StorageLog> Storage { get; } = [];

    /// <summary>How many changes.</summary>
    public long Count => _accountOrder.Count + _slots;

    /// <summary>Reads the changes of the blocks from the first on; null when there are more than the limit.</summary>
    /// <param name="tx">The rows.</param>
    /// <param name="first">First block.</param>
    /// <param name="countMax">The limit.</param>
    /// <param name="meter">Told of every some thousand changes.</param>
    public static StateHistory? TryRead(IReadTransaction tx, BlockNumber first, long countMax, Meter meter)
    {
        StateHistory history = new(meter);
        return history.TryReadAccounts(tx, first, countMax) && history.TryReadStorage(tx, first, countMax) ? history : null;
    }

    /// <summary>The accounts that a range of blocks changed; one that several blocks changed comes several times.</summary>
    public void CollectAccounts(BlockRange blocks, List<Hash256> accounts)
    {
        for (
            int i = BlockList.LowerBound(_accountOrder, blocks.First);
            i < _accountOrder.Count && _accountOrder[i].Block <= blocks.Last;
            i++
        )
        {
            accounts.Add(_accountOrder[i].AddressHash);
        }
    }

    /// <summary>The accounts whose slots a range of blocks changed, in order, each once.</summary>
    public Hash256[] StorageOwnersChangedIn(BlockRange blocks)
    {
        SortedSet<Hash256> owners = [];
        for (
            int i = BlockList.LowerBound(_storageOrder, blocks.First);
            i < _storageOrder.Count && _storageOrder[i].Block <= blocks.Last;
            i++
        )
        {
            owners.Add(_storageOrder[i].AddressHash);
        }
        return [.. owners];
    }

    private bool TryReadAccounts(IReadTransaction tx, BlockNumber first, long countMax)
    {
        using AccountChangesReader reader = new(tx, new BlockRange(first, new BlockNumber(ulong.MaxValue)));
        while (reader.MoveNext())
        {
            Accounts.Add(reader.Current.AddressHash, reader.Block, reader.Current.Before);
            _accountOrder.Add((reader.Block, reader.Current.AddressHash));
            if (!IsWithin(countMax))
            {
                return false;
            }
        }
        return true;
    }

    private bool TryReadStorage(IReadTransaction tx, BlockNumber first, long countMax)
    {
        using StorageChangesReader reader = new(tx, new BlockRange(first, new BlockNumber(ulong.MaxValue)));
        while (reader.MoveNext())
        {
            StorageKey key = reader.Current.Key;
            if (!Storage.TryGetValue(key.AddressHash, out StorageLog? log))
            {
                Storage.Add(key.AddressHash, log = new StorageLog());
            }
            if (log.Add(key.SlotHash, reader.Block, reader.Current.Before.IsZero ? null : reader.Current.Before))
            {
                _storageOrder.Add((reader.Block, key.AddressHash));
            }
            _slots++;
            if (!IsWithin(countMax))
            {
                return false;
            }
        }
        return true;
    }

    private bool IsWithin(long countMax)
    {
        if ((Count & 0xFFF) == 0)
        {
            meter.Stop.ThrowIfCancellationRequested();
            meter.Step();
        }
        return Count <= countMax;
    }
}
