using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>A block's RLP taken apart and put together without decoding: the list of the header and then the body's items.</summary>
internal static class BlockParts
{
    /// <summary>The header's RLP within a block's, which is known to be well-formed that far.</summary>
    public static ReadOnlySpan<byte> HeaderOf(ReadOnlySpan<byte> block)
    {
        RlpReader reader = new(block);
        reader.TryReadList(out RlpReader items);
        items.TryReadItem(out ReadOnlySpan<byte> header);
        return header;
    }

    /// <summary>Appends the body's RLP: the block's list without its header.</summary>
    public static void WriteBody(ReadOnlySpan<byte> block, RlpWriter body)
    {
        RlpPrefix.TryReadList(block, out RlpPrefix outer, out _);
        int mark = body.BeginList();
        body.WriteRaw(block[(outer.Length + HeaderOf(block).Length)..]);
        body.EndList(mark);
    }

    /// <summary>Appends the block's RLP; the body is a whole list.</summary>
    public static void WriteBlock(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body, RlpWriter block)
    {
        RlpPrefix.TryReadList(body, out RlpPrefix outer, out _);
        int mark = block.BeginList();
        block.WriteRaw(header);
        block.WriteRaw(body[outer.Length..]);
        block.EndList(mark);
    }

    /// <summary>Length of the block's RLP, from its parts.</summary>
    public static int LengthOf(int headerBytes, ReadOnlySpan<byte> body)
    {
        RlpPrefix.TryReadList(body, out RlpPrefix outer, out _);
        int payload = headerBytes + body.Length - outer.Length;
        return RlpWriter.HeaderLength(payload) + payload;
    }

    /// <summary>The parent's hash, the first field of a header.</summary>
    public static Hash256 ParentHashOf(ReadOnlySpan<byte> header)
    {
        RlpReader reader = new(header);
        reader.TryReadList(out RlpReader fields);
        fields.TryReadHash(out Hash256 parent);
        return parent;
    }
}
