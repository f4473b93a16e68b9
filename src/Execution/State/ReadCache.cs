using System.Diagnostics.CodeAnalysis;

namespace NodeProto.Execution;

/// <summary>Keeps at most a fixed number of entries, those read recently: two generations, the older one dropped when the younger is full.</summary>
/// <typeparam name="TKey">Key.</typeparam>
/// <typeparam name="TValue">Value.</typeparam>
internal sealed class ReadCache<TKey, TValue>(int capacity)
    where TKey : struct, IEquatable<TKey>
    where TValue : struct
{
    private Dictionary<TKey, TValue> _young = [];
    private Dictionary<TKey, TValue> _old = [];

    /// <summary>Finds an entry and keeps it for longer.</summary>
    public bool TryGet(in TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out value))
        {
            return true;
        }
        if (_old.TryGetValue(key, out value))
        {
            Add(key, value);
            return true;
        }
        return false;
    }

    /// <summary>Adds an entry.</summary>
    public void Add(in TKey key, in TValue value)
    {
        if (_young.Count >= capacity / 2)
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
        }
        _young[key] = value;
    }
}
