using NodeProto.Trie;

namespace NodeProto.Node.TestSuites;

/// <summary>Leaves and rows by key, small and simple.</summary>
internal sealed class TriePairs : ITrieLeaves, ITrieBranches, ITrieBranchSink
{
    private readonly SortedList<string, byte[]> _leaves = new(StringComparer.Ordinal);
    private readonly SortedList<string, byte[]> _rows = new(StringComparer.Ordinal);
    private int _at;

    public ReadOnlySpan<byte> Key => Convert.FromHexString(_leaves.GetKeyAtIndex(_at));

    public ReadOnlySpan<byte> Value => _leaves.GetValueAtIndex(_at);

    /// <summary>Sets a pair; an empty value removes it.</summary>
    public void Set(byte[] key, byte[] value)
    {
        _leaves.Remove(Convert.ToHexString(key));
        if (value.Length > 0)
        {
            _leaves.Add(Convert.ToHexString(key), value);
        }
    }

    /// <inheritdoc/>
    public bool Seek(ReadOnlySpan<byte> key)
    {
        string first = key.ContainsAnyExcept((byte)0) ? Convert.ToHexString(key) : ""; // Keys are shorter than 32 bytes in the plain tries.
        _at = 0;
        while (_at < _leaves.Count && string.CompareOrdinal(_leaves.GetKeyAtIndex(_at), first) < 0)
        {
            _at++;
        }
        return _at < _leaves.Count;
    }

    /// <inheritdoc/>
    public bool Next() => ++_at < _leaves.Count;

    /// <inheritdoc/>
    public bool TryGetFirst(ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row)
    {
        string wanted = Convert.ToHexString(prefix);
        foreach ((string found, byte[] bytes) in _rows)
        {
            if (found.StartsWith(wanted, StringComparison.Ordinal))
            {
                path = Convert.FromHexString(found);
                row = bytes;
                return true;
            }
        }
        path = default;
        row = default;
        return false;
    }

    /// <inheritdoc/>
    public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row) => _rows[Convert.ToHexString(path)] = row.ToArray();

    /// <inheritdoc/>
    public void Delete(ReadOnlySpan<byte> path) => _rows.Remove(Convert.ToHexString(path));
}
