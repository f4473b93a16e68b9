using System.Buffers.Binary;

namespace NodeProto.Primitives;

/// <summary>RLP of headers (yellow paper §4.3.4).</summary>
/// <remarks>
/// Fifteen fields, then up to six that forks appended (EIP-1559, 4895, 4844, 4788, 7685); one of these is present only with all
/// before it. Which of them a block must have is a rule of consensus and not checked here.
/// </remarks>
public static class HeaderCodec
{
    /// <summary>
    /// Longest extra data that is decoded. Consensus allows 32 bytes; the bound above it keeps proof-of-authority genesis blocks
    /// readable and hostile ones small.
    /// </summary>
    public const int ExtraDataBytesMax = 100 * 1024;

    /// <summary>Appends the header's RLP list.</summary>
    /// <exception cref="ArgumentException">A field of a later fork is there and one before it is not.</exception>
    public static void Encode(RlpWriter writer, Header header)
    {
        int mark = writer.BeginList();
        EncodeWork(writer, header);
        writer.Write(header.MixHash);
        Span<byte> nonce = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(nonce, header.Nonce);
        writer.Write(nonce);
        EncodeTail(writer, header);
        writer.EndList(mark);
    }

    /// <summary>
    /// Keccak-256 of the header's RLP without mix hash and nonce: what proof of work seals (yellow paper §4.3.4, H without n and m).
    /// </summary>
    /// <exception cref="ArgumentException">A field of a later fork is there and one before it is not.</exception>
    public static Hash256 ComputeSealHash(Header header)
    {
        RlpWriter writer = RlpScratch.Take();
        int mark = writer.BeginList();
        EncodeWork(writer, header);
        EncodeTail(writer, header);
        writer.EndList(mark);
        return Keccak.Hash(writer.Written);
    }

    /// <summary>The header's RLP as an array of its own.</summary>
    public static byte[] EncodeToArray(this Header header)
    {
        RlpWriter writer = RlpScratch.Take();
        Encode(writer, header);
        return writer.Written.ToArray();
    }

    /// <summary>Reads one header; false with the reason in the reader's error.</summary>
    public static bool TryDecode(ref RlpReader reader, out Header header)
    {
        if (!reader.TryReadItem(out ReadOnlySpan<byte> item))
        {
            header = null!;
            return false;
        }
        if (!TryDecodeItem(item, out header, out RlpError error))
        {
            return reader.Fail(error);
        }
        header.SetHash(Keccak.Hash(item));
        return true;
    }

    /// <summary>Reads a header that fills the bytes; false when they are anything else.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rlp, out Header header, out RlpError error)
    {
        if (!TryDecodeItem(rlp, out header, out error))
        {
            return false;
        }
        header.SetHash(Keccak.Hash(rlp));
        return true;
    }

    /// <summary>Reads a header that fills the bytes and whose hash the caller has already, which saves computing it.</summary>
    /// <param name="rlp">The header's RLP.</param>
    /// <param name="hash">Keccak-256 of these very bytes; it is believed.</param>
    /// <param name="header">The header.</param>
    /// <param name="error">Why the bytes are no header.</param>
    public static bool TryDecode(ReadOnlySpan<byte> rlp, in Hash256 hash, out Header header, out RlpError error)
    {
        if (!TryDecodeItem(rlp, out header, out error))
        {
            return false;
        }
        header.SetHash(hash);
        return true;
    }

    internal static Hash256 ComputeHash(Header header)
    {
        RlpWriter writer = RlpScratch.Take();
        Encode(writer, header);
        return Keccak.Hash(writer.Written);
    }

    /// <summary>Appends the fields before the seal.</summary>
    private static void EncodeWork(RlpWriter writer, Header header)
    {
        writer.Write(header.ParentHash);
        writer.Write(header.OmmersHash);
        writer.Write(header.Beneficiary);
        writer.Write(header.StateRoot);
        writer.Write(header.TransactionsRoot);
        writer.Write(header.ReceiptsRoot);
        writer.Write(header.LogsBloom.Bytes);
        writer.Write(header.Difficulty);
        writer.Write(header.Number.Value);
        writer.Write(header.GasLimit);
        writer.Write(header.GasUsed);
        writer.Write(header.Timestamp);
        writer.Write(header.ExtraData.Span);
    }

    private static void EncodeTail(RlpWriter writer, Header header)
    {
        int present = 0;
        int last = 0;
        Count(header.BaseFeePerGas.HasValue, 1, ref present, ref last);
        Count(header.WithdrawalsRoot.HasValue, 2, ref present, ref last);
        Count(header.BlobGasUsed.HasValue, 3, ref present, ref last);
        Count(header.ExcessBlobGas.HasValue, 4, ref present, ref last);
        Count(header.ParentBeaconBlockRoot.HasValue, 5, ref present, ref last);
        Count(header.RequestsHash.HasValue, 6, ref present, ref last);
        if (present != last)
        {
            throw new ArgumentException("A header field of a later fork needs all fields before it.", nameof(header));
        }
        if (header.BaseFeePerGas is { } baseFee)
        {
            writer.Write(baseFee);
        }
        if (header.WithdrawalsRoot is { } withdrawalsRoot)
        {
            writer.Write(withdrawalsRoot);
        }
        if (header.BlobGasUsed is { } blobGasUsed)
        {
            writer.Write(blobGasUsed);
        }
        if (header.ExcessBlobGas is { } excessBlobGas)
        {
            writer.Write(excessBlobGas);
        }
        if (header.ParentBeaconBlockRoot is { } beaconRoot)
        {
            writer.Write(beaconRoot);
        }
        if (header.RequestsHash is { } requestsHash)
        {
            writer.Write(requestsHash);
        }
    }

