namespace NodeProto.Primitives;

/// <summary>Bytes of transactions (EIP-2718): RLP for legacy, type byte and RLP for the others.</summary>
public static class TransactionCodec
{
    /// <summary>Appends the canonical bytes, those that are hashed and stand in the trie.</summary>
    public static void Encode(RlpWriter writer, Transaction transaction)
    {
        int mark = BeginFields(writer, transaction);
        if (transaction.Type == TransactionType.Legacy)
        {
            writer.Write(LegacyV.Encode(transaction.ChainId, transaction.YParity));
        }
        else
        {
            writer.Write((ulong)transaction.YParity);
        }
        writer.Write(transaction.R);
        writer.Write(transaction.S);
        writer.EndList(mark);
    }

    /// <summary>The canonical bytes as an array of their own.</summary>
    public static byte[] EncodeToArray(this Transaction transaction)
    {
        RlpWriter writer = RlpScratch.Take();
        Encode(writer, transaction);
        return writer.Written.ToArray();
    }

    /// <summary>Appends the transaction as a list item of a body: typed ones are wrapped in an RLP string.</summary>
    public static void EncodeInBody(RlpWriter writer, Transaction transaction)
    {
        int mark = writer.BeginList();
        Encode(writer, transaction);
        if (transaction.Type != TransactionType.Legacy)
        {
            writer.EndString(mark);
        }
    }

    /// <summary>Reads canonical bytes; false when they are no transaction.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out Transaction transaction, out RlpError error)
    {
        transaction = null!;
        if (!TrySplitType(bytes, out TransactionType type, out ReadOnlySpan<byte> list, out error))
        {
            return false;
        }
        RlpReader reader = new(list);
        if (!reader.TryReadList(out RlpReader fields) || !reader.TryEnd())
        {
            error = reader.Error;
            return false;
        }
        bool decoded = TryReadFields(ref fields, type, out transaction);
        error = fields.Error;
        return decoded;
    }

    /// <summary>Reads a list item of a body; false with the reason in the reader's error.</summary>
    public static bool TryDecodeInBody(ref RlpReader reader, out Transaction transaction)
    {
        transaction = null!;
        return TryReadBytesInBody(ref reader, out ReadOnlySpan<byte> bytes)
            && (TryDecode(bytes, out transaction, out RlpError error) || reader.Fail(error));
    }

    /// <summary>Hash that the sender signed (EIP-155, 2930, 1559, 4844, 7702).</summary>
    public static Hash256 SigningHash(this Transaction transaction)
    {
        RlpWriter writer = RlpScratch.Take();
        int mark = BeginFields(writer, transaction);
        if (transaction.Type == TransactionType.Legacy && transaction.ChainId is { } chainId)
        {
            writer.Write(chainId);
            writer.Write(0UL);
            writer.Write(0UL);
        }
        writer.EndList(mark);
        return Keccak.Hash(writer.Written);
    }

    /// <summary>Hash that the authority of an authorization signed (EIP-7702).</summary>
    public static Hash256 SigningHash(this Authorization authorization)
    {
        RlpWriter writer = RlpScratch.Take();
        writer.WriteRaw([0x05]); // MAGIC of EIP-7702.
        int mark = writer.BeginList();
        writer.Write(authorization.ChainId);
        writer.Write(authorization.Address);
        writer.Write(authorization.Nonce);
        writer.EndList(mark);
        return Keccak.Hash(writer.Written);
    }

    internal static Hash256 ComputeHash(Transaction transaction)
    {
        RlpWriter writer = RlpScratch.Take();
        Encode(writer, transaction);
        return Keccak.Hash(writer.Written);
    }

    /// <summary>Reads a list item of a body as canonical bytes: a list as it is, or what a string wraps.</summary>
    internal static bool TryReadBytesInBody(scoped ref RlpReader reader, out ReadOnlySpan<byte> bytes)
    {
        if (reader.IsNextList)
        {
            return reader.TryReadItem(out bytes);
        }
        // A wrapped list would be a second form of a legacy transaction.
        return reader.TryReadString(out bytes) && (bytes.IsEmpty || bytes[0] < 0x80 || reader.Fail(RlpError.BadValue));
    }

    /// <summary>Splits canonical bytes of a transaction or receipt into type and RLP list (EIP-2718).</summary>
    internal static bool TrySplitType(ReadOnlySpan<byte> bytes, out TransactionType type, out ReadOnlySpan<byte> list, out RlpError error)
    {
        type = TransactionType.Legacy;
        list = bytes;
        error = RlpError.None;
        if (bytes.IsEmpty)
        {
            error = RlpError.Truncated;
        }
        else if (bytes[0] is >= (byte)TransactionType.AccessList and <= (byte)TransactionType.SetCode)
        {
            type = (TransactionType)bytes[0];
            list = bytes[1..];
        }
        else if (bytes[0] < 0x80)
        {
            error = RlpError.BadValue; // A type that is not known.
        }
        return error == RlpError.None;
    }

