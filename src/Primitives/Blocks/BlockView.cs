namespace NodeProto.Primitives;

/// <summary>A block's RLP split into header and body in place, for indexing chain files and storing bodies without decoding them.</summary>
public readonly ref struct BlockView
{
    private BlockView(ReadOnlySpan<byte> rlp, HeaderView header, BodyView body)
    {
        Rlp = rlp;
        Header = header;
        Body = body;
    }

    /// <summary>The whole block; EIP-7934 limits its length.</summary>
    public ReadOnlySpan<byte> Rlp { get; }

    /// <summary>The header.</summary>
    public HeaderView Header { get; }

    /// <summary>Transactions, ommers and withdrawals.</summary>
    public BodyView Body { get; }

    /// <summary>Looks at a block that fills the bytes; false when they are anything else. Items of the body's lists are not read.</summary>
    public static bool TryParse(ReadOnlySpan<byte> rlp, out BlockView view, out RlpError error)
    {
        view = default;
        RlpReader reader = new(rlp);
        if (!reader.TryReadList(out RlpReader parts) || !reader.TryEnd())
        {
            error = reader.Error;
            return false;
        }
        if (!parts.TryReadItem(out ReadOnlySpan<byte> headerRlp))
        {
            error = parts.Error;
            return false;
        }
        if (
            !HeaderView.TryParse(headerRlp, out HeaderView header, out error)
            || !BodyView.TryParseParts(parts.Data[parts.Position..], out BodyView body, out error)
        )
        {
            return false;
        }
        view = new BlockView(rlp, header, body);
        return true;
    }
}
