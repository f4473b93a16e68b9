using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <content>What changed since somebody asked last: for roots in the middle of a block.</content>
internal sealed partial class WorldState
{
    // Opened since the last question; the same one may come several times, once a transaction.
    private readonly Arena<int> _openedAccounts = new(64);
    private readonly Arena<int> _openedSlots = new(64);
    private readonly List<int> _wipedLast = [];

    /// <inheritdoc/>
    public StateChanges SinceBlock() => CollectChanges();

    /// <inheritdoc/>
    public StateChanges SinceLast()
    {
        int[] accounts = Distinct(_openedAccounts.Items);
        AccountChange[] accountChanges = new AccountChange[accounts.Length];
        for (int i = 0; i < accounts.Length; i++)
        {
            ref AccountEntry entry = ref _accounts[accounts[i]];
            accountChanges[i] = new(entry.Hash, entry.ExistedBefore ? entry.Before : null, entry.Exists ? entry.Current : null);
        }
        accountChanges.AsSpan().Sort(static (a, b) => a.AddressHash.CompareTo(b.AddressHash));

        int[] slots = Distinct(_openedSlots.Items);
        StorageChange[] slotChanges = new StorageChange[slots.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            ref SlotEntry entry = ref _slots[slots[i]];
            if (!entry.IsHashed)
            {
                entry.SlotHash = _slotHashes.Of(ToBytes(entry.Slot));
                entry.IsHashed = true;
            }
            slotChanges[i] = new(_accounts[entry.Account].Hash, entry.SlotHash, entry.Before, entry.Current);
        }
        slotChanges
            .AsSpan()
            .Sort(
                static (a, b) => a.AddressHash.CompareTo(b.AddressHash) is not 0 and var order ? order : a.SlotHash.CompareTo(b.SlotHash)
            );

        Hash256[] wiped = new Hash256[_wipedLast.Count];
        for (int i = 0; i < wiped.Length; i++)
        {
            wiped[i] = _accounts[_wipedLast[i]].Hash;
        }
        Array.Sort(wiped);
        BeginSteps();
        return new StateChanges
        {
            Accounts = accountChanges,
            Storage = slotChanges,
            Wiped = wiped,
        };
    }

    private void BeginSteps()
    {
        _openedAccounts.Truncate(0);
        _openedSlots.Truncate(0);
        _wipedLast.Clear();
    }

    private static int[] Distinct(ReadOnlySpan<int> indices)
    {
        int[] sorted = indices.ToArray();
        Array.Sort(sorted);
        int count = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (count == 0 || sorted[i] != sorted[count - 1])
            {
                sorted[count++] = sorted[i];
            }
        }
        Array.Resize(ref sorted, count);
        return sorted;
    }
}
