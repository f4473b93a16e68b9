using NodeProto.Primitives;

namespace NodeProto.Trie;

/// <summary>
/// Computes roots, and branch rows, of tries that the caller hands over piece by piece, in the order of their keys: leaves, and
/// branches whose subtrees are stored already (yellow paper, appendix D). Keeps its buffers. Not thread-safe.
/// </summary>
/// <remarks>
/// Several tries may follow one another: their nodes are hashed side by side, so that also tries of a few leaves fill the lanes.
/// A trie is <see cref="Begin"/>, what is in it, <see cref="End"/>; after <see cref="Complete"/> its root is known and its last
/// row has come. Memory depends on the depth of the tries and, until <see cref="Reset"/>, on their number.
/// </remarks>
public sealed class TrieComposer
{
    private readonly TrieAssembler _assembler = new();

    /// <summary>What was done since the last <see cref="Reset"/>.</summary>
    public TrieStatistics Statistics => _assembler.Count.ToStatistics();

    /// <summary>Forgets everything, also a trie that was left unfinished.</summary>
    public void Reset() => _assembler.Reset();

    /// <summary>Begins a trie.</summary>
    /// <param name="sink">Takes a row for every branch that is made here; it may be called until <see cref="Complete"/>.</param>
    /// <returns>The trie's ticket, to ask for its root: 0 for the first one after <see cref="Reset"/>.</returns>
    public int Begin(ITrieBranchSink sink) => _assembler.Begin(sink);

    /// <summary>Adds a leaf.</summary>
    /// <param name="key">At most 32 bytes, behind everything before.</param>
    /// <param name="value">Not empty.</param>
    /// <exception cref="ArgumentException">It is out of order.</exception>
    public void AddLeaf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => _assembler.AddLeaf(key, value);

    /// <summary>Adds a stored branch, and so everything under it.</summary>
    /// <param name="path">Its nibbles, one a byte, behind everything before.</param>
    /// <param name="row">Its row.</param>
    /// <exception cref="ArgumentException">It is out of order.</exception>
    /// <exception cref="TrieRowException">The row is damaged.</exception>
    public void AddBranch(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row)
    {
        if (!BranchRow.TryRead(row, out BranchRow branch))
        {
            throw new TrieRowException(path, TrieRowException.NoRow);
        }
        _assembler.AddStored(path, in branch, row.Length);
    }

    /// <summary>
    /// Leaves the trie that was begun last, to go on another time: all that was added has its rows now, except for branches that
    /// what comes next may belong to. <see cref="Reset"/> must follow.
    /// </summary>
    /// <param name="next">Nibbles that whatever comes next begins with or lies behind; everything added lies before.</param>
    public void Leave(ReadOnlySpan<byte> next) => _assembler.Leave(next);

    /// <summary>Ends the trie that was begun last.</summary>
    public void End() => _assembler.End();

    /// <summary>Hashes what still waits.</summary>
    public void Complete() => _assembler.Complete();

    /// <summary>The root of a trie, after <see cref="Complete"/>; <see cref="Keccak.OfEmptyTrie"/> when nothing was added to it.</summary>
    public Hash256 Root(int ticket) => _assembler.Root(ticket);
}
