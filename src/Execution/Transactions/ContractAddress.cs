using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Addresses of new contracts.</summary>
internal static class ContractAddress
{
    // List header, address with header, nonce of at most 8 bytes with header.
    private const int MaxBytes = 1 + 1 + Address.Size + 1 + sizeof(ulong);

    /// <summary>Address of the contract that a creator's transaction or CREATE makes (yellow paper §7).</summary>
    /// <param name="creator">The creator.</param>
    /// <param name="nonce">Its nonce before the creation.</param>
    public static Address Of(in Address creator, ulong nonce)
    {
        Span<byte> rlp = stackalloc byte[MaxBytes];
        rlp[1] = 0x80 + Address.Size;
        creator.Bytes.CopyTo(rlp[2..]);
        int length = 2 + Address.Size;
        if (nonce is > 0 and < 0x80)
        {
            rlp[length++] = (byte)nonce;
        }
        else
        {
            int bytes = (64 - System.Numerics.BitOperations.LeadingZeroCount(nonce) + 7) / 8;
            rlp[length++] = (byte)(0x80 + bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
            {
                rlp[length++] = (byte)(nonce >> shift);
            }
        }
        rlp[0] = (byte)(0xC0 + length - 1);
        return new Address(Keccak.Hash(rlp[..length]).Bytes[^Address.Size..]);
    }

    /// <summary>Address of the contract that CREATE2 makes (EIP-1014).</summary>
    /// <param name="creator">The creator.</param>
    /// <param name="salt">The creator's choice.</param>
    /// <param name="initCode">Initialisation code.</param>
    public static Address Of(in Address creator, in UInt256 salt, ReadOnlySpan<byte> initCode)
    {
        Span<byte> preimage = stackalloc byte[1 + Address.Size + UInt256.Size + Hash256.Size];
        preimage[0] = 0xFF;
        creator.Bytes.CopyTo(preimage[1..]);
        salt.WriteBigEndian(preimage[(1 + Address.Size)..]);
        Keccak.Hash(initCode, preimage[(1 + Address.Size + UInt256.Size)..]);
        return new Address(Keccak.Hash(preimage).Bytes[^Address.Size..]);
    }
}
