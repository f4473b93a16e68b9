namespace NodeProto.Primitives;

/// <summary>Bytes of receipts as they stand in the receipts trie (EIP-2718, EIP-658).</summary>
public static class ReceiptCodec
{
    private const int TopicsMax = 4; // LOG4 (yellow paper, appendix H).

    /// <summary>Appends the canonical bytes.</summary>
    public static void Encode(RlpWriter writer, Receipt receipt)
    {
        if (receipt.Type != TransactionType.Legacy)
        {
            writer.WriteRaw([(byte)receipt.Type]);
        }
        int mark = writer.BeginList();
        if (receipt.PostState is { } root)
        {
            writer.Write(root);
        }
        else
        {
            writer.Write(receipt.Succeeded ? 1UL : 0UL);
        }
        writer.Write(receipt.CumulativeGasUsed);
        writer.Write(receipt.Bloom.Bytes);
        int logs = writer.BeginList();
        for (int i = 0; i < receipt.Logs.Count; i++)
        {
            EncodeLog(writer, receipt.Logs[i]);
        }
        writer.EndList(logs);
        writer.EndList(mark);
    }

    /// <summary>The canonical bytes as an array of their own.</summary>
    public static byte[] EncodeToArray(this Receipt receipt)
    {
        RlpWriter writer = RlpScratch.Take();
        Encode(writer, receipt);
        return writer.Written.ToArray();
    }

    /// <summary>Appends a log: address, topics, data (yellow paper §4.3.1).</summary>
    public static void EncodeLog(RlpWriter writer, Log log)
    {
        int mark = writer.BeginList();
        writer.Write(log.Address);
        int topics = writer.BeginList();
        for (int i = 0; i < log.Topics.Count; i++)
        {
            writer.Write(log.Topics[i]);
        }
        writer.EndList(topics);
        writer.Write(log.Data.Span);
        writer.EndList(mark);
    }

    /// <summary>Reads canonical bytes; false when they are no receipt.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out Receipt receipt, out RlpError error)
    {
        receipt = null!;
        if (!TransactionCodec.TrySplitType(bytes, out TransactionType type, out ReadOnlySpan<byte> list, out error))
        {
            return false;
        }
        RlpReader reader = new(list);
        if (!reader.TryReadList(out RlpReader fields) || !reader.TryEnd())
        {
            error = reader.Error;
            return false;
        }
        bool decoded = TryReadFields(ref fields, type, out receipt);
        error = fields.Error;
        return decoded;
    }

    private static bool TryReadFields(ref RlpReader fields, TransactionType type, out Receipt receipt)
    {
        receipt = null!;
        if (
            !fields.TryReadString(out ReadOnlySpan<byte> outcome)
            || !fields.TryReadUInt64(out ulong gasUsed)
            || !fields.TryReadFixed(Bloom.Size, out ReadOnlySpan<byte> bloom)
            || !TryReadLogs(ref fields, out Log[] logs)
            || !fields.TryEnd()
        )
        {
            return false;
        }
        // Typed transactions came after EIP-658, so only legacy receipts can hold a state root.
        bool isRoot = outcome.Length == Hash256.Size && type == TransactionType.Legacy;
        if (!isRoot && outcome.Length > 1)
        {
            return fields.Fail(RlpError.WrongLength);
        }
        if (outcome.Length == 1 && outcome[0] != 1)
        {
            return fields.Fail(RlpError.BadValue);
        }
        receipt = new Receipt
        {
            Type = type,
            PostState = isRoot ? new Hash256(outcome) : null,
            Succeeded = outcome.Length == 1,
            CumulativeGasUsed = gasUsed,
            Bloom = Bloom.FromBytes(bloom),
            Logs = logs,
        };
        return true;
    }

    private static bool TryReadLogs(ref RlpReader fields, out Log[] logs)
    {
        logs = [];
        if (!fields.TryReadList(out RlpReader items))
        {
            return false;
        }
        if (!items.TryCountItems(out int count))
        {
            return fields.Fail(items.Error);
        }
        logs = count == 0 ? [] : new Log[count];
        for (int i = 0; i < count; i++)
        {
            if (!TryReadLog(ref items, out logs[i]))
            {
                return fields.Fail(items.Error);
            }
        }
        return true;
    }

    private static bool TryReadLog(ref RlpReader items, out Log log)
    {
        log = null!;
        if (!items.TryReadList(out RlpReader fields))
        {
            return false;
        }
        if (
            !fields.TryReadAddress(out Address address)
            || !fields.TryReadHashList(out Hash256[] topics)
            || !fields.TryReadString(out ReadOnlySpan<byte> data)
            || !fields.TryEnd()
        )
        {
            return items.Fail(fields.Error);
        }
        if (topics.Length > TopicsMax)
        {
            return items.Fail(RlpError.WrongItemCount);
        }
        log = new Log(address, topics, data.ToArray());
        return true;
    }
}
