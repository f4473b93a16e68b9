namespace NodeProto.Trie;

/// <summary>Running counts behind <see cref="TrieStatistics"/>.</summary>
internal struct TrieCounters
{
    public long Leaves;
    public long Branches;
    public long Extensions;
    public long Embedded;
    public long RowsPut;
    public long RowsDeleted;
    public long Hashes;
    public long Permutations;
    public long Batches;

    public readonly TrieStatistics ToStatistics() =>
        new(Leaves, Branches, Extensions, Embedded, RowsPut, RowsDeleted, Hashes, Permutations, Batches);
}
