using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>The changed slots of one account over the slots below.</summary>
internal sealed class StorageOverlay
{
    /// <summary>Whether the slots below are gone.</summary>
    public bool IsWiped { get; set; }

    /// <summary>Changed slots; zero hides a slot below.</summary>
    public Dictionary<Hash256, UInt256> Slots { get; } = [];

    /// <summary>Finds the first changed slot at or after a hash that is not zero.</summary>
    public bool TryGetNext(in Hash256 from, out Hash256 slotHash, out UInt256 value)
    {
        bool found = false;
        slotHash = from;
        value = UInt256.Zero;
        foreach ((Hash256 hash, UInt256 current) in Slots)
        {
            if (!current.IsZero && hash >= from && (!found || hash < slotHash))
            {
                (slotHash, value, found) = (hash, current, true);
            }
        }
        return found;
    }

    /// <summary>All changed slots in order, those with zero included.</summary>
    public StorageRow[] Sorted(Hash256 addressHash)
    {
        StorageRow[] rows = new StorageRow[Slots.Count];
        int next = 0;
        foreach ((Hash256 slotHash, UInt256 value) in Slots)
        {
            rows[next++] = new(addressHash, slotHash, value);
        }
        rows.AsSpan().Sort(static (a, b) => a.SlotHash.CompareTo(b.SlotHash));
        return rows;
    }
}

/// <summary>The storage that an account lost as a whole.</summary>
/// <param name="AddressHash">Keccak-256 of the address.</param>
/// <param name="TakesBelow">Whether slots below the buffer went too; false when an earlier block had wiped them already.</param>
/// <param name="Changed">Slots that earlier blocks of the buffer had changed, in order; zero hides a slot below.</param>
internal readonly record struct WipedStorage(Hash256 AddressHash, bool TakesBelow, StorageRow[] Changed);

/// <summary>A block of a buffer.</summary>
public sealed class BufferedBlock
{
    internal BufferedBlock(BlockNumber number, StateChanges changes, WipedStorage[] wiped)
    {
        Number = number;
        Changes = changes;
        Wiped = wiped;
    }

    /// <summary>The block's number.</summary>
    public BlockNumber Number { get; }

    /// <summary>What it changed. For storage see <see cref="StateBuffer.StorageChangesOf"/>, which adds what wiped accounts lost.</summary>
    public StateChanges Changes { get; }

    internal WipedStorage[] Wiped { get; }
}
