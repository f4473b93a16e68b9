namespace NodeProto.Primitives;

/// <summary>
/// A transaction's canonical bytes with what sender recovery and roots need, read in place: signature and signed message, without
/// an object for it.
/// </summary>
/// <remarks>
/// Item counts, the types of the fields that are read and v are checked; <see cref="TransactionCodec"/> remains the judge of the
/// whole transaction. The view lives as long as the bytes.
/// </remarks>
public readonly ref struct TransactionView
{
    private readonly ReadOnlySpan<byte> _signedFields;

    private TransactionView(
        ReadOnlySpan<byte> bytes,
        TransactionType type,
        ReadOnlySpan<byte> signedFields,
        ulong? chainId,
        byte yParity,
        scoped in UInt256 r,
        scoped in UInt256 s
    )
    {
        Bytes = bytes;
        Type = type;
        _signedFields = signedFields;
        ChainId = chainId;
        YParity = yParity;
        R = r;
        S = s;
    }

    /// <summary>The canonical bytes (EIP-2718): value of the transactions trie; their Keccak-256 is the transaction's hash.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <inheritdoc cref="Transaction.Type"/>
    public TransactionType Type { get; }

    /// <inheritdoc cref="Transaction.ChainId"/>
    public ulong? ChainId { get; }

    /// <inheritdoc cref="Transaction.YParity"/>
    public byte YParity { get; }

    /// <inheritdoc cref="Transaction.R"/>
    public UInt256 R { get; }

    /// <inheritdoc cref="Transaction.S"/>
    public UInt256 S { get; }

    /// <summary>Computes the transaction's hash; every call hashes anew.</summary>
    public Hash256 ComputeHash() => Keccak.Hash(Bytes);

    /// <summary>
    /// Appends the bytes that the sender signed, whose Keccak-256 is the signing hash (EIP-155, 2930, 1559, 4844, 7702). Many can
    /// follow one another in one writer, to be hashed together.
    /// </summary>
    /// <returns>How many bytes were appended.</returns>
    public int WriteSigningMessage(RlpWriter writer)
    {
        int first = writer.Length;
        if (Type != TransactionType.Legacy)
        {
            writer.WriteRaw([(byte)Type]);
        }
        int mark = writer.BeginList();
        if (Type == TransactionType.Legacy && ChainId is { } chainId)
        {
            writer.WriteRaw(_signedFields);
            writer.Write(chainId);
            writer.Write(0UL);
            writer.Write(0UL);
            writer.EndList(mark);
        }
        else
        {
            writer.WriteListHeader(_signedFields.Length);
            writer.WriteRaw(_signedFields);
        }
        return writer.Length - first;
    }

    /// <summary>Hash that the sender signed; the writer's content is replaced.</summary>
    public Hash256 SigningHash(RlpWriter scratch)
    {
        scratch.Clear();
        WriteSigningMessage(scratch);
        return Keccak.Hash(scratch.Written);
    }

    /// <summary>Looks at a list item of a body; false with the reason in the reader's error.</summary>
    public static bool TryReadInBody(scoped ref RlpReader reader, out TransactionView view)
    {
        view = default;
        return TransactionCodec.TryReadBytesInBody(ref reader, out ReadOnlySpan<byte> bytes)
            && (TryParse(bytes, out view, out RlpError error) || reader.Fail(error));
    }

    /// <summary>Looks at canonical bytes; false when they are no transaction.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out TransactionView view, out RlpError error)
    {
        view = default;
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
        bool isTyped = type != TransactionType.Legacy;
        ulong chainId = 0;
        bool hasFields = (!isTyped || fields.TryReadUInt64(out chainId)) && TrySkip(ref fields, SignedFields(type) - (isTyped ? 1 : 0));
        ReadOnlySpan<byte> signedFields = fields.Data[..fields.Position];
        if (
            !hasFields
            || !TransactionCodec.TryReadParity(ref fields, isTyped, chainId, out ulong? signedChainId, out byte yParity)
            || !fields.TryReadUInt256(out UInt256 r)
            || !fields.TryReadUInt256(out UInt256 s)
            || !fields.TryEnd()
        )
        {
            error = fields.Error;
            return false;
        }
        view = new TransactionView(bytes, type, signedFields, signedChainId, yParity, r, s);
        return true;
    }

    /// <summary>Fields before the signature, the chain id of typed transactions included.</summary>
    private static int SignedFields(TransactionType type) =>
        type switch
        {
            TransactionType.Legacy => 6, // Yellow paper §4.2.
            TransactionType.AccessList => 8, // EIP-2930.
            TransactionType.DynamicFee => 9, // EIP-1559.
            TransactionType.Blob => 11, // EIP-4844.
            _ => 10, // EIP-7702.
        };

    private static bool TrySkip(ref RlpReader fields, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!fields.TryReadItem(out _))
            {
                return false;
            }
        }
        return true;
    }
}
