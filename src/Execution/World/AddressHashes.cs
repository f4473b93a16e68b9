using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Remembers hashes of addresses from block to block: exchanges, beneficiaries and popular contracts come again and again.</summary>
/// <remarks>Direct-mapped: a newer address takes the place of an older one. 52 bytes an entry.</remarks>
internal sealed class AddressHashes
{
    private const int Capacity = 1 << 15;
    private readonly (Address Address, Hash256 Hash)[] _entries = new (Address, Hash256)[Capacity];

    /// <summary>Keccak-256 of the address.</summary>
    public Hash256 Of(in Address address)
    {
        ref (Address Address, Hash256 Hash) entry = ref _entries[address.GetHashCode() & (Capacity - 1)];
        // A fresh entry holds the zero address with a zero hash, which is nobody's hash.
        if (entry.Address != address || entry.Hash.IsZero)
        {
            entry = (address, Keccak.Hash(address.Bytes));
        }
        return entry.Hash;
    }
}
