using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>Leaves in memory over those of the rows: a state that moves on while its rows stay.</summary>
/// <param name="rows">Leaves as the rows have them.</param>
/// <param name="present">Leaves that are other than in the rows; null for one that is gone.</param>
internal sealed class PresentLeaves(ITrieLeaves rows, SortedMap<Hash256, byte[]?> present) : ITrieLeaves
{
    private SortedMap<Hash256, byte[]?>.Position _next;
    private bool _hasPresent;
    private bool _hasRow;
    private byte[] _leaf = [];
    private bool _isRow;
    private Hash256 _key;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Key => _key.Bytes;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Value => _isRow ? rows.Value : _leaf;

    /// <inheritdoc/>
    public bool Seek(ReadOnlySpan<byte> key)
    {
        Hash256 first = new(key);
        _isRow = false;
        _hasRow = rows.Seek(key);
        _hasPresent = present.Seek(first, out _next);
        return Settle();
    }

    /// <inheritdoc/>
    public bool Next()
    {
        if (_isRow)
        {
            _isRow = false;
            _hasRow = rows.Next();
        }
        return Settle();
    }

    /// <summary>Finds the first leaf of both; the rows stand on theirs, the map behind its own.</summary>
    private bool Settle()
    {
        while (_hasPresent)
        {
            Hash256 key = present.KeyAt(_next);
            int order = _hasRow ? rows.Key.SequenceCompareTo(key.Bytes) : 1;
            if (order < 0)
            {
                break;
            }
            if (order == 0)
            {
                _hasRow = rows.Next(); // Replaced, or gone.
            }
            byte[]? leaf = present.ValueAt(_next);
            _hasPresent = present.Next(ref _next);
            if (leaf is not null)
            {
                _key = key;
                _leaf = leaf;
                return true;
            }
        }
        if (_hasRow)
        {
            _key = new Hash256(rows.Key);
            _isRow = true;
        }
        return _hasRow;
    }
}
