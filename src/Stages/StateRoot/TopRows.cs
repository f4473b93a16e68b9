using NodeProto.Db;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>
/// The topmost rows of the account trie, kept in memory from block to block: nearly every change goes through them, and asking the store
/// for them took the longer part of a small update.
/// </summary>
/// <remarks>Rows depend on the chain alone, so those of a block are right whenever the tries stand at that block again.</remarks>
internal sealed class TopRows : ITrieBranchSink
{
    private const int DepthMax = 3; // 1 + 16 + 256 + 4096 rows of at most 516 bytes: 2 MiB.

    private readonly Dictionary<int, byte[]> _rows = [];
    private StageCheckpoint? _block;

    /// <summary>Keeps what it has if that belongs to a block; forgets it otherwise.</summary>
    /// <param name="block">Where the stored tries stand; null when that has no name.</param>
    public void StandAt(StageCheckpoint? block)
    {
        if (block is null || _block != block)
        {
            _rows.Clear();
        }
        _block = block;
    }

    /// <summary>The tries moved to a block, by the rows that come next.</summary>
    public void MoveTo(StageCheckpoint? block) => _block = block;

    /// <summary>The stored rows, with these before them.</summary>
    public ITrieBranches Over(TrieRows stored) => new Rows(this, stored);

    /// <inheritdoc/>
    public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row)
    {
        if (path.Length <= DepthMax)
        {
            _rows[KeyOf(path)] = row.ToArray();
        }
    }

    /// <inheritdoc/>
    public void Delete(ReadOnlySpan<byte> path)
    {
        if (path.Length <= DepthMax)
        {
            _rows.Remove(KeyOf(path));
        }
    }

    /// <summary>The nibbles behind a 1, so that length counts.</summary>
    private static int KeyOf(ReadOnlySpan<byte> path)
    {
        int key = 1;
        foreach (byte nibble in path)
        {
            key = (key << 4) | nibble;
        }
        return key;
    }

    private sealed class Rows(TopRows top, TrieRows stored) : ITrieBranches
    {
        public bool TryGet(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row)
        {
            if (path.Length <= DepthMax && top._rows.TryGetValue(KeyOf(path), out byte[]? kept))
            {
                row = kept;
                return true;
            }
            bool found = stored.TryGet(path, out row);
            if (found)
            {
                top.Put(path, row);
            }
            return found;
        }

        public bool TryGetFirst(ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row) =>
            stored.TryGetFirst(prefix, out path, out row);
    }
}
