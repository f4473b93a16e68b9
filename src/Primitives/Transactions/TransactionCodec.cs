namespace NodeProto.Primitives;

/// <summary>Bytes of transactions (EIP-2718): RLP for legacy, type byte and RLP for the others.</summary>
public static class TransactionCodec
{
    /// <summary>Appends the canonical bytes, those that are hashed and stand in the trie.</summary>
    public static void Encode(RlpWriter writer, Transaction transaction) => throw new NotSupportedException();

    /// <summary>The canonical bytes as an array of their own.</summary>
    public static byte[] EncodeToArray(this Transaction transaction) => throw new NotSupportedException();

    /// <summary>Appends the transaction as a list item of a body: typed ones are wrapped in an RLP string.</summary>
    public static void EncodeInBody(RlpWriter writer, Transaction transaction) => throw new NotSupportedException();

    /// <summary>Reads canonical bytes; false when they are no transaction.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out Transaction transaction, out RlpError error) => throw new NotSupportedException();

    /// <summary>Reads a list item of a body; false with the reason in the reader's error.</summary>
    public static bool TryDecodeInBody(ref RlpReader reader, out Transaction transaction) => throw new NotSupportedException();

    /// <summary>Hash that the sender signed (EIP-155, 2930, 1559, 4844, 7702).</summary>
    public static Hash256 SigningHash(this Transaction transaction) => throw new NotSupportedException();

    /// <summary>Hash that the authority of an authorization signed (EIP-7702).</summary>
    public static Hash256 SigningHash(this Authorization authorization) => throw new NotSupportedException();
}
