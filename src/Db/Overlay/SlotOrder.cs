namespace NodeProto.Db;

/// <summary>
/// The rows of an overlay in order: a large sorted array and a small one for what came later, so that writing while a cursor
/// walks does not move the large one each time.
/// </summary>
internal sealed unsafe class SlotOrder(TableOverlay overlay)
{
    private const int RecentMin = 1024;

    private int[] _main = [];
    private int[] _recent = new int[64];
    private int _recentCount;
    private volatile int _included; // Written last, for readers on other threads.

    /// <summary>Changes whenever gaps that were taken before lose their meaning.</summary>
    public int Version { get; private set; }

    /// <summary>Whether it has every row that was written.</summary>
    public bool IsCaughtUp => _included == overlay.Count;

    /// <summary>A place between two rows: so many rows of each array lie to its left.</summary>
    public struct Gap
    {
        public int Main;
        public int Recent;
    }

    /// <summary>Takes in the rows that were written since the last call.</summary>
    public void CatchUp()
    {
        int count = overlay.Count;
        if (_included == count)
        {
            return;
        }
        Version++;
        int recentMax = Math.Max(RecentMin, _main.Length / 128);
        if (count - _included <= 32 && _recentCount + (count - _included) <= recentMax)
        {
            for (; _included < count; _included++)
            {
                Insert(_included);
            }
            return;
        }
        int[] later = SlotSort.Sort(overlay, _included, count);
        _main = Merged(Merged(_main, _recent.AsSpan(0, _recentCount)), later);
        _recentCount = 0;
        _included = count;
    }

    /// <summary>The gap to the left of the first row at or above the key.</summary>
    public Gap Before(ReadOnlySpan<byte> key)
    {
        ulong prefix = BPlusNode.PrefixOf(key);
        return new Gap { Main = LowerBound(_main, prefix, key), Recent = LowerBound(_recent.AsSpan(0, _recentCount), prefix, key) };
    }

    /// <summary>The gap to the right of all rows.</summary>
    public Gap AtEnd() => new() { Main = _main.Length, Recent = _recentCount };

    /// <summary>The row to the right of a gap; null at the end.</summary>
    public OverlayEntry* Right(Gap gap) =>
        gap.Main == _main.Length && gap.Recent == _recentCount ? null
        : IsMainRight(gap) ? overlay[_main[gap.Main]]
        : overlay[_recent[gap.Recent]];

    /// <summary>The row to the left of a gap; null at the beginning.</summary>
    public OverlayEntry* Left(Gap gap) =>
        gap.Main == 0 && gap.Recent == 0 ? null
        : IsMainLeft(gap) ? overlay[_main[gap.Main - 1]]
        : overlay[_recent[gap.Recent - 1]];

    /// <summary>Moves over the row to the right, which there is.</summary>
    public void StepRight(ref Gap gap)
    {
        if (IsMainRight(gap))
        {
            gap.Main++;
        }
        else
        {
            gap.Recent++;
        }
    }

    /// <summary>Moves over the row to the left, which there is.</summary>
    public void StepLeft(ref Gap gap)
    {
        if (IsMainLeft(gap))
        {
            gap.Main--;
        }
        else
        {
            gap.Recent--;
        }
    }

    private bool IsMainRight(Gap gap) =>
        gap.Main < _main.Length
        && (gap.Recent == _recentCount || OverlayEntry.Compare(overlay[_main[gap.Main]], overlay[_recent[gap.Recent]]) < 0);

    private bool IsMainLeft(Gap gap) =>
        gap.Main > 0 && (gap.Recent == 0 || OverlayEntry.Compare(overlay[_main[gap.Main - 1]], overlay[_recent[gap.Recent - 1]]) > 0);

    private void Insert(int slot)
    {
        OverlayEntry* entry = overlay[slot];
        int at = LowerBound(_recent.AsSpan(0, _recentCount), entry->Prefix, OverlayEntry.Key(entry));
        if (_recentCount == _recent.Length)
        {
            Array.Resize(ref _recent, _recent.Length * 2);
        }
        _recent.AsSpan(at, _recentCount - at).CopyTo(_recent.AsSpan(at + 1));
        _recent[at] = slot;
        _recentCount++;
    }

    private int LowerBound(ReadOnlySpan<int> slots, ulong prefix, ReadOnlySpan<byte> key)
    {
        int low = 0;
        int high = slots.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (OverlayEntry.Compare(overlay[slots[middle]], prefix, key) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    private int[] Merged(int[] left, ReadOnlySpan<int> right)
    {
        if (right.IsEmpty)
        {
            return left;
        }
        int[] merged = new int[left.Length + right.Length];
        int i = 0;
        int j = 0;
        for (int k = 0; k < merged.Length; k++)
        {
            bool fromLeft = i < left.Length && (j == right.Length || OverlayEntry.Compare(overlay[left[i]], overlay[right[j]]) < 0);
            merged[k] = fromLeft ? left[i++] : right[j++];
        }
        return merged;
    }
}
