using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Values before the first change after a block, for the keys of one range: what stands over the rows there to give the state after
/// the block.
/// </summary>
/// <param name="First">First key of the range.</param>
/// <param name="End">First key behind it; null at the end of all keys.</param>
/// <param name="Changes">Sorted; without a value where the key did not exist.</param>
internal sealed record ChangeWindow<TKey, TValue>(TKey First, TKey? End, (TKey Key, TValue? Before)[] Changes)
    where TKey : struct
    where TValue : struct;

/// <summary>
/// All values before the first change after a block, a range of keys at a time, so that a chain of any length takes bounded memory:
/// each window is one scan over the changes, mostly there is a single one. Thread-safe.
/// </summary>
/// <param name="order">Order of the keys.</param>
/// <param name="countMax">Changed keys in a window; twice as many are held while it is gathered.</param>
/// <param name="scan">All changes after the block, by block.</param>
internal sealed class ChangeWindows<TKey, TValue>(IComparer<TKey> order, int countMax, Func<IEnumerable<(TKey Key, TValue? Before)>> scan)
    where TKey : struct, IKey<TKey>
    where TValue : struct
{
    private const int Kept = 3; // Of the piece that is written, and of those that are computed meanwhile.

    private readonly Lock _lock = new();
    private readonly List<ChangeWindow<TKey, TValue>> _windows = [];

    /// <summary>A window that the key lies in.</summary>
    public ChangeWindow<TKey, TValue> At(TKey key)
    {
        lock (_lock)
        {
            foreach (ChangeWindow<TKey, TValue> window in _windows)
            {
                if (order.Compare(window.First, key) <= 0 && (window.End is not { } end || order.Compare(key, end) < 0))
                {
                    return window;
                }
            }
            if (_windows.Count == Kept)
            {
                _windows.RemoveAt(0);
            }
            ChangeWindow<TKey, TValue> gathered = Gather(key);
            _windows.Add(gathered);
            return gathered;
        }
    }

    /// <summary>Gathers the lowest keys from one on.</summary>
    private ChangeWindow<TKey, TValue> Gather(TKey first)
    {
        Dictionary<TKey, TValue?> changes = [];
        TKey? end = null;
        foreach ((TKey key, TValue? before) in scan())
        {
            if (order.Compare(key, first) < 0 || (end is { } limit && order.Compare(key, limit) >= 0))
            {
                continue;
            }
            // The first change counts. A key that was cut off lies behind the end, and so does not come back.
            if (changes.TryAdd(key, before) && changes.Count >= 2L * countMax)
            {
                TKey[] keys = [.. changes.Keys];
                Array.Sort(keys, order);
                end = keys[countMax];
                foreach (TKey behind in keys.AsSpan(countMax))
                {
                    changes.Remove(behind);
                }
            }
        }
        (TKey Key, TValue? Before)[] sorted = new (TKey, TValue?)[changes.Count];
        int count = 0;
        foreach ((TKey key, TValue? before) in changes)
        {
            sorted[count++] = (key, before);
        }
        Array.Sort(sorted, (left, right) => order.Compare(left.Key, right.Key));
        return new ChangeWindow<TKey, TValue>(first, end, sorted);
    }
}
