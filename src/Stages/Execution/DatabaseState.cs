using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>The state after the last executed block, as the tables hold it.</summary>
public sealed class DatabaseState(IReadTransaction tx) : IStateReader, IDisposable
{
    private Cursor<StorageKey, UInt256>? _storage;
    private StorageKey _afterCursor; // The key right behind the one on which the cursor stands: a walk asks for that next.
    private bool _isWalking;

    /// <inheritdoc/>
    public bool TryGetAccount(in Hash256 addressHash, out Account account) => tx.TryGet(Tables.Accounts, addressHash, out account);

    /// <inheritdoc/>
    public UInt256 GetStorage(in Hash256 addressHash, in Hash256 slotHash) =>
        tx.TryGet(Tables.Storage, new StorageKey(addressHash, slotHash), out UInt256 value) ? value : UInt256.Zero;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetCode(in Hash256 codeHash) =>
        codeHash == Keccak.OfEmpty ? ReadOnlyMemory<byte>.Empty : tx.GetOrThrow(Tables.Codes, codeHash).ToArray();

    /// <inheritdoc/>
    public bool HasStorage(in Hash256 addressHash)
    {
        Hash256 first = Hash256.Zero;
        return TryGetNextStorage(addressHash, ref first, out _);
    }

    /// <inheritdoc/>
    public bool TryGetNextStorage(in Hash256 addressHash, ref Hash256 slotHash, out UInt256 value)
    {
        _storage ??= tx.OpenCursor(Tables.Storage);
        StorageKey first = new(addressHash, slotHash);
        bool found = _isWalking && first == _afterCursor ? _storage.Next() : _storage.Seek(first);
        _isWalking = false;
        if (found && _storage.Key is var key && key.AddressHash == addressHash)
        {
            slotHash = key.SlotHash;
            value = _storage.Value;
            Hash256 after = slotHash;
            _isWalking = HashOrder.TryIncrement(ref after);
            _afterCursor = new StorageKey(addressHash, after);
            return true;
        }
        value = UInt256.Zero;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _storage?.Dispose();
}
