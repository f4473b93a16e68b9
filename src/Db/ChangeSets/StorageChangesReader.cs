using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Walks over the slots that a range of blocks changed: by block, then by account and slot. Not thread-safe.</summary>
public sealed class StorageChangesReader : IDisposable
{
    private readonly Cursor<StorageChangesKey, StorageChangeSet> _cursor;
    private readonly BlockRange _blocks;
    private int _rest;
    private int _slotsLeft;
    private bool _isStarted;

    /// <summary>Starts before the first change of the range.</summary>
    public StorageChangesReader(IReadTransaction tx, BlockRange blocks)
    {
        _cursor = tx.OpenCursor(Tables.StorageChanges);
        _blocks = blocks;
    }

    /// <summary>The block that made the change.</summary>
    public BlockNumber Block { get; private set; }

    /// <summary>The change.</summary>
    public StorageChange Current { get; private set; }

    /// <summary>Moves to the next change; false after the last one.</summary>
    public bool MoveNext()
    {
        if (_rest == 0 && !MoveToNextChunk())
        {
            return false;
        }
        ReadOnlySpan<byte> bytes = _cursor.ValueBytes;
        StorageChangeSet.Enumerator enumerator = new(bytes[^_rest..], Current.Key.AddressHash, _slotsLeft);
        enumerator.MoveNext();
        Current = enumerator.Current;
        _rest = enumerator.RestLength;
        _slotsLeft = enumerator.SlotsLeft;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _cursor.Dispose();

    private bool MoveToNextChunk()
    {
        bool found = _isStarted ? _cursor.Next() : _cursor.Seek(StorageChangesKey.FirstOf(_blocks.First));
        _isStarted = true;
        if (!found || _cursor.Key.Number > _blocks.Last)
        {
            return false;
        }
        Block = _cursor.Key.Number;
        _rest = _cursor.Value.Bytes.Length; // Reading the value checks the whole chunk.
        _slotsLeft = 0;
        return true;
    }
}
