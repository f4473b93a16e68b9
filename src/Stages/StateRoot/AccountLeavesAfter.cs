using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>Storage roots: those just computed, else the rows, else that of empty storage.</summary>
/// <param name="tx">Where the rows lie; null when only computed ones count.</param>
/// <param name="computed">Roots just computed.</param>
internal sealed class StorageRootReader(IReadTransaction? tx, Dictionary<Hash256, Hash256> computed)
{
    /// <summary>Root of an account's storage.</summary>
    public Hash256 RootOf(in Hash256 addressHash) =>
        computed.TryGetValue(addressHash, out Hash256 root) ? root
        : tx is not null && tx.TryGet(Tables.StorageRoots, addressHash, out root) ? root
        : Keccak.OfEmptyTrie;
}

/// <summary>Accounts after a block.</summary>
internal sealed class AccountLeavesAfter(
    IReadTransaction tx,
    ChangeLog<Account?>? log,
    BlockNumber block,
    StorageRootReader roots,
    Action? moved = null,
    CancellationToken stop = default
) : LeavesAfter<Account>(log, block, AccountLeaf.MaxBytes, moved, stop), IDisposable
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
    protected override int Encode(in Hash256 key, in Account value, Span<byte> leaf) => AccountLeaf.Write(value, roots.RootOf(key), leaf);

    private bool Settle(bool found, out Hash256 rowKey)
    {
        rowKey = found ? _rows.Key : default;
        return found;
    }
}

/// <summary>An account's slots after a block.</summary>
/// <param name="rows">Over the slots of all accounts; whoever opened it disposes it, this or the caller.</param>
/// <param name="addressHash">The account.</param>
/// <param name="log">Changes later than the block; null when there is none.</param>
/// <param name="block">The block.</param>
/// <param name="moved">Called every some thousand moves.</param>
/// <param name="stop">Ends a long sweep with an exception.</param>
internal sealed class StorageLeavesAfter(
    Cursor<StorageKey, UInt256> rows,
    Hash256 addressHash,
    ChangeLog<UInt256?>? log,
    BlockNumber block,
    Action? moved = null,
    CancellationToken stop = default
) : LeavesAfter<UInt256>(log, block, StorageLeaf.MaxBytes, moved, stop), IDisposable
{
    private readonly Cursor<StorageKey, UInt256> _rows = rows;

    /// <summary>The slots, with a cursor of its own.</summary>
    public StorageLeavesAfter(
        IReadTransaction tx,
        Hash256 addressHash,
        ChangeLog<UInt256?>? log,
        BlockNumber block,
        Action? moved = null,
        CancellationToken stop = default
    )
        : this(tx.OpenCursor(Tables.Storage), addressHash, log, block, moved, stop) { }

    /// <inheritdoc/>
    protected override UInt256 RowValue => _rows.Value;

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    /// <inheritdoc/>
    protected override bool TrySeekRow(in Hash256 key, out Hash256 rowKey) =>
        Settle(_rows.Seek(new StorageKey(addressHash, key)), out rowKey);

    /// <inheritdoc/>
    protected override bool TryNextRow(out Hash256 rowKey) => Settle(_rows.Next(), out rowKey);

    /// <inheritdoc/>
    protected override int Encode(in Hash256 key, in UInt256 value, Span<byte> leaf)
    {
        Span<byte> word = stackalloc byte[UInt256.Size];
        value.WriteBigEndian(word);
        return StorageLeaf.Write(word, leaf);
    }

    private bool Settle(bool found, out Hash256 rowKey)
    {
        StorageKey key = found ? _rows.Key : default;
        rowKey = key.SlotHash;
        return found && key.AddressHash == addressHash;
    }
}
