using NodeProto.Primitives;

namespace NodeProto.Trie;

/// <summary>
/// A stored branch row breaks its format or does not fit the leaves: the tables are damaged. The caller, who knows the table, turns
/// it into its own error.
/// </summary>
/// <param name="path">The row's nibbles, one a byte.</param>
/// <param name="expectation">What does not hold.</param>
public sealed class TrieRowException(ReadOnlySpan<byte> path, string expectation)
    : Exception($"Branch row at nibble path {HexText.Encode(path)}: {expectation}")
{
    internal const string NoRow = "the row is not two masks and the references that they announce.";
}
