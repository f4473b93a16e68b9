using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Finds single changes of a block: what an account or a slot was before it. Not thread-safe.</summary>
public sealed class ChangeSetLookup(IReadTransaction tx) : IDisposable
{
    private Cursor<AccountChangesKey, AccountChangeSet>? _accounts;
    private Cursor<StorageChangesKey, StorageChangeSet>? _storage;

    /// <summary>Finds what a block changed an account from; false when it did not change it.</summary>
    /// <param name="block">The block.</param>
    /// <param name="addressHash">Keccak-256 of the address.</param>
    /// <param name="before">The account before the block; null when it did not exist.</param>
    /// <exception cref="DatabaseCorruptException">The change set cannot be read.</exception>
    public bool TryFind(BlockNumber block, in Hash256 addressHash, out Account? before)
    {
        _accounts ??= tx.OpenCursor(Tables.AccountChanges);
        before = null;
        if (!_accounts.SeekForPrevious(new AccountChangesKey(block, addressHash)) || _accounts.Key.Number != block)
        {
            return false;
        }
        try
        {
            return new AccountChangeSet(_accounts.ValueBytes).TryFind(addressHash, out before);
        }
        catch (DatabaseCorruptException e) when (e.Table.Length == 0)
        {
            throw e.At(nameof(Tables.AccountChanges), _accounts.KeyBytes);
        }
    }

    /// <summary>Finds what a block changed a slot from; false when it did not change it.</summary>
    /// <param name="block">The block.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="before">Its value before the block; zero when it was not set.</param>
    /// <exception cref="DatabaseCorruptException">The change set cannot be read.</exception>
    public bool TryFind(BlockNumber block, in StorageKey slot, out UInt256 before)
    {
        _storage ??= tx.OpenCursor(Tables.StorageChanges);
        before = UInt256.Zero;
        if (!_storage.SeekForPrevious(new StorageChangesKey(block, slot)) || _storage.Key.Number != block)
        {
            return false;
        }
        try
        {
            return new StorageChangeSet(_storage.ValueBytes).TryFind(slot, out before);
        }
        catch (DatabaseCorruptException e) when (e.Table.Length == 0)
        {
            throw e.At(nameof(Tables.StorageChanges), _storage.KeyBytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _accounts?.Dispose();
        _storage?.Dispose();
    }
}
