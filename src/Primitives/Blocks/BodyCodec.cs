namespace NodeProto.Primitives;

/// <summary>RLP of bodies and blocks: a body is the list (transactions, ommers, withdrawals since Shanghai).</summary>
public static class BodyCodec
{
    /// <summary>Appends the body's RLP list.</summary>
    public static void Encode(RlpWriter writer, Body body) => throw new NotSupportedException();

    /// <summary>Appends the block's RLP list: header, transactions, ommers, withdrawals since Shanghai.</summary>
    public static void EncodeBlock(RlpWriter writer, Block block) => throw new NotSupportedException();

    /// <summary>Reads a body that fills the bytes; false when they are anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rlp, out Body body, out RlpError error) => throw new NotSupportedException();

    /// <summary>Reads a block that fills the bytes; false when they are anything else.</summary>
    public static bool TryDecodeBlock(ReadOnlySpan<byte> rlp, out Block block, out RlpError error) => throw new NotSupportedException();
}
