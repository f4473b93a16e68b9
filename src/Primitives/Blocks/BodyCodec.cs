namespace NodeProto.Primitives;

/// <summary>RLP of bodies and blocks: a body is the list (transactions, ommers, withdrawals since Shanghai).</summary>
/// <remarks>Sources: yellow paper §4.3, EIP-2718 (typed transactions are strings), EIP-4895 (withdrawals).</remarks>
public static class BodyCodec
{
    /// <summary>Appends the body's RLP list.</summary>
    public static void Encode(RlpWriter writer, Body body)
    {
        int mark = writer.BeginList();
        EncodeParts(writer, body);
        writer.EndList(mark);
    }

    /// <summary>The body's RLP as an array of its own.</summary>
    public static byte[] EncodeToArray(this Body body)
    {
        RlpWriter writer = RlpScratch.Take();
        Encode(writer, body);
        return writer.Written.ToArray();
    }

    /// <summary>Appends the block's RLP list: header, transactions, ommers, withdrawals since Shanghai.</summary>
    public static void EncodeBlock(RlpWriter writer, Block block)
    {
        int mark = writer.BeginList();
        HeaderCodec.Encode(writer, block.Header);
        EncodeParts(writer, block.Body);
        writer.EndList(mark);
    }

    /// <summary>The block's RLP as an array of its own.</summary>
    public static byte[] EncodeToArray(this Block block)
    {
        RlpWriter writer = RlpScratch.Take();
        EncodeBlock(writer, block);
        return writer.Written.ToArray();
    }

    /// <summary>Appends the RLP list of ommers, whose hash is the header's ommers hash.</summary>
    public static void EncodeOmmers(RlpWriter writer, IReadOnlyList<Header> ommers)
    {
        int mark = writer.BeginList();
        for (int i = 0; i < ommers.Count; i++)
        {
            HeaderCodec.Encode(writer, ommers[i]);
        }
        writer.EndList(mark);
    }

    /// <summary>Keccak-256 of the RLP list of ommers, as it stands in the header.</summary>
    public static Hash256 OmmersHash(IReadOnlyList<Header> ommers)
    {
        if (ommers.Count == 0)
        {
            return Keccak.OfEmptyList;
        }
        RlpWriter writer = RlpScratch.Take();
        EncodeOmmers(writer, ommers);
        return Keccak.Hash(writer.Written);
    }

    /// <summary>Appends a withdrawal as it stands in the body and in the withdrawals trie (EIP-4895).</summary>
    public static void EncodeWithdrawal(RlpWriter writer, Withdrawal withdrawal)
    {
        int mark = writer.BeginList();
        writer.Write(withdrawal.Index);
        writer.Write(withdrawal.ValidatorIndex);
        writer.Write(withdrawal.Address);
        writer.Write(withdrawal.AmountGwei);
        writer.EndList(mark);
    }

    /// <summary>Reads a body that fills the bytes; false when they are anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rlp, out Body body, out RlpError error)
    {
        RlpReader reader = new(rlp);
        if (reader.TryReadList(out RlpReader parts) && reader.TryEnd())
        {
            bool decoded = TryReadParts(ref parts, out body);
            error = parts.Error;
            return decoded;
        }
        body = null!;
        error = reader.Error;
        return false;
    }

    /// <summary>Reads a block that fills the bytes; false when they are anything else.</summary>
    public static bool TryDecodeBlock(ReadOnlySpan<byte> rlp, out Block block, out RlpError error)
    {
        block = null!;
        RlpReader reader = new(rlp);
        if (!reader.TryReadList(out RlpReader parts) || !reader.TryEnd())
        {
            error = reader.Error;
            return false;
        }
        bool decoded = HeaderCodec.TryDecode(ref parts, out Header header) & TryReadParts(ref parts, out Body body);
        error = parts.Error;
        if (decoded)
        {
            block = new Block(header, body);
        }
        return decoded;
    }

    private static void EncodeParts(RlpWriter writer, Body body)
    {
        int transactions = writer.BeginList();
        for (int i = 0; i < body.Transactions.Count; i++)
        {
            TransactionCodec.EncodeInBody(writer, body.Transactions[i]);
        }
        writer.EndList(transactions);
        EncodeOmmers(writer, body.Ommers);
        if (body.Withdrawals is { } withdrawals)
        {
            int mark = writer.BeginList();
            for (int i = 0; i < withdrawals.Count; i++)
            {
                EncodeWithdrawal(writer, withdrawals[i]);
            }
            writer.EndList(mark);
        }
    }

    private static bool TryReadParts(ref RlpReader parts, out Body body)
    {
        body = null!;
        if (!TryReadTransactions(ref parts, out Transaction[] transactions) || !TryReadOmmers(ref parts, out Header[] ommers))
        {
            return false;
        }
        Withdrawal[]? withdrawals = null;
        if (!parts.IsEmpty && (!TryReadWithdrawals(ref parts, out withdrawals) || !parts.TryEnd()))
        {
            return false;
        }
        bool isEmpty = transactions.Length == 0 && ommers.Length == 0 && withdrawals is null;
        body = isEmpty
            ? Body.Empty
            : new Body
            {
                Transactions = transactions,
                Ommers = ommers,
                Withdrawals = withdrawals,
            };
        return true;
    }

    private static bool TryReadTransactions(ref RlpReader parts, out Transaction[] transactions)
    {
        transactions = [];
        if (!parts.TryReadList(out RlpReader items))
        {
            return false;
        }
        if (!items.TryCountItems(out int count))
        {
            return parts.Fail(items.Error);
        }
        transactions = count == 0 ? [] : new Transaction[count];
        for (int i = 0; i < count; i++)
        {
            if (!TransactionCodec.TryDecodeInBody(ref items, out transactions[i]))
            {
                return parts.Fail(items.Error);
            }
        }
        return true;
    }

    private static bool TryReadOmmers(ref RlpReader parts, out Header[] ommers)
    {
        ommers = [];
        if (!parts.TryReadList(out RlpReader items))
        {
            return false;
        }
        if (!items.TryCountItems(out int count))
        {
            return parts.Fail(items.Error);
        }
        ommers = count == 0 ? [] : new Header[count];
        for (int i = 0; i < count; i++)
        {
            if (!HeaderCodec.TryDecode(ref items, out ommers[i]))
            {
                return parts.Fail(items.Error);
            }
        }
        return true;
    }

    private static bool TryReadWithdrawals(ref RlpReader parts, out Withdrawal[] withdrawals)
    {
        withdrawals = [];
        if (!parts.TryReadList(out RlpReader items))
        {
            return false;
        }
        if (!items.TryCountItems(out int count))
        {
            return parts.Fail(items.Error);
        }
        withdrawals = count == 0 ? [] : new Withdrawal[count];
        for (int i = 0; i < count; i++)
        {
            if (!TryReadWithdrawal(ref items, out withdrawals[i]))
            {
                return parts.Fail(items.Error);
            }
        }
        return true;
    }

    private static bool TryReadWithdrawal(ref RlpReader items, out Withdrawal withdrawal)
    {
        withdrawal = null!;
        if (!items.TryReadList(out RlpReader fields))
        {
            return false;
        }
        if (
            !fields.TryReadUInt64(out ulong index)
            || !fields.TryReadUInt64(out ulong validator)
            || !fields.TryReadAddress(out Address address)
            || !fields.TryReadUInt64(out ulong amountGwei)
            || !fields.TryEnd()
        )
        {
            return items.Fail(fields.Error);
        }
        withdrawal = new Withdrawal(index, validator, address, amountGwei);
        return true;
    }
}
