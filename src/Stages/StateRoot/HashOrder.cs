using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Hashes as numbers: the one that follows.</summary>
public static class HashOrder
{
    /// <summary>Makes the hash the next one; false at the highest.</summary>
    public static bool TryIncrement(ref Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        hash.Bytes.CopyTo(bytes);
        int last = bytes.LastIndexOfAnyExcept((byte)0xFF);
        if (last < 0)
        {
            return false;
        }
        bytes[last]++;
        bytes[(last + 1)..].Clear();
        hash = new Hash256(bytes);
        return true;
    }
}
