using NodeProto.Primitives;

namespace NodeProto.Trie;

/// <summary>
/// Computes a trie's root, and its branch rows, from all of its leaves in one ordered sweep (yellow paper, appendix D). Keeps its
/// buffers for the next trie; memory depends on the depth of the trie only. Not thread-safe.
/// </summary>
public sealed class TrieBuilder
{
    private readonly TrieAssembler _assembler = new();

    /// <summary>What the last build did, or the running one has done so far.</summary>
    public TrieStatistics Statistics => _assembler.Count.ToStatistics();

    /// <summary>Builds the trie of all leaves, from the first one on.</summary>
    /// <param name="leaves">Sorted leaves; no key is a prefix of another one unless the sink is <see cref="NullBranchSink"/>.</param>
    /// <param name="sink">Takes a row for every branch. It should be empty before: nothing is deleted.</param>
    /// <returns>The root; <see cref="Keccak.OfEmptyTrie"/> without leaves.</returns>
    /// <exception cref="ArgumentException">The leaves are out of order.</exception>
    public Hash256 Build(ITrieLeaves leaves, ITrieBranchSink sink)
    {
        _assembler.Reset();
        int ticket = _assembler.Begin(sink);
        for (bool more = leaves.Seek(Hash256.Zero.Bytes); more; more = leaves.Next())
        {
            _assembler.AddLeaf(leaves.Key, leaves.Value);
        }
        _assembler.End();
        _assembler.Complete();
        return _assembler.Root(ticket);
    }
}