    private static void Count(bool isPresent, int position, ref int present, ref int last)
    {
        if (isPresent)
        {
            present++;
            last = position;
        }
    }

    private static bool TryDecodeItem(ReadOnlySpan<byte> rlp, out Header header, out RlpError error)
    {
        RlpReader reader = new(rlp);
        if (reader.TryReadList(out RlpReader fields) && reader.TryEnd())
        {
            bool decoded = TryReadFields(ref fields, out header);
            error = fields.Error;
            return decoded;
        }
        header = null!;
        error = reader.Error;
        return false;
    }

    private static bool TryReadFields(ref RlpReader fields, out Header header)
    {
        header = null!;
        if (
            !fields.TryReadHash(out Hash256 parentHash)
            || !fields.TryReadHash(out Hash256 ommersHash)
            || !fields.TryReadAddress(out Address beneficiary)
            || !fields.TryReadHash(out Hash256 stateRoot)
            || !fields.TryReadHash(out Hash256 transactionsRoot)
            || !fields.TryReadHash(out Hash256 receiptsRoot)
            || !fields.TryReadFixed(Bloom.Size, out ReadOnlySpan<byte> bloom)
            || !fields.TryReadUInt256(out UInt256 difficulty)
            || !fields.TryReadUInt64(out ulong number)
            || !fields.TryReadUInt64(out ulong gasLimit)
            || !fields.TryReadUInt64(out ulong gasUsed)
            || !fields.TryReadUInt64(out ulong timestamp)
            || !fields.TryReadString(out ReadOnlySpan<byte> extraData)
            || !fields.TryReadHash(out Hash256 mixHash)
            || !fields.TryReadFixed(sizeof(ulong), out ReadOnlySpan<byte> nonce)
            || !TryReadTail(ref fields, out Tail tail)
        )
        {
            return false;
        }
        if (extraData.Length > ExtraDataBytesMax)
        {
            return fields.Fail(RlpError.WrongLength);
        }
        header = new Header
        {
            ParentHash = parentHash,
            OmmersHash = ommersHash,
            Beneficiary = beneficiary,
            StateRoot = stateRoot,
            TransactionsRoot = transactionsRoot,
            ReceiptsRoot = receiptsRoot,
            LogsBloom = Bloom.FromBytes(bloom),
            Difficulty = difficulty,
            Number = new BlockNumber(number),
            GasLimit = gasLimit,
            GasUsed = gasUsed,
            Timestamp = timestamp,
            ExtraData = extraData.ToArray(),
            MixHash = mixHash,
            Nonce = BinaryPrimitives.ReadUInt64BigEndian(nonce),
            BaseFeePerGas = tail.BaseFeePerGas,
            WithdrawalsRoot = tail.WithdrawalsRoot,
            BlobGasUsed = tail.BlobGasUsed,
            ExcessBlobGas = tail.ExcessBlobGas,
            ParentBeaconBlockRoot = tail.ParentBeaconBlockRoot,
            RequestsHash = tail.RequestsHash,
        };
        return true;
    }

    private static bool TryReadTail(ref RlpReader fields, out Tail tail)
    {
        tail = default;
        if (!fields.IsEmpty && fields.TryReadUInt256(out UInt256 baseFee))
        {
            tail.BaseFeePerGas = baseFee;
        }
        if (!fields.IsEmpty && fields.TryReadHash(out Hash256 withdrawalsRoot))
        {
            tail.WithdrawalsRoot = withdrawalsRoot;
        }
        if (!fields.IsEmpty && fields.TryReadUInt64(out ulong blobGasUsed))
        {
            tail.BlobGasUsed = blobGasUsed;
        }
        if (!fields.IsEmpty && fields.TryReadUInt64(out ulong excessBlobGas))
        {
            tail.ExcessBlobGas = excessBlobGas;
        }
        if (!fields.IsEmpty && fields.TryReadHash(out Hash256 beaconRoot))
        {
            tail.ParentBeaconBlockRoot = beaconRoot;
        }
        if (!fields.IsEmpty && fields.TryReadHash(out Hash256 requestsHash))
        {
            tail.RequestsHash = requestsHash;
        }
        return fields.TryEnd(); // A failed read leaves its item unread, and its error is the one that stays.
    }

    /// <summary>The fields that forks appended.</summary>
    private struct Tail
    {
        public UInt256? BaseFeePerGas;
        public Hash256? WithdrawalsRoot;
        public ulong? BlobGasUsed;
        public ulong? ExcessBlobGas;
        public Hash256? ParentBeaconBlockRoot;
        public Hash256? RequestsHash;
    }
}
