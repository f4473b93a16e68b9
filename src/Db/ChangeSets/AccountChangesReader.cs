using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Walks over the accounts that a range of blocks changed: by block, then by hash. Not thread-safe.</summary>
public sealed class AccountChangesReader : IDisposable
{
    private readonly Cursor<AccountChangesKey, AccountChangeSet> _cursor;
    private readonly BlockRange _blocks;
    private int _rest;
    private bool _isStarted;

    /// <summary>Starts before the first change of the range.</summary>
    public AccountChangesReader(IReadTransaction tx, BlockRange blocks)
    {
        _cursor = tx.OpenCursor(Tables.AccountChanges);
        _blocks = blocks;
    }

    /// <summary>The block that made the change.</summary>
    public BlockNumber Block { get; private set; }

    /// <summary>The change.</summary>
    public AccountChange Current { get; private set; }

    /// <summary>Moves to the next change; false after the last one.</summary>
    public bool MoveNext()
    {
        if (_rest == 0 && !MoveToNextChunk())
        {
            return false;
        }
        ReadOnlySpan<byte> bytes = _cursor.ValueBytes;
        AccountChangeSet.Enumerator enumerator = new(bytes[^_rest..]);
        enumerator.MoveNext();
        Current = enumerator.Current;
        _rest = enumerator.RestLength;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _cursor.Dispose();

    private bool MoveToNextChunk()
    {
        bool found = _isStarted ? _cursor.Next() : _cursor.Seek(AccountChangesKey.FirstOf(_blocks.First));
        _isStarted = true;
        if (!found || _cursor.Key.Number > _blocks.Last)
        {
            return false;
        }
        Block = _cursor.Key.Number;
        _rest = _cursor.Value.Bytes.Length; // Reading the value checks the whole chunk.
        return true;
    }
}
