using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <content>What the block has changed so far, sorted by hash.</content>
internal sealed partial class WorldState
{
    /// <summary>Everything that differs from the state before the block.</summary>
    public StateChanges CollectChanges()
    {
        int touched = _accounts.Count;
        Hash256[] hashes = new Hash256[touched];
        int[] order = new int[touched];
        int accounts = 0;
        int wiped = 0;
        for (int i = 0; i < touched; i++)
        {
            ref AccountEntry entry = ref _accounts[i];
            hashes[i] = entry.Hash;
            order[i] = i;
            accounts += HasChanged(ref entry) ? 1 : 0;
            wiped += entry.IsWiped ? 1 : 0;
        }
        Array.Sort(hashes, order);
        return new StateChanges
        {
            Accounts = CollectAccounts(order, accounts),
            Storage = _slots.Count == 0 ? [] : CollectStorage(order),
            Wiped = wiped == 0 ? [] : CollectWiped(order, wiped),
            Codes = _newCodes.Count == 0 ? [] : CollectCodes(),
        };
    }

    private static bool HasChanged(ref AccountEntry entry) =>
        entry.Exists != entry.ExistedBefore || (entry.Exists && entry.Current != entry.Before);

    private AccountChange[] CollectAccounts(int[] order, int count)
    {
        AccountChange[] changes = new AccountChange[count];
        int next = 0;
        foreach (int account in order)
        {
            ref AccountEntry entry = ref _accounts[account];
            if (HasChanged(ref entry))
            {
                changes[next++] = new(entry.Hash, entry.ExistedBefore ? entry.Before : null, entry.Exists ? entry.Current : null);
            }
        }
        return changes;
    }

    private StorageChange[] CollectStorage(int[] order)
    {
        HashSlots();
        StorageChange[] changes = new StorageChange[_slots.Count];
        int next = 0;
        foreach (int account in order)
        {
            ref AccountEntry entry = ref _accounts[account];
            int first = next;
            for (int slot = entry.FirstSlot; slot >= 0; slot = _slots[slot].Next)
            {
                ref SlotEntry read = ref _slots[slot];
                // Over a wiped account a slot must also be named when it got its old value back.
                if (read.Before != read.Current || (entry.IsWiped && !read.Current.IsZero))
                {
                    changes[next++] = new(entry.Hash, read.SlotHash, read.Before, read.Current);
                }
            }
            changes.AsSpan(first, next - first).Sort(static (a, b) => a.SlotHash.CompareTo(b.SlotHash));
        }
        return changes.AsSpan(0, next).ToArray();
    }

    private Hash256[] CollectWiped(int[] order, int count)
    {
        Hash256[] wiped = new Hash256[count];
        int next = 0;
        foreach (int account in order)
        {
            if (_accounts[account].IsWiped)
            {
                wiped[next++] = _accounts[account].Hash;
            }
        }
        return wiped;
    }

    /// <summary>Codes that an account holds now and did not hold before; what a failed creation left is passed over.</summary>
    private StoredCode[] CollectCodes()
    {
        Dictionary<Hash256, ReadOnlyMemory<byte>> held = [];
        for (int i = 0; i < _accounts.Count; i++)
        {
            ref AccountEntry entry = ref _accounts[i];
            if (entry.Exists && HasChanged(ref entry) && _newCodes.TryGetValue(entry.Current.CodeHash, out ReadOnlyMemory<byte> code))
            {
                held[entry.Current.CodeHash] = code;
            }
        }
        StoredCode[] codes = new StoredCode[held.Count];
        int next = 0;
        foreach ((Hash256 hash, ReadOnlyMemory<byte> bytes) in held)
        {
            codes[next++] = new(hash, bytes);
        }
        codes.AsSpan().Sort(static (a, b) => a.Hash.CompareTo(b.Hash));
        return codes;
    }
}
