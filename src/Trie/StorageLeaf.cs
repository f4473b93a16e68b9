namespace NodeProto.Trie;

/// <summary>The value of a storage slot's leaf: RLP of the number without leading zeros (yellow paper §4.1).</summary>
public static class StorageLeaf
{
    /// <summary>The longest encoding: a header and 32 bytes.</summary>
    public const int MaxBytes = 33;

    /// <summary>Writes the encoding and returns its length in bytes.</summary>
    /// <param name="value">1 to 32 big-endian bytes; leading zeros are dropped. A slot that is zero has no leaf.</param>
    /// <param name="destination">At least <see cref="MaxBytes"/> bytes.</param>
    public static int Write(ReadOnlySpan<byte> value, Span<byte> destination) => RlpItem.WriteString(destination, value.TrimStart((byte)0));
}
