namespace NodeProto.Trie;

/// <summary>Takes the branch rows that a build or an update makes (<see cref="BranchRow"/>), in no particular order, each path at most once.</summary>
/// <remarks>
/// An update may write while it still reads: it never asks <see cref="ITrieBranches"/> again for a path that it wrote, nor for a
/// prefix of one.
/// </remarks>
public interface ITrieBranchSink
{
    /// <summary>Writes the row of a branch, or replaces it.</summary>
    /// <param name="path">Nibbles, one a byte; empty for a branch at the root. Valid during the call.</param>
    /// <param name="row">Valid during the call.</param>
    void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row);

    /// <summary>Deletes the row of a branch that is no more.</summary>
    /// <param name="path">Nibbles, one a byte. Valid during the call.</param>
    void Delete(ReadOnlySpan<byte> path);
}
