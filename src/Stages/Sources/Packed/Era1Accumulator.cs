using System.Buffers.Binary;
using System.Security.Cryptography;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// The root over the block hashes and total difficulties of an era1 file: the SSZ root of a list of at most 8,192 pairs.
/// Source: eth-clients/e2store-format-specs, formats/era1.md; consensus-specs, ssz/simple-serialize.md (merkleization).
/// </summary>
public sealed class Era1Accumulator
{
    /// <summary>Most blocks of a file.</summary>
    public const int BlocksMax = 8192;

    private const int Depth = 13; // 2^13 pairs.

    private readonly List<byte[]> _pairs = [];

    /// <summary>How many blocks.</summary>
    public int Count => _pairs.Count;

    /// <summary>Adds a block.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="totalDifficulty">Sum of the difficulties up to it.</param>
    public void Add(in Hash256 hash, in UInt256 totalDifficulty)
    {
        Span<byte> pair = stackalloc byte[2 * Hash256.Size];
        hash.WriteTo(pair);
        WriteLittleEndian(totalDifficulty, pair[Hash256.Size..]);
        _pairs.Add(SHA256.HashData(pair));
    }

    /// <summary>The root.</summary>
    public Hash256 Root()
    {
        List<byte[]> level = [.. _pairs];
        byte[] nothing = new byte[Hash256.Size]; // The root of a subtree without pairs.
        Span<byte> both = stackalloc byte[2 * Hash256.Size];
        for (int height = 0; height < Depth; height++)
        {
            List<byte[]> above = new((level.Count + 1) / 2);
            for (int i = 0; i < level.Count; i += 2)
            {
                level[i].CopyTo(both);
                (i + 1 < level.Count ? level[i + 1] : nothing).CopyTo(both[Hash256.Size..]);
                above.Add(SHA256.HashData(both));
            }
            nothing.CopyTo(both);
            nothing.CopyTo(both[Hash256.Size..]);
            nothing = SHA256.HashData(both);
            level = above;
        }
        (level.Count > 0 ? level[0] : nothing).CopyTo(both);
        both[Hash256.Size..].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(both[Hash256.Size..], Count);
        return new Hash256(SHA256.HashData(both));
    }

    /// <summary>Writes a number as era1 does: 32 bytes, the lowest first.</summary>
    internal static void WriteLittleEndian(in UInt256 number, Span<byte> bytes)
    {
        number.WriteBigEndian(bytes);
        bytes[..UInt256.Size].Reverse();
    }
}
