namespace NodeProto.Trie;

/// <summary>The leaves of one trie in the order of their keys: a cursor that the caller adapts to its tables.</summary>
/// <remarks>
/// The spans are valid until the cursor moves. A state trie's key is 32 bytes, Keccak-256 of the address or slot; its value is the
/// RLP of the account (<see cref="AccountLeaf"/>) or of the slot's number (<see cref="StorageLeaf"/>).
/// </remarks>
public interface ITrieLeaves
{
    /// <summary>The key of the leaf that the cursor stands on.</summary>
    ReadOnlySpan<byte> Key { get; }

    /// <summary>The value of the leaf that the cursor stands on; never empty.</summary>
    ReadOnlySpan<byte> Value { get; }

    /// <summary>Moves to the first leaf whose key is the given one or a later one; false when there is none.</summary>
    /// <param name="key">32 bytes.</param>
    bool Seek(ReadOnlySpan<byte> key);

    /// <summary>Moves to the next leaf; false at the end.</summary>
    bool Next();
}
