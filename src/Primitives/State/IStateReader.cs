namespace NodeProto.Primitives;

/// <summary>The state before a block: accounts, storage and code, all keyed by Keccak-256 hashes.</summary>
public interface IStateReader
{
    /// <summary>Reads an account; false when it does not exist.</summary>
    /// <param name="addressHash">Keccak-256 of the address.</param>
    /// <param name="account">The account.</param>
    bool TryGetAccount(in Hash256 addressHash, out Account account);

    /// <summary>Reads a storage slot; zero when it was never written.</summary>
    /// <param name="addressHash">Keccak-256 of the address.</param>
    /// <param name="slotHash">Keccak-256 of the 32-byte slot number.</param>
    UInt256 GetStorage(in Hash256 addressHash, in Hash256 slotHash);

    /// <summary>Reads bytecode by its hash; empty for <see cref="Keccak.OfEmpty"/>.</summary>
    ReadOnlyMemory<byte> GetCode(in Hash256 codeHash);

    /// <summary>Whether the account has a storage slot that is not zero (EIP-7610).</summary>
    bool HasStorage(in Hash256 addressHash);

    /// <summary>
    /// Walks an account's slots that are not zero in order of their hashes: finds the first one at or after
    /// <paramref name="slotHash"/>; false when there is none.
    /// </summary>
    bool TryGetNextStorage(in Hash256 addressHash, ref Hash256 slotHash, out UInt256 value);
}
