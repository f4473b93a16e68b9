using NodeProto.Primitives;

namespace NodeProto.Execution;

/// <summary>Steps through hashes in their order.</summary>
internal static class SortedHashes
{
    /// <summary>Turns a hash into the next larger one; false after the largest.</summary>
    public static bool TryIncrement(ref Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        hash.Bytes.CopyTo(bytes);
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            if (++bytes[i] != 0)
            {
                hash = new Hash256(bytes);
                return true;
            }
        }
        return false;
    }
}
