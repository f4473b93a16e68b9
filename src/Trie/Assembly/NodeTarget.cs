namespace NodeProto.Trie;

/// <summary>Where a node's reference goes when it is known.</summary>
/// <param name="Parent">The branch that waits for it, or the complement of a root's ticket.</param>
/// <param name="Nibble">Its place in that branch.</param>
/// <param name="Branch">The branch whose hash this is, so that its extension can follow and its place be freed; -1 for other nodes.</param>
internal readonly record struct NodeTarget(int Parent, int Nibble, int Branch)
{
    /// <summary>The ticket of the trie whose root this is; only when <see cref="IsRoot"/>.</summary>
    public int Ticket => ~Parent;

    /// <summary>Whether the node is the root of its trie.</summary>
    public bool IsRoot => Parent < 0;
}
