using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>Takes the branch rows of a sweep and compares each with the one that is stored.</summary>
internal sealed class RowComparison(IReadTransaction tx, Table table, TrieDifferences differences) : ITrieBranchSink
{
    private readonly byte[] _key = new byte[Hash256.Size + NibblePath.MaxSize];

    /// <summary>The account whose storage trie is swept; null in the account trie.</summary>
    public Hash256? Owner { get; set; }

    /// <summary>Rows that are stored among those that the sweep gave.</summary>
    public long Rows { get; private set; }

    /// <inheritdoc/>
    public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row)
    {
        int prefix = Owner is { } owner ? owner.WriteTo(_key) : 0;
        path.CopyTo(_key.AsSpan(prefix));
        ReadOnlySpan<byte> key = _key.AsSpan(0, prefix + path.Length);
        bool isThere = tx.TryGet(table, key, out ReadOnlySpan<byte> stored);
        Rows += isThere ? 1 : 0;
        if (!isThere || !stored.SequenceEqual(row))
        {
            string found = isThere ? HexText.Encode(stored) : "no row";
            differences.Add(
                new TrieDifference(table, key.ToArray(), Owner, $"branch {HexText.Encode(row)}", found)
                {
                    Computed = row.ToArray(),
                    Stored = stored.ToArray(),
                }
            );
        }
    }

    /// <inheritdoc/>
    public void Delete(ReadOnlySpan<byte> path) => Invariant.Holds(false, "a build deletes nothing");
}

/// <summary>The accounts that have slots, or had some after the wanted block, in order.</summary>
internal sealed class StorageOwners : IDisposable
{
    private readonly Cursor<StorageKey, UInt256> _rows;
    private SortedDictionary<Hash256, StorageLog>.KeyCollection.Enumerator _changed;
    private bool _hasRow;
    private bool _hasChanged;

    /// <summary>Stands on the first one.</summary>
    public StorageOwners(IReadTransaction tx, StateHistory history)
    {
        _rows = tx.OpenCursor(Tables.Storage);
        _hasRow = _rows.First();
        _changed = history.Storage.Keys.GetEnumerator();
        _hasChanged = _changed.MoveNext();
    }

    /// <summary>The account; null at the end.</summary>
    public Hash256? Current
    {
        get
        {
            Hash256? row = _hasRow ? _rows.Key.AddressHash : null;
            return _hasChanged && (row is not { } owner || _changed.Current < owner) ? _changed.Current : row;
        }
    }

    /// <summary>Whether it stands on an account.</summary>
    public bool IsAt(in Hash256 addressHash) => Current is { } owner && owner == addressHash;

    /// <summary>Moves to the next account.</summary>
    public void MoveNext()
    {
        if (Current is not { } done)
        {
            return;
        }
        if (_hasChanged && _changed.Current == done)
        {
            _hasChanged = _changed.MoveNext();
        }
        if (_hasRow && _rows.Key.AddressHash == done)
        {
            Hash256 next = done;
            _hasRow = HashOrder.TryIncrement(ref next) && _rows.Seek(new StorageKey(next, Hash256.Zero));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows.Dispose();
        _changed.Dispose();
    }
}

/// <summary>Accounts after a block, whose storage roots are computed when the sweep comes to them.</summary>
internal sealed class AccountsWithRoots(
    IReadTransaction tx,
    StateHistory history,
    BlockNumber block,
    Func<Hash256, Hash256> rootOf,
    Action? moved,
    CancellationToken stop
) : LeavesAfter<Account>(history.Accounts, block, AccountLeaf.MaxBytes, moved, stop), IDisposable
{
    private readonly Cursor<Hash256, Account> _rows = tx.OpenCursor(Tables.Accounts);

    /// <inheritdoc/>
    protected override Account RowValue => _rows.Value;

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    /// <inheritdoc/>
    protected override bool TrySeekRow(in Hash256 key, out Hash256 rowKey) => Settle(_rows.Seek(key), out rowKey);

    /// <inheritdoc/>
    protected override bool TryNextRow(out Hash256 rowKey) => Settle(_rows.Next(), out rowKey);

    /// <inheritdoc/>
    protected override int Encode(in Hash256 key, in Account value, Span<byte> leaf) => AccountLeaf.Write(value, rootOf(key), leaf);

    private bool Settle(bool found, out Hash256 rowKey)
    {
        rowKey = found ? _rows.Key : default;
        return found;
    }
}

/// <summary>Counts the leaves of tries while they are built, so that a long sweep is seen to move.</summary>
internal sealed class LeafCount(Verification run, Table table, TrieBuilder builder)
{
    private long _told;

    /// <summary>Counts what is new since the last time.</summary>
    public void Tell()
    {
        long leaves = builder.Statistics.Leaves;
        run.Read(table, leaves - _told);
        _told = leaves;
    }

    /// <summary>Counts the rest of a trie; the next one counts from 0.</summary>
    public void End()
    {
        Tell();
        _told = 0;
    }
}
