using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <content>What a flush writes.</content>
public sealed partial class StateBuffer
{
    /// <summary>
    /// All slots that a block changed, with their values before and after it, in order: those that execution touched and those
    /// that vanished with a wiped account, which are read from below piece by piece.
    /// </summary>
    /// <param name="block">One of <see cref="Blocks"/>.</param>
    public IEnumerable<StorageChange> StorageChangesOf(BufferedBlock block)
    {
        StorageChange[] touched = block.Changes.Storage;
        int next = 0;
        foreach (WipedStorage wiped in block.Wiped)
        {
            foreach (StorageChange lost in LostSlots(wiped))
            {
                for (; next < touched.Length && Compare(touched[next], lost) < 0; next++)
                {
                    if (touched[next].Before != touched[next].After)
                    {
                        yield return touched[next];
                    }
                }
                if (next >= touched.Length || Compare(touched[next], lost) != 0)
                {
                    yield return lost;
                }
            }
        }
        for (; next < touched.Length; next++)
        {
            if (touched[next].Before != touched[next].After)
            {
                yield return touched[next];
            }
        }
    }

    /// <summary>Accounts that changed, as they stand now, sorted.</summary>
    public AccountRow[] CollectAccounts()
    {
        AccountRow[] rows = new AccountRow[_accounts.Count];
        int next = 0;
        foreach ((_, AccountRow row) in _accounts)
        {
            rows[next++] = row;
        }
        rows.AsSpan().Sort(static (a, b) => a.AddressHash.CompareTo(b.AddressHash));
        return rows;
    }

    /// <summary>Slots that changed, as they stand now, sorted; zero means that the row goes.</summary>
    public StorageRow[] CollectStorage()
    {
        List<StorageRow> rows = [];
        foreach (Hash256 addressHash in SortedOwners(wipedOnly: false))
        {
            rows.AddRange(_storage[addressHash].Sorted(addressHash));
        }
        return [.. rows];
    }

    /// <summary>Hashes of addresses whose slots below the buffer go as a whole, sorted.</summary>
    public Hash256[] CollectWiped() => SortedOwners(wipedOnly: true);

    private static int Compare(in StorageChange left, in StorageChange right)
    {
        int order = left.AddressHash.CompareTo(right.AddressHash);
        return order != 0 ? order : left.SlotHash.CompareTo(right.SlotHash);
    }

    private IEnumerable<StorageChange> LostSlots(WipedStorage wiped)
    {
        int next = 0;
        Hash256 slotHash = Hash256.Zero;
        bool more = wiped.TakesBelow;
        while (more && _below.TryGetNextStorage(wiped.AddressHash, ref slotHash, out UInt256 value))
        {
            for (; next < wiped.Changed.Length && wiped.Changed[next].SlotHash < slotHash; next++)
            {
                if (!wiped.Changed[next].Value.IsZero)
                {
                    yield return new(wiped.AddressHash, wiped.Changed[next].SlotHash, wiped.Changed[next].Value, UInt256.Zero);
                }
            }
            if (next >= wiped.Changed.Length || wiped.Changed[next].SlotHash != slotHash)
            {
                yield return new(wiped.AddressHash, slotHash, value, UInt256.Zero);
            }
            more = SortedHashes.TryIncrement(ref slotHash);
        }
        for (; next < wiped.Changed.Length; next++)
        {
            if (!wiped.Changed[next].Value.IsZero)
            {
                yield return new(wiped.AddressHash, wiped.Changed[next].SlotHash, wiped.Changed[next].Value, UInt256.Zero);
            }
        }
    }

    private Hash256[] SortedOwners(bool wipedOnly)
    {
        Hash256[] owners = new Hash256[_storage.Count];
        int next = 0;
        foreach ((Hash256 addressHash, StorageOverlay overlay) in _storage)
        {
            if (overlay.IsWiped || !wipedOnly)
            {
                owners[next++] = addressHash;
            }
        }
        Array.Resize(ref owners, next);
        Array.Sort(owners);
        return owners;
    }
}
