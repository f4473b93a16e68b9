using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>One block of a batch: copies of its rows, and what a worker found in them.</summary>
internal sealed class BlockEntry
{
    private readonly List<(Table Table, string Expected, string Found)> _findings = [];

    /// <summary>The block.</summary>
    public BlockNumber Number { get; private set; }

    /// <summary>Row of <see cref="Tables.Headers"/>.</summary>
    public RowCopy Header { get; } = new();

    /// <summary>Row of <see cref="Tables.Bodies"/>.</summary>
    public RowCopy Body { get; } = new();

    /// <summary>Row of <see cref="Tables.Senders"/>.</summary>
    public RowCopy Senders { get; } = new();

    /// <summary>Row of <see cref="Tables.Receipts"/>.</summary>
    public RowCopy Receipts { get; } = new();

    /// <summary>Row of <see cref="Tables.CanonicalHashes"/>; null when it is missing or damaged.</summary>
    public Hash256? Canonical { get; set; }

    /// <summary>Hash of the header's bytes; null without a header.</summary>
    public Hash256? Computed { get; private set; }

    /// <summary>The header; null when its row is missing, is no header or contradicts the canonical hash.</summary>
    public Header? Decoded { get; private set; }

    /// <summary>The body; null when its row is missing or wrong.</summary>
    public Body? DecodedBody { get; private set; }

    /// <summary>What is wrong with the block's own rows.</summary>
    public IReadOnlyList<(Table Table, string Expected, string Found)> Findings => _findings;

    /// <summary>Bytes that are held.</summary>
    public int Length => Header.Length + Body.Length + Senders.Length + Receipts.Length;

    /// <summary>Empties the entry for another block.</summary>
    public void Begin(BlockNumber number)
    {
        Number = number;
        Header.Clear();
        Body.Clear();
        Senders.Clear();
        Receipts.Clear();
        Canonical = null;
        Computed = null;
        Decoded = null;
        DecodedBody = null;
        _findings.Clear();
    }

    /// <summary>Compares the block's rows with each other; runs beside other blocks.</summary>
    public void Check(ChainSpec spec, bool recoversSenders)
    {
        if (!Header.IsThere)
        {
            return;
        }
        Computed = Keccak.Hash(Header.Bytes);
        if (Canonical is { } canonical && canonical != Computed)
        {
            return; // Which of the two is right is seen beside the next block; nothing is built on either.
        }
        if (!HeaderCodec.TryDecode(Header.Bytes, Computed.Value, out Header header, out RlpError error))
        {
            _findings.Add((Tables.Headers, "a header", $"{error}"));
            return;
        }
        if (header.Number != Number)
        {
            _findings.Add((Tables.Headers, $"the header of block {Number}", $"that of block {header.Number}"));
            return;
        }
        Decoded = header;
        DecodedBody = CheckBody(header, spec);
        CheckSenders(DecodedBody, recoversSenders);
        CheckReceipts(header, DecodedBody);
    }

    private Body? CheckBody(Header header, ChainSpec spec)
    {
        if (!Body.IsThere)
        {
            return null;
        }
        if (!BodyCodec.TryDecode(Body.Bytes, out Body body, out RlpError error))
        {
            _findings.Add((Tables.Bodies, "a body", $"{error}"));
            return null;
        }
        Fork fork = Number == BlockNumber.Genesis ? spec.ForkAtGenesis(header.Timestamp) : spec.ForkAt(header);
        int blockBytes = BlockParts.LengthOf(Header.Length, Body.Bytes);
        if (BodyRules.Check(header, body, blockBytes, fork) is { } invalid)
        {
            _findings.Add((Tables.Bodies, $"{invalid.Expected} ({invalid.Reason})", invalid.Found));
            return null;
        }
        return body;
    }

