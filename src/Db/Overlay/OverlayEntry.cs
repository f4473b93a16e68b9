namespace NodeProto.Db;

/// <summary>A written row in the arena: this head, then the key, then room for the value.</summary>
internal unsafe struct OverlayEntry
{
    /// <summary>Value length of a row that has been deleted.</summary>
    public const int Deleted = -1;

    /// <summary>Value length of a row that a deleted range covers, so that it needs no delete of its own.</summary>
    public const int Erased = -2;

    /// <summary>First eight bytes of the key as a number: most comparisons end here.</summary>
    public ulong Prefix;

    public int KeyLength;

    /// <summary>Bytes of the value, or what happened to the row when negative.</summary>
    public int ValueLength;

    /// <summary>Bytes that the value may grow to without a new entry.</summary>
    public int ValueRoom;

    public static byte* KeyPointer(OverlayEntry* entry) => (byte*)(entry + 1);

    public static byte* ValuePointer(OverlayEntry* entry) => KeyPointer(entry) + entry->KeyLength;

    public static ReadOnlySpan<byte> Key(OverlayEntry* entry) => new(KeyPointer(entry), entry->KeyLength);

    public static ReadOnlySpan<byte> Value(OverlayEntry* entry) => new(ValuePointer(entry), entry->ValueLength);

    public static int Compare(OverlayEntry* entry, ulong prefix, ReadOnlySpan<byte> key) =>
        entry->Prefix != prefix ? entry->Prefix.CompareTo(prefix) : Key(entry).SequenceCompareTo(key);

    public static int Compare(OverlayEntry* left, OverlayEntry* right) => Compare(left, right->Prefix, Key(right));
}
