using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>What a journal entry takes back.</summary>
internal enum JournalKind : byte
{
    /// <summary>Balance, nonce, code or existence of an account; the account before is on the account stack.</summary>
    Account,

    /// <summary>Marks of an account.</summary>
    Marks,

    /// <summary>Value of a slot.</summary>
    Slot,

    /// <summary>Warmth of a slot.</summary>
    SlotWarmth,

    /// <summary>Value of a transient slot.</summary>
    Transient,

    /// <summary>A log entry.</summary>
    Log,
}

/// <summary>One change that can be taken back.</summary>
/// <param name="Kind">What changed.</param>
/// <param name="Index">Account or slot.</param>
/// <param name="Marks">Marks before, or whether the account existed.</param>
/// <param name="Previous">Value before.</param>
internal readonly record struct JournalEntry(JournalKind Kind, int Index, byte Marks, UInt256 Previous);

/// <summary>An array that grows and is reused: items stay in place for access by reference.</summary>
/// <typeparam name="T">Item.</typeparam>
internal sealed class Arena<T>(int capacity)
    where T : struct
{
    private T[] _items = new T[capacity];

    /// <summary>Items in use.</summary>
    public int Count { get; private set; }

    /// <summary>The item at an index; the reference is good until the next <see cref="Add"/>.</summary>
    public ref T this[int index] => ref _items[index];

    /// <summary>The items in use.</summary>
    public ReadOnlySpan<T> Items => _items.AsSpan(0, Count);

    /// <summary>Adds an item with its old content still in it; the caller sets every field.</summary>
    public ref T Add()
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }
        return ref _items[Count++];
    }

    /// <summary>Removes and returns the last item.</summary>
    public ref T Pop() => ref _items[--Count];

    /// <summary>Drops all items from an index on.</summary>
    public void Truncate(int count) => Count = count;
}
