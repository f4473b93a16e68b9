namespace NodeProto.Primitives;

/// <summary>A record's hash, computed once and valid for that very object: a copy made by <c>with</c> computes its own.</summary>
/// <remarks>
/// <c>with</c> copies private fields too, so the cache remembers whom it belongs to. Thread-safe: the owner is published after
/// the hash, and threads that race write the same bytes.
/// </remarks>
internal struct HashCache
{
    private object? _owner;
    private Hash256 _hash;

    /// <summary>The cached hash; false when this object has not stored one.</summary>
    public readonly bool TryGet(object self, out Hash256 hash)
    {
        bool isMine = ReferenceEquals(Volatile.Read(in _owner), self);
        hash = isMine ? _hash : default;
        return isMine;
    }

    /// <summary>Stores the hash of this object.</summary>
    public void Set(object self, in Hash256 hash)
    {
        _hash = hash;
        Volatile.Write(ref _owner, self);
    }
}
