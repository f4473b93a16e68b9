using NodeProto.Primitives;

namespace NodeProto.Trie.Tests;

/// <summary>Leaves and branch rows in sorted lists, behind the interfaces that the stages adapt to their tables.</summary>
internal sealed class StoredTrie : ITrieLeaves, ITrieBranches, ITrieBranchSink
{
    private readonly SortedList<byte[], byte[]> _leaves = new(ByteOrder.Instance);
    private readonly SortedList<byte[], byte[]> _rows = new(ByteOrder.Instance);
    private int _at;

    public int Count => _leaves.Count;

    public IEnumerable<KeyValuePair<byte[], byte[]>> Leaves => _leaves;

    public IList<byte[]> Keys => _leaves.Keys;

    /// <summary>Rows by path in hexadecimal digits.</summary>
    public SortedDictionary<string, string> Rows
    {
        get
        {
            SortedDictionary<string, string> rows = new(StringComparer.Ordinal);
            foreach ((byte[] path, byte[] row) in _rows)
            {
                rows[NaiveTrie.Path(path)] = Convert.ToHexStringLower(row);
            }
            return rows;
        }
    }

    public ReadOnlySpan<byte> Key => _leaves.GetKeyAtIndex(_at);

    public ReadOnlySpan<byte> Value => _leaves.GetValueAtIndex(_at);

    public void Set(byte[] key, byte[] value) => _leaves[key] = value;

    public bool Remove(byte[] key) => _leaves.Remove(key);

    public bool Seek(ReadOnlySpan<byte> key)
    {
        _at = FirstNotBelow(_leaves.Keys, key);
        return _at < _leaves.Count;
    }

    public bool Next() => ++_at < _leaves.Count;

    public bool TryGetFirst(ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row)
    {
        int at = FirstNotBelow(_rows.Keys, prefix);
        bool found = at < _rows.Count && _rows.GetKeyAtIndex(at).AsSpan().StartsWith(prefix);
        path = found ? _rows.GetKeyAtIndex(at) : default(ReadOnlySpan<byte>);
        row = found ? _rows.GetValueAtIndex(at) : default(ReadOnlySpan<byte>);
        return found;
    }

    public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row) => _rows[path.ToArray()] = row.ToArray();

    public void Delete(ReadOnlySpan<byte> path) => Assert.True(_rows.Remove(path.ToArray()), "a row is deleted that is not there");

    /// <summary>Root by a build of everything; the rows go to a store of their own.</summary>
    public Hash256 Rebuild(out StoredTrie rebuilt)
    {
        rebuilt = new StoredTrie();
        return new TrieBuilder().Build(this, rebuilt);
    }

    private static int FirstNotBelow(IList<byte[]> keys, ReadOnlySpan<byte> key)
    {
        int low = 0;
        int high = keys.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (keys[middle].AsSpan().SequenceCompareTo(key) < 0)
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

    internal sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }

    internal sealed class ByteEquality : IEqualityComparer<byte[]>
    {
        public static readonly ByteEquality Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => obj.Length;
    }
}
