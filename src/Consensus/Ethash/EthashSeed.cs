using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>Where the walk through the dataset begins: Keccak-512 of seal hash and nonce (yellow paper, appendix J.4, s_h).</summary>
[InlineArray(Keccak512.Size)]
public struct EthashSeed
{
    private byte _first;

    /// <summary>The seed of a seal.</summary>
    /// <param name="sealHash">Hash of the header without its seal: <see cref="HeaderCodec.ComputeSealHash"/>.</param>
    /// <param name="nonce">The header's nonce.</param>
    public static EthashSeed Of(in Hash256 sealHash, ulong nonce)
    {
        Span<byte> message = stackalloc byte[Hash256.Size + sizeof(ulong)];
        sealHash.Bytes.CopyTo(message);
        BinaryPrimitives.WriteUInt64LittleEndian(message[Hash256.Size..], nonce); // Reversed, as the specification says.
        Unsafe.SkipInit(out EthashSeed seed);
        Keccak512.Hash(message, seed);
        return seed;
    }

    /// <summary>What must not lie above the boundary: Keccak-256 of the seed and the mix hash, a big-endian number.</summary>
    public readonly UInt256 Result(in Hash256 mixHash)
    {
        Span<byte> message = stackalloc byte[Keccak512.Size + Hash256.Size];
        ((ReadOnlySpan<byte>)this).CopyTo(message);
        mixHash.Bytes.CopyTo(message[Keccak512.Size..]);
        return new UInt256(Keccak.Hash(message).Bytes);
    }
}
