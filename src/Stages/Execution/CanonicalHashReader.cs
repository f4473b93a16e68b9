using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Hashes of canonical blocks for BLOCKHASH.</summary>
internal sealed class CanonicalHashReader(IReadTransaction tx) : IBlockHashes
{
    /// <inheritdoc/>
    public Hash256 HashOf(BlockNumber number) => tx.GetOrThrow(Tables.CanonicalHashes, number);
}