    private void CheckSenders(Body? body, bool recovers)
    {
        if (!Senders.IsThere)
        {
            return;
        }
        if (Senders.Length % Address.Size != 0)
        {
            _findings.Add((Tables.Senders, $"{Address.Size} bytes for each transaction", $"{Senders.Length} bytes"));
            return;
        }
        if (body is null)
        {
            return;
        }
        int count = Senders.Length / Address.Size;
        if (count != body.Transactions.Count)
        {
            _findings.Add((Tables.Senders, $"{body.Transactions.Count} senders, one for each transaction", $"{count}"));
        }
        else if (recovers)
        {
            RecoverSenders(body.Transactions);
        }
    }

    private void RecoverSenders(IReadOnlyList<Transaction> transactions)
    {
        int count = transactions.Count;
        Hash256[] hashes = new Hash256[count];
        UInt256[] r = new UInt256[count];
        UInt256[] s = new UInt256[count];
        byte[] parities = new byte[count];
        Address[] recovered = new Address[count];
        for (int i = 0; i < count; i++)
        {
            Transaction transaction = transactions[i];
            hashes[i] = transaction.SigningHash();
            (r[i], s[i], parities[i]) = (transaction.R, transaction.S, transaction.YParity);
        }
        int bad = Secp256k1.RecoverMany(hashes, r, s, parities, recovered);
        if (bad >= 0)
        {
            _findings.Add((Tables.Bodies, $"transaction {bad} signed by a key", "a signature that no key made"));
            return;
        }
        for (int i = 0; i < count; i++)
        {
            Address stored = new(Senders.Bytes.Slice(i * Address.Size, Address.Size));
            if (stored != recovered[i])
            {
                _findings.Add((Tables.Senders, $"sender {recovered[i]} of transaction {i}", $"{stored}"));
                return;
            }
        }
    }

    private void CheckReceipts(Header header, Body? body)
    {
        if (!Receipts.IsThere)
        {
            return;
        }
        IReadOnlyList<Receipt> receipts;
        try
        {
            receipts = Tables.Receipts.Codec.Decode(Receipts.Bytes);
        }
        catch (DatabaseCorruptException e)
        {
            _findings.Add((Tables.Receipts, "receipts", e.Expectation));
            return;
        }
        if (body is not null && body.Transactions.Count != receipts.Count)
        {
            _findings.Add((Tables.Receipts, $"{body.Transactions.Count} receipts, one for each transaction", $"{receipts.Count}"));
            return;
        }
        ulong gas = receipts.Count == 0 ? 0 : receipts[^1].CumulativeGasUsed;
        if (gas != header.GasUsed)
        {
            _findings.Add((Tables.Receipts, $"{header.GasUsed} gas used, as in the header", $"{gas}"));
            return;
        }
        Span<byte> filter = stackalloc byte[Bloom.Size];
        filter.Clear();
        foreach (Receipt receipt in receipts)
        {
            Bloom.Or(filter, receipt.Bloom.Bytes);
        }
        if (!filter.SequenceEqual(header.LogsBloom.Bytes))
        {
            _findings.Add((Tables.Receipts, "the header's bloom over all logs", "another one"));
            return;
        }
        Hash256 root = new ReceiptsRoot().Of([.. receipts]);
        if (root != header.ReceiptsRoot)
        {
            _findings.Add((Tables.Receipts, $"receipts root {header.ReceiptsRoot}, as in the header", $"{root}"));
        }
    }
}

/// <summary>A row's value, copied, so that it outlives the cursor.</summary>
internal sealed class RowCopy
{
    private byte[] _bytes = [];

    /// <summary>Whether there is a row.</summary>
    public bool IsThere { get; private set; }

    /// <summary>How many bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Forgets the row.</summary>
    public void Clear()
    {
        IsThere = false;
        Length = 0;
    }

    /// <summary>Takes a row.</summary>
    public void Set(ReadOnlySpan<byte> value)
    {
        if (_bytes.Length < value.Length)
        {
            _bytes = new byte[Math.Max(value.Length, 256)];
        }
        value.CopyTo(_bytes);
        Length = value.Length;
        IsThere = true;
    }
}
