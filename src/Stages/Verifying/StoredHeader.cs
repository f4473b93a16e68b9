using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>A header that can be believed: its bytes have the canonical hash.</summary>
internal static class StoredHeader
{
    /// <summary>Reads one; null when its rows are missing or contradict each other, which is a finding of its own.</summary>
    public static Header? Find(IReadTransaction tx, BlockNumber number)
    {
        Span<byte> key = stackalloc byte[sizeof(ulong)];
        number.WriteTo(key);
        return
            tx.TryGet((Table)Tables.CanonicalHashes, key, out ReadOnlySpan<byte> stored)
            && stored.Length == Hash256.Size
            && new Hash256(stored) is var hash
            && tx.TryGet((Table)Tables.Headers, key, out ReadOnlySpan<byte> rlp)
            && Keccak.Hash(rlp) == hash
            && HeaderCodec.TryDecode(rlp, hash, out Header header, out _)
            ? header
            : null;
    }
}
