using System.Runtime.InteropServices;
using NodeProto.Evm;
using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <content>Storage slots, lasting and transient.</content>
internal sealed partial class WorldState
{
    private readonly Dictionary<SlotKey, int> _slotIndex = [];
    private readonly Arena<SlotEntry> _slots = new(256);
    private readonly HashMemory<Hash256> _slotHashes = new();
    private readonly Dictionary<SlotKey, UInt256> _transient = [];
    private readonly Arena<SlotKey> _transientUndo = new(16);
    private int _lastSlot = -1;

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
        // SSTORE reads before it writes, and code likes to read a slot before it writes it.
        if (_lastSlot >= 0)
        {
            ref SlotEntry last = ref _slots[_lastSlot];
            if (last.Slot == slot && last.Account == account && last.Transaction == _transaction)
            {
                return _lastSlot;
            }
        }
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_slotIndex, new SlotKey(slot, account), out bool known);
        if (!known)
        {
            index = _slots.Count;
            _openedSlots.Add() = index;
            ReadSlot(account, slot);
        }
        else if (_slots[index].Transaction != _transaction)
        {
            ref SlotEntry entry = ref _slots[index];
            entry.Transaction = _transaction;
            entry.Original = entry.Current;
            entry.IsWarm = false;
            _openedSlots.Add() = index;
        }
        _lastSlot = index;
        return index;
    }

    private void ReadSlot(int account, in UInt256 slot)
    {
        ref AccountEntry owner = ref _accounts[account];
        int index = _slots.Count;
        ref SlotEntry entry = ref _slots.Add();
        entry.Slot = slot;
        entry.IsHashed = owner.ExistedBefore;
        entry.Before = UInt256.Zero;
        if (owner.ExistedBefore)
        {
            entry.SlotHash = _slotHashes.Of(ToBytes(slot));
            entry.Before = _reader.GetStorage(owner.Hash, entry.SlotHash);
        }
        entry.Current = owner.IsWiped ? UInt256.Zero : entry.Before;
        entry.Original = entry.Current;
        entry.Account = account;
        entry.Next = owner.FirstSlot;
        entry.Transaction = _transaction;
        entry.IsWarm = false;
        owner.FirstSlot = index;
    }

    /// <summary>Hashes the slots that were not hashed when they were read, eight at a time.</summary>
    private void HashSlots()
    {
        const int Batch = 512;
        Hash256[]? words = null;
        Span<int> waiting = stackalloc int[Batch];
        int count = 0;
        for (int i = 0; i < _slots.Count; i++)
        {
            ref SlotEntry entry = ref _slots[i];
            if (!entry.IsHashed)
            {
                words ??= new Hash256[Batch];
                words[count] = ToBytes(entry.Slot);
                waiting[count++] = i;
                entry.IsHashed = true;
            }
            if (count == Batch || (count > 0 && i == _slots.Count - 1))
            {
                KeccakBatch.Hash(words.AsSpan(0, count), words);
                for (int hashed = 0; hashed < count; hashed++)
                {
                    _slots[waiting[hashed]].SlotHash = words![hashed];
                }
                count = 0;
            }
        }
    }

    private static Hash256 ToBytes(in UInt256 slot)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        slot.WriteBigEndian(bytes);
        return new Hash256(bytes);
    }

    /// <summary>A slot of an account.</summary>
    private readonly struct SlotKey(in UInt256 slot, int account) : IEquatable<SlotKey>
    {
        private readonly UInt256 _slot = slot;
        private readonly int _account = account;

        public bool Equals(SlotKey other) => _account == other._account && _slot == other._slot;

        public override bool Equals(object? obj) => obj is SlotKey other && Equals(other);

        public override int GetHashCode()
        {
            ulong mixed = (_slot.U0 ^ _slot.U3 ^ (uint)_account) * 0x9E37_79B9_7F4A_7C15;
            return (int)(mixed >> 32);
        }
    }
}
