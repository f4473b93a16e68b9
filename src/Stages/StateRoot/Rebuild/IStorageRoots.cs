using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>Storage roots of accounts that are asked for in ascending order.</summary>
internal interface IStorageRoots : IDisposable
{
    /// <summary>Root of an account's storage; that of the empty trie without any.</summary>
    Hash256 RootOf(in Hash256 addressHash);
}

/// <summary>Storage roots as the table has them.</summary>
internal sealed class StoredRoots(IReadTransaction view) : IStorageRoots
{
    private readonly Cursor<Hash256, Hash256> _rows = view.OpenCursor(Tables.StorageRoots);
    private bool _isPlaced;
    private bool _hasRow;
    private Hash256 _key;

    /// <inheritdoc/>
    public Hash256 RootOf(in Hash256 addressHash)
    {
        if (!_isPlaced)
        {
            _isPlaced = true;
            _hasRow = Place(_rows.Seek(addressHash));
        }
        while (_hasRow && _key < addressHash)
        {
            _hasRow = Place(_rows.Next());
        }
        return _hasRow && _key == addressHash ? _rows.Value : Keccak.OfEmptyTrie;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    private bool Place(bool found)
    {
        _key = found ? _rows.Key : default;
        return found;
    }
}

/// <summary>Storage roots computed from the slots, for who writes none.</summary>
internal sealed class ComputedRoots(StateAfter state, IReadTransaction view, CancellationToken stop) : IStorageRoots
{
    private readonly Sweep<StorageKey, UInt256> _slots = state.OpenStorage(view);
    private readonly TrieComposer _composer = new();
    private bool _isPlaced;
    private bool _hasSlot;

    /// <inheritdoc/>
    public Hash256 RootOf(in Hash256 addressHash)
    {
        if (!_isPlaced || (_hasSlot && _slots.Key.AddressHash < addressHash))
        {
            _isPlaced = true;
            _hasSlot = _slots.Seek(new StorageKey(addressHash, Hash256.Zero));
        }
        if (!_hasSlot || _slots.Key.AddressHash != addressHash)
        {
            return Keccak.OfEmptyTrie;
        }
        _composer.Reset();
        int ticket = _composer.Begin(NullBranchSink.Instance);
        int count = 0;
        for (; _hasSlot && _slots.Key is var key && key.AddressHash == addressHash; _hasSlot = _slots.Next())
        {
            if ((++count & 0xFFF) == 0)
            {
                stop.ThrowIfCancellationRequested();
            }
            SlotLeaf.AddTo(_composer, key.SlotHash, _slots.Value);
        }
        _composer.End();
        _composer.Complete();
        return _composer.Root(ticket);
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();
}
