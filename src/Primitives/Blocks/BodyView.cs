namespace NodeProto.Primitives;

/// <summary>A body's RLP in place: walks transactions without an object for each.</summary>
/// <remarks>The view lives as long as the bytes. <see cref="BodyCodec"/> remains the judge of the whole body.</remarks>
public readonly ref struct BodyView
{
    private BodyView(ReadOnlySpan<byte> parts, RlpReader transactions, ReadOnlySpan<byte> ommers, ReadOnlySpan<byte> withdrawals)
    {
        Parts = parts;
        Transactions = transactions;
        OmmersRlp = ommers;
        WithdrawalsRlp = withdrawals;
    }

    /// <summary>The lists one after the other: the payload of a body, and what follows the header in a block.</summary>
    public ReadOnlySpan<byte> Parts { get; }

    /// <summary>A reader at the first transaction; pass a copy of it to <see cref="TransactionView.TryReadInBody"/> until it is empty.</summary>
    public RlpReader Transactions { get; }

    /// <summary>The RLP list of ommers, whose Keccak-256 is the header's ommers hash.</summary>
    public ReadOnlySpan<byte> OmmersRlp { get; }

    /// <summary>The RLP list of withdrawals; empty before Shanghai, when there is none.</summary>
    public ReadOnlySpan<byte> WithdrawalsRlp { get; }

    /// <summary>Whether there is a list of withdrawals, be it an empty one.</summary>
    public bool HasWithdrawals => !WithdrawalsRlp.IsEmpty;

    /// <summary>Length in bytes of the body's RLP.</summary>
    public int EncodedLength => RlpWriter.HeaderLength(Parts.Length) + Parts.Length;

    /// <summary>Length in bytes of the RLP of the block that this body makes with a header of this length (EIP-7934).</summary>
    public int BlockLength(int headerRlpBytes)
    {
        int payload = checked(headerRlpBytes + Parts.Length);
        return checked(RlpWriter.HeaderLength(payload) + payload);
    }

    /// <summary>Appends the body's RLP list, as it is stored.</summary>
    public void WriteTo(RlpWriter writer)
    {
        writer.WriteListHeader(Parts.Length);
        writer.WriteRaw(Parts);
    }

    /// <summary>Looks at a body that fills the bytes; false when they are anything else. Items of its lists are not read.</summary>
    public static bool TryParse(ReadOnlySpan<byte> rlp, out BodyView view, out RlpError error)
    {
        view = default;
        RlpReader reader = new(rlp);
        if (!reader.TryReadList(out RlpReader parts) || !reader.TryEnd())
        {
            error = reader.Error;
            return false;
        }
        return TryParseParts(parts.Data, out view, out error);
    }

    internal static bool TryParseParts(ReadOnlySpan<byte> parts, out BodyView view, out RlpError error)
    {
        view = default;
        RlpReader reader = new(parts);
        ReadOnlySpan<byte> withdrawals = default;
        if (
            !reader.TryReadList(out RlpReader transactions)
            || !TryReadListItem(ref reader, out ReadOnlySpan<byte> ommers)
            || (!reader.IsEmpty && !TryReadListItem(ref reader, out withdrawals))
            || !reader.TryEnd()
        )
        {
            // The parts are the rest of a list, so a count that is wrong is the list's.
            error = reader.Error is RlpError.TrailingBytes ? RlpError.WrongItemCount : reader.Error;
            error = error is RlpError.Truncated && reader.IsEmpty ? RlpError.WrongItemCount : error;
            return false;
        }
        view = new BodyView(parts, transactions, ommers, withdrawals);
        error = RlpError.None;
        return true;
    }

    private static bool TryReadListItem(scoped ref RlpReader reader, out ReadOnlySpan<byte> item)
    {
        if (!reader.IsNextList && !reader.IsEmpty)
        {
            item = default;
            return reader.Fail(RlpError.ExpectedList);
        }
        return reader.TryReadItem(out item);
    }
}
