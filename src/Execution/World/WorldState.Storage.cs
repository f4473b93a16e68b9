using System.Runtime.InteropServices;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <content>Storage slots, lasting and transient.</content>
internal sealed partial class WorldState
{
    private readonly Dictionary<SlotKey, int> _slotIndex = [];
    private readonly Arena<SlotEntry> _slots = new(256);
    private readonly Dictionary<SlotKey, UInt256> _transient = [];
    private readonly Arena<SlotKey> _transientUndo = new(16);

    /// <summary>Reads a slot and makes it warm (EIP-2929).</summary>
    public SlotState Load(int account, in UInt256 slot)
    {
        int index = OpenSlot(account, slot);
        ref SlotEntry entry = ref _slots[index];
        bool wasCold = !entry.IsWarm;
        if (wasCold)
        {
            entry.IsWarm = true;
            _journal.Add() = new(JournalKind.SlotWarmth, index, 0, default);
        }
        return new(entry.Current, entry.Original, wasCold);
    }

    /// <summary>Writes a slot.</summary>
    public void Store(int account, in UInt256 slot, in UInt256 value)
    {
        int index = OpenSlot(account, slot);
        ref SlotEntry entry = ref _slots[index];
        if (entry.Current != value)
        {
            _journal.Add() = new(JournalKind.Slot, index, 0, entry.Current);
            entry.Current = value;
        }
    }

    /// <summary>Reads a transient slot (EIP-1153).</summary>
    public UInt256 LoadTransient(int account, in UInt256 slot) => _transient.GetValueOrDefault(new SlotKey(slot, account));

    /// <summary>Writes a transient slot (EIP-1153).</summary>
    public void StoreTransient(int account, in UInt256 slot, in UInt256 value)
    {
        SlotKey key = new(slot, account);
        ref UInt256 current = ref CollectionsMarshal.GetValueRefOrAddDefault(_transient, key, out _);
        _journal.Add() = new(JournalKind.Transient, 0, 0, current);
        _transientUndo.Add() = key;
        current = value;
    }

    private void UndoTransient(in JournalEntry entry) => _transient[_transientUndo.Pop()] = entry.Previous;

    private int OpenSlot(int account, in UInt256 slot)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_slotIndex, new SlotKey(slot, account), out bool known);
        if (!known)
        {
            index = _slots.Count;
            ReadSlot(account, slot);
        }
        else if (_slots[index].Transaction != _transaction)
        {
            ref SlotEntry entry = ref _slots[index];
            entry.Transaction = _transaction;
            entry.Original = entry.Current;
            entry.IsWarm = false;
        }
        return index;
    }

    private void ReadSlot(int account, in UInt256 slot)
    {
        ref AccountEntry owner = ref _accounts[account];
        int index = _slots.Count;
        ref SlotEntry entry = ref _slots.Add();
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        slot.WriteBigEndian(bytes);
        entry.Slot = slot;
        entry.SlotHash = Keccak.Hash(bytes);
        entry.Before = owner.ExistedBefore ? _reader.GetStorage(owner.Hash, entry.SlotHash) : UInt256.Zero;
        entry.Current = owner.IsWiped ? UInt256.Zero : entry.Before;
        entry.Original = entry.Current;
        entry.Account = account;
        entry.Next = owner.FirstSlot;
        entry.Transaction = _transaction;
        entry.IsWarm = false;
        owner.FirstSlot = index;
    }

    /// <summary>A slot of an account; the slot first, since it decides the hash code.</summary>
    private readonly record struct SlotKey(UInt256 Slot, int Account);
}
