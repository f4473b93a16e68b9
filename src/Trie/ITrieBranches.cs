namespace NodeProto.Trie;

/// <summary>The stored branch rows of one trie (<see cref="BranchRow"/>), by nibble path, one byte a nibble, in the order of bytes.</summary>
public interface ITrieBranches
{
    /// <summary>Finds the first row whose path begins with the prefix: the topmost branch there. False when there is none.</summary>
    /// <param name="prefix">Nibbles, one a byte, 0 to 64 of them.</param>
    /// <param name="path">The row's whole path, valid until the next call.</param>
    /// <param name="row">The row, valid until the next call.</param>
    /// <remarks>Asked in ascending order of prefixes within one update, so a cursor that stands near its last answer does well.</remarks>
    bool TryGetFirst(ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row);

    /// <summary>Finds the row of exactly this path, which most stores do faster than the first of many. False when there is none.</summary>
    /// <param name="path">Nibbles, one a byte, 0 to 64 of them.</param>
    /// <param name="row">The row, valid until the next call.</param>
    bool TryGet(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row) =>
        TryGetFirst(path, out ReadOnlySpan<byte> found, out row) && found.Length == path.Length;
}
