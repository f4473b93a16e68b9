namespace NodeProto.Primitives;

/// <summary>Bytes of receipts as they stand in the receipts trie (EIP-2718, EIP-658).</summary>
public static class ReceiptCodec
{
    /// <summary>Appends the canonical bytes.</summary>
    public static void Encode(RlpWriter writer, Receipt receipt) => throw new NotSupportedException();

    /// <summary>Reads canonical bytes; false when they are no receipt.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out Receipt receipt, out RlpError error) => throw new NotSupportedException();
}
