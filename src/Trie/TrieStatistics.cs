namespace NodeProto.Trie;

/// <summary>What a build or an update did, for reports and benchmarks.</summary>
/// <param name="Leaves">Leaf nodes encoded.</param>
/// <param name="Branches">Branch nodes encoded.</param>
/// <param name="Extensions">Extension nodes encoded.</param>
/// <param name="Embedded">Of all these, nodes shorter than 32 bytes, which stand in their parent instead of a hash.</param>
/// <param name="RowsPut">Branch rows written.</param>
/// <param name="RowsDeleted">Branch rows deleted.</param>
/// <param name="Hashes">Keccak-256 hashes taken.</param>
/// <param name="Permutations">Keccak permutations that these need: one for each begun 136 bytes.</param>
/// <param name="Batches">Permutations of up to eight states side by side that were run for them.</param>
public readonly record struct TrieStatistics(
    long Leaves,
    long Branches,
    long Extensions,
    long Embedded,
    long RowsPut,
    long RowsDeleted,
    long Hashes,
    long Permutations,
    long Batches
)
{
    /// <summary>All nodes encoded.</summary>
    public long Nodes => Leaves + Branches + Extensions;
}
