using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>Branch rows in memory over stored ones: a trie that moves on while its table stays.</summary>
internal sealed class OverlayRows(TrieRows below) : ITrieBranches, ITrieBranchSink, IDisposable
{
    private static readonly Comparer<byte[]> Bytes = Comparer<byte[]>.Create(
        static (left, right) => left.AsSpan().SequenceCompareTo(right)
    );

    private readonly SortedSet<byte[]> _paths = new(Bytes);
    private readonly Dictionary<string, byte[]?> _rows = [];
    private byte[] _path = [];
    private byte[] _row = [];

    /// <inheritdoc/>
    public bool TryGetFirst(ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row)
    {
        byte[] from = prefix.ToArray();
        bool hasBelow = TryGetBelow(from, prefix, out _path, out _row);
        foreach (byte[] own in _paths.GetViewBetween(from, Last(from)))
        {
            if (hasBelow && Bytes.Compare(_path, own) < 0)
            {
                break;
            }
            if (_rows[Key(own)] is { } present)
            {
                (_path, _row, hasBelow) = (own, present, true);
                break;
            }
        }
        path = _path;
        row = _row;
        return hasBelow;
    }

    /// <inheritdoc/>
    public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row) => Set(path.ToArray(), row.ToArray());

    /// <inheritdoc/>
    public void Delete(ReadOnlySpan<byte> path) => Set(path.ToArray(), null);

    /// <inheritdoc/>
    public void Dispose() => below.Dispose();

    /// <summary>The first stored row under a prefix that the overlay has neither replaced nor removed.</summary>
    private bool TryGetBelow(byte[] from, ReadOnlySpan<byte> prefix, out byte[] path, out byte[] row)
    {
        path = [];
        row = [];
        while (below.TryGetFirstFrom(from, prefix, out ReadOnlySpan<byte> storedPath, out ReadOnlySpan<byte> storedRow))
        {
            path = storedPath.ToArray();
            row = storedRow.ToArray();
            if (!_rows.ContainsKey(Key(path)))
            {
                return true;
            }
            from = [.. path, 0]; // The next path in order: this one and one more nibble.
        }
        return false;
    }

    private void Set(byte[] path, byte[]? row)
    {
        _paths.Add(path);
        _rows[Key(path)] = row;
    }

    private static string Key(byte[] path) => Convert.ToHexString(path);

    /// <summary>Sorts after every path with the prefix: nibbles are below 16.</summary>
    private static byte[] Last(byte[] prefix) => [.. prefix, 16];
}
