using NodeProto.Primitives;

namespace NodeProto.Trie;

/// <summary>
/// Brings the branch rows of a stored trie up to date with its leaves and computes the new root, reading only what lies on the
/// paths of the changed keys (yellow paper, appendix D). Keeps its buffers for the next update. Not thread-safe.
/// </summary>
public sealed class TrieUpdater
{
    private readonly TrieAssembler _assembler = new();
    private readonly TrieWalk _walk;

    /// <summary>An updater with its own buffers.</summary>
    public TrieUpdater() => _walk = new TrieWalk(_assembler);

    /// <summary>What the last update did, or the running one has done so far.</summary>
    public TrieStatistics Statistics => _assembler.Count.ToStatistics();

    /// <summary>Updates one trie.</summary>
    /// <param name="leaves">All leaves as they are now.</param>
    /// <param name="branches">The rows as they were before any of the keys changed.</param>
    /// <param name="sink">Takes the rows that are new or different, and the paths of those that are gone.</param>
    /// <param name="changedKeys">Sorted, each once: every key whose leaf is new, gone or different. One that did not change does no harm.</param>
    /// <returns>The root; <see cref="Keccak.OfEmptyTrie"/> without leaves.</returns>
    /// <exception cref="ArgumentException">The changed keys or the leaves are out of order.</exception>
    /// <exception cref="TrieRowException">A stored row is damaged or does not fit the leaves.</exception>
    public Hash256 Update(ITrieLeaves leaves, ITrieBranches branches, ITrieBranchSink sink, ReadOnlySpan<Hash256> changedKeys)
    {
        _assembler.Reset();
        int ticket = _assembler.Begin(sink);
        _walk.Run(leaves, branches, sink, changedKeys);
        _assembler.End();
        _assembler.Complete();
        return _assembler.Root(ticket);
    }
}
