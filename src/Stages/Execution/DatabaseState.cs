using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>The state after the last executed block, as the tables hold it.</summary>
public sealed class DatabaseState(IReadTransaction tx) : IStateReader, IDisposable
{
    private Cursor<StorageKey, UInt256>? _storage;

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
        if (_storage.Seek(new StorageKey(addressHash, slotHash)) && _storage.Key is var key && key.AddressHash == addressHash)
        {
            slotHash = key.SlotHash;
            value = _storage.Value;
            return true;
        }
        value = UInt256.Zero;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _storage?.Dispose();
}
