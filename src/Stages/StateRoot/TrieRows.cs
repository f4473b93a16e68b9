using NodeProto.Db;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>The stored branch rows of the account trie, or of one account's storage trie: those whose key begins with a prefix.</summary>
/// <param name="tx">Where they are.</param>
/// <param name="table">Their table.</param>
/// <param name="cursor">Over the table; whoever opened it disposes it, this or the caller.</param>
/// <param name="prefix">What stands before each path.</param>
internal sealed class TrieRows(IReadTransaction tx, Table table, ICursor cursor, ReadOnlyMemory<byte> prefix) : ITrieBranches, IDisposable
{
    private readonly ICursor _cursor = cursor;
    private readonly byte[] _path = new byte[64];
    private readonly byte[] _row = new byte[BranchRow.MaxBytes];

    /// <summary>The rows, with a cursor of its own.</summary>
    public TrieRows(IReadTransaction tx, Table table, ReadOnlyMemory<byte> prefix)
        : this(tx, table, tx.OpenRawCursor(table), prefix) { }

    /// <inheritdoc/>
    public bool TryGet(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row)
    {
        Span<byte> key = stackalloc byte[32 + 64];
        prefix.Span.CopyTo(key);
        path.CopyTo(key[prefix.Length..]);
        return tx.TryGet(table, key[..(prefix.Length + path.Length)], out row);
    }

    /// <inheritdoc/>
    public bool TryGetFirst(ReadOnlySpan<byte> pathPrefix, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row) =>
        TryGetFirstFrom(pathPrefix, pathPrefix, out path, out row);

    /// <summary>Finds the first row at or after a path whose path begins with a prefix.</summary>
    public bool TryGetFirstFrom(
        ReadOnlySpan<byte> from,
        ReadOnlySpan<byte> pathPrefix,
        out ReadOnlySpan<byte> path,
        out ReadOnlySpan<byte> row
    )
    {
        Span<byte> key = stackalloc byte[32 + 64 + 1];
        prefix.Span.CopyTo(key);
        from.CopyTo(key[prefix.Length..]);
        path = default;
        row = default;
        if (!_cursor.Seek(key[..(prefix.Length + from.Length)]) || !_cursor.Key.StartsWith(prefix.Span))
        {
            return false;
        }
        ReadOnlySpan<byte> found = _cursor.Key[prefix.Length..];
        if (!found.StartsWith(pathPrefix))
        {
            return false;
        }
        // Copied: a write of the sink would end the cursor's spans.
        int pathLength = found.Length;
        found.CopyTo(_path);
        int rowLength = _cursor.Value.Length;
        _cursor.Value.CopyTo(_row);
        path = _path.AsSpan(0, pathLength);
        row = _row.AsSpan(0, rowLength);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _cursor.Dispose();
}

/// <summary>Writes branch rows into a table, each path behind a prefix.</summary>
internal sealed class TrieRowSink(IWriteTransaction tx, Table table, ReadOnlyMemory<byte> prefix) : ITrieBranchSink
{
    /// <inheritdoc/>
    public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row)
    {
        Span<byte> key = stackalloc byte[32 + 64];
        tx.Put(table, KeyOf(path, key), row);
    }

    /// <inheritdoc/>
    public void Delete(ReadOnlySpan<byte> path)
    {
        Span<byte> key = stackalloc byte[32 + 64];
        tx.Delete(table, KeyOf(path, key));
    }

    private ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> path, Span<byte> key)
    {
        prefix.Span.CopyTo(key);
        path.CopyTo(key[prefix.Length..]);
        return key[..(prefix.Length + path.Length)];
    }
}

/// <summary>Keeps branch rows until it is known whether the root is right.</summary>
internal sealed class PendingRows : ITrieBranchSink
{
    private readonly List<(int Path, int Row, bool IsPut)> _lengths = [];
    private readonly List<byte> _bytes = [];

    /// <inheritdoc/>
    public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row)
    {
        _lengths.Add((path.Length, row.Length, true));
        _bytes.AddRange(path);
        _bytes.AddRange(row);
    }

    /// <inheritdoc/>
    public void Delete(ReadOnlySpan<byte> path)
    {
        _lengths.Add((path.Length, 0, false));
        _bytes.AddRange(path);
    }

    /// <summary>Hands the rows on, in the order in which they came.</summary>
    public void Replay(ITrieBranchSink sink)
    {
        ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes);
        foreach ((int pathLength, int rowLength, bool isPut) in _lengths)
        {
            if (isPut)
            {
                sink.Put(bytes[..pathLength], bytes.Slice(pathLength, rowLength));
            }
            else
            {
                sink.Delete(bytes[..pathLength]);
            }
            bytes = bytes[(pathLength + rowLength)..];
        }
    }
}
