namespace NodeProto.Db;

/// <summary>Sorts slots of an overlay by key: first by the keys' leading eight bytes as numbers, then what is equal there.</summary>
internal static unsafe class SlotSort
{
    /// <summary>The slots from first (inclusive) to end (exclusive), by key and then by slot.</summary>
    public static int[] Sort(TableOverlay overlay, int first, int end)
    {
        int count = end - first;
        int[] slots = new int[count];
        for (int i = 0; i < count; i++)
        {
            slots[i] = first + i;
        }
        if (overlay.IsAscending || count < 2)
        {
            return slots;
        }
        ulong[] prefixes = new ulong[count];
        for (int i = 0; i < count; i++)
        {
            prefixes[i] = overlay[first + i]->Prefix;
        }
        Array.Sort(prefixes, slots);
        ByKey byKey = new(overlay);
        for (int from = 0; from < count; )
        {
            int to = from + 1;
            while (to < count && prefixes[to] == prefixes[from])
            {
                to++;
            }
            if (to - from > 1)
            {
                slots.AsSpan(from, to - from).Sort(byKey);
            }
            from = to;
        }
        return slots;
    }

    private readonly struct ByKey(TableOverlay overlay) : IComparer<int>
    {
        public int Compare(int left, int right)
        {
            int order = OverlayEntry.Key(overlay[left]).SequenceCompareTo(OverlayEntry.Key(overlay[right]));
            return order != 0 ? order : left.CompareTo(right);
        }
    }
}
