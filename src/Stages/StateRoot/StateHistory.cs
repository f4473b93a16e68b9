using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>All changes after a block, up to the last that is executed, in memory.</summary>
internal sealed class StateHistory
{
    // The changes again, as they were read: by block, then by key.
    private readonly List<(BlockNumber Block, Hash256 AddressHash)> _accountOrder = [];
    private readonly List<(BlockNumber Block, StorageKey Key)> _storageOrder = [];

    /// <summary>Accounts before their changes; null for one that did not exist.</summary>
    public ChangeLog<Account?> Accounts { get; } = new();

    /// <summary>Slots before their changes, by account; null for one that was not set.</summary>
    public SortedDictionary<Hash256, ChangeLog<UInt256?>> Storage { get; } = [];

    /// <summary>How many changes.</summary>
    public long Count => _accountOrder.Count + _storageOrder.Count;

    /// <summary>Reads the changes of the blocks from the first on; null when there are more than the limit.</summary>
    public static StateHistory? TryRead(IReadTransaction tx, BlockNumber first, long countMax)
    {
        StateHistory history = new();
        return history.TryReadAccounts(tx, first, countMax) && history.TryReadStorage(tx, first, countMax) ? history : null;
    }

    /// <summary>Reads the changes of the blocks from the first on.</summary>
    public static StateHistory Read(IReadTransaction tx, BlockNumber first) => TryRead(tx, first, long.MaxValue)!;

    /// <summary>The accounts that a range of blocks changed; one that several blocks changed comes several times.</summary>
    public void CollectAccounts(BlockRange blocks, List<Hash256> accounts)
    {
        for (int i = LowerBound(_accountOrder, blocks.First); i < _accountOrder.Count && _accountOrder[i].Block <= blocks.Last; i++)
        {
            accounts.Add(_accountOrder[i].AddressHash);
        }
    }

    /// <summary>The slots that a range of blocks changed, in order, each once.</summary>
    public List<StorageKey> SlotsChangedIn(BlockRange blocks)
    {
        List<StorageKey> slots = [];
        for (int i = LowerBound(_storageOrder, blocks.First); i < _storageOrder.Count && _storageOrder[i].Block <= blocks.Last; i++)
        {
            slots.Add(_storageOrder[i].Key);
        }
        slots.Sort(
            static (left, right) =>
                left.AddressHash.CompareTo(right.AddressHash) is not 0 and var order ? order : left.SlotHash.CompareTo(right.SlotHash)
        );
        int count = 0;
        for (int i = 0; i < slots.Count; i++)
        {
            if (count == 0 || slots[i] != slots[count - 1])
            {
                slots[count++] = slots[i];
            }
        }
        slots.RemoveRange(count, slots.Count - count);
        return slots;
    }

    private static int LowerBound<TKey>(List<(BlockNumber Block, TKey Key)> order, BlockNumber block)
    {
        int first = 0;
        int end = order.Count;
        while (first < end)
        {
            int middle = (first + end) >>> 1;
            if (order[middle].Block < block)
            {
                first = middle + 1;
            }
            else
            {
                end = middle;
            }
        }
        return first;
    }

    private bool TryReadAccounts(IReadTransaction tx, BlockNumber first, long countMax)
    {
        using AccountChangesReader reader = new(tx, new BlockRange(first, new BlockNumber(ulong.MaxValue)));
        while (reader.MoveNext())
        {
            Accounts.Add(reader.Current.AddressHash, reader.Block, reader.Current.Before);
            _accountOrder.Add((reader.Block, reader.Current.AddressHash));
            if (Count > countMax)
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
            if (!Storage.TryGetValue(key.AddressHash, out ChangeLog<UInt256?>? log))
            {
                Storage.Add(key.AddressHash, log = new ChangeLog<UInt256?>());
            }
            log.Add(key.SlotHash, reader.Block, reader.Current.Before.IsZero ? null : reader.Current.Before);
            _storageOrder.Add((reader.Block, key));
            if (Count > countMax)
            {
                return false;
            }
        }
        return true;
    }
}