    /// <summary>Writes the type byte, opens the list and writes all fields that are signed; returns the list's mark.</summary>
    private static int BeginFields(RlpWriter writer, Transaction transaction)
    {
        TransactionType type = transaction.Type;
        bool isTyped = type != TransactionType.Legacy;
        if (isTyped)
        {
            writer.WriteRaw([(byte)type]);
        }
        int mark = writer.BeginList();
        if (isTyped)
        {
            writer.Write(transaction.ChainId ?? throw new ArgumentException("A typed transaction has a chain id.", nameof(transaction)));
        }
        writer.Write(transaction.Nonce);
        if (type >= TransactionType.DynamicFee)
        {
            writer.Write(transaction.MaxPriorityFeePerGas);
        }
        writer.Write(transaction.MaxFeePerGas);
        writer.Write(transaction.GasLimit);
        if (transaction.To is { } to)
        {
            writer.Write(to);
        }
        else
        {
            writer.Write([]);
        }
        writer.Write(transaction.Value);
        writer.Write(transaction.Data.Span);
        if (isTyped)
        {
            AccessListCodec.Encode(writer, transaction.AccessList);
        }
        if (type == TransactionType.Blob)
        {
            writer.Write(transaction.MaxFeePerBlobGas);
            AccessListCodec.EncodeHashes(writer, transaction.BlobVersionedHashes);
        }
        if (type == TransactionType.SetCode)
        {
            AuthorizationCodec.Encode(writer, transaction.Authorizations);
        }
        return mark;
    }

    private static bool TryReadFields(ref RlpReader fields, TransactionType type, out Transaction transaction)
    {
        transaction = null!;
        bool isTyped = type != TransactionType.Legacy;
        ulong typedChainId = 0;
        UInt256 priorityFee = default;
        AccessListEntry[] accessList = [];
        UInt256 blobFee = default;
        Hash256[] blobHashes = [];
        Authorization[] authorizations = [];
        if (
            (isTyped && !fields.TryReadUInt64(out typedChainId))
            || !fields.TryReadUInt64(out ulong nonce)
            || (type >= TransactionType.DynamicFee && !fields.TryReadUInt256(out priorityFee))
            || !fields.TryReadUInt256(out UInt256 fee)
            || !fields.TryReadUInt64(out ulong gasLimit)
            || !TryReadRecipient(ref fields, type, out Address? to)
            || !fields.TryReadUInt256(out UInt256 value)
            || !fields.TryReadString(out ReadOnlySpan<byte> data)
            || (isTyped && !AccessListCodec.TryDecode(ref fields, out accessList))
            || (type == TransactionType.Blob && !(fields.TryReadUInt256(out blobFee) && fields.TryReadHashList(out blobHashes)))
            || (type == TransactionType.SetCode && !AuthorizationCodec.TryDecode(ref fields, out authorizations))
            || !TryReadParity(ref fields, isTyped, typedChainId, out ulong? chainId, out byte yParity)
            || !fields.TryReadUInt256(out UInt256 r)
            || !fields.TryReadUInt256(out UInt256 s)
            || !fields.TryEnd()
        )
        {
            return false;
        }
        transaction = new Transaction
        {
            Type = type,
            ChainId = chainId,
            Nonce = nonce,
            MaxFeePerGas = fee,
            MaxPriorityFeePerGas = type >= TransactionType.DynamicFee ? priorityFee : fee,
            GasLimit = gasLimit,
            To = to,
            Value = value,
            Data = data.ToArray(),
            AccessList = accessList,
            MaxFeePerBlobGas = blobFee,
            BlobVersionedHashes = blobHashes,
            Authorizations = authorizations,
            YParity = yParity,
            R = r,
            S = s,
        };
        return true;
    }

    /// <summary>Reads the recipient; blob and set-code transactions cannot create a contract (EIP-4844, EIP-7702).</summary>
    private static bool TryReadRecipient(ref RlpReader fields, TransactionType type, out Address? to)
    {
        to = null;
        if (!fields.TryReadString(out ReadOnlySpan<byte> bytes))
        {
            return false;
        }
        if (bytes.Length == Address.Size)
        {
            to = new Address(bytes);
            return true;
        }
        return (bytes.IsEmpty && type < TransactionType.Blob) || fields.Fail(RlpError.WrongLength);
    }

    /// <summary>Reads v of a legacy transaction, or the parity of y of a typed one.</summary>
    internal static bool TryReadParity(ref RlpReader fields, bool isTyped, ulong typedChainId, out ulong? chainId, out byte yParity)
    {
        chainId = null;
        yParity = 0;
        if (!fields.TryReadUInt256(out UInt256 v))
        {
            return false;
        }
        if (!isTyped)
        {
            return LegacyV.TryDecode(v, out chainId, out yParity) || fields.Fail(RlpError.BadValue);
        }
        chainId = typedChainId;
        yParity = (byte)(v.U0 & 1);
        return v <= UInt256.One || fields.Fail(RlpError.BadValue);
    }
}
