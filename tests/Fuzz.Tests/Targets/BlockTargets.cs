using NodeProto.Primitives;

namespace NodeProto.Fuzz.Tests;

/// <summary>Transactions in their canonical bytes, and in the form that stands in bodies.</summary>
internal sealed class TransactionTarget : Target
{
    public override string Name => "transaction";

    public override int Share => 2_500;

    public override bool Feed(byte[] input)
    {
        bool isGood = TransactionCodec.TryDecode(input, out Transaction transaction, out RlpError error);
        Holds(isGood == (error == RlpError.None), "a refusal without a reason");
        bool isSeen = TransactionView.TryParse(input, out TransactionView view, out _);
        RlpReader reader = new(input);
        if (TransactionCodec.TryDecodeInBody(ref reader, out Transaction inBody))
        {
            RlpWriter writer = new();
            TransactionCodec.EncodeInBody(writer, inBody);
            Same(input.AsSpan(0, reader.Position), writer.Written, "a transaction in a body in two forms");
        }
        if (!isGood)
        {
            return false;
        }
        Same(input, transaction.EncodeToArray(), "a transaction in two forms");
        Holds(isSeen && view.ComputeHash() == transaction.Hash, "a view that differs from the transaction");
        Holds(view.Type == transaction.Type && view.ChainId == transaction.ChainId, "a view of another type or chain");
        Holds(view.SigningHash(new RlpWriter()) == transaction.SigningHash(), "two signing hashes");
        _ = Secp256k1.TryRecover(transaction.SigningHash(), transaction.R, transaction.S, transaction.YParity, out _);
        return true;
    }

    protected override IReadOnlyList<byte[]> CreateSeeds() =>
        [
            .. Shapes.Transactions.Select(each => each.EncodeToArray()),
            .. Tests.Seeds.Decoded.SelectMany(block => block.Body.Transactions.Take(20)).Select(each => each.EncodeToArray()),
        ];
}

/// <summary>Headers.</summary>
internal sealed class HeaderTarget : Target
{
    public override string Name => "header";

    public override int Share => 2_000;

    public override bool Feed(byte[] input)
    {
        bool isGood = HeaderCodec.TryDecode(input, out Header header, out RlpError error);
        Holds(isGood == (error == RlpError.None), "a refusal without a reason");
        bool isSeen = HeaderView.TryParse(input, out HeaderView view, out _);
        if (!isGood)
        {
            return false;
        }
        Same(input, header.EncodeToArray(), "a header in two forms");
        Holds(isSeen && view.ComputeHash() == header.Hash && view.Number == header.Number, "a view that differs from the header");
        return true;
    }

    protected override IReadOnlyList<byte[]> CreateSeeds() =>
        [.. Shapes.Headers.Concat(Tests.Seeds.Decoded.Select(block => block.Header)).Select(each => each.EncodeToArray())];
}

/// <summary>Bodies.</summary>
internal sealed class BodyTarget : Target
{
    public override string Name => "body";

    public override int Share => 800;

    public override bool Feed(byte[] input)
    {
        bool isGood = BodyCodec.TryDecode(input, out Body body, out RlpError error);
        Holds(isGood == (error == RlpError.None), "a refusal without a reason");
        bool isSeen = BodyView.TryParse(input, out BodyView view, out _);
        int count = 0;
        RlpReader transactions = isSeen ? view.Transactions : new RlpReader(default);
        while (!transactions.IsEmpty && TransactionView.TryReadInBody(ref transactions, out TransactionView transaction))
        {
            Holds(!isGood || transaction.ComputeHash() == body.Transactions[count].Hash, "a view of another transaction");
            count++;
        }
        if (!isGood)
        {
            return false;
        }
        Same(input, body.EncodeToArray(), "a body in two forms");
        Holds(isSeen && count == body.Transactions.Count, "a view with other transactions than the body");
        Holds(view.HasWithdrawals == body.Withdrawals is not null, "a view with other withdrawals than the body");
        return true;
    }

    protected override IReadOnlyList<byte[]> CreateSeeds() =>
        [.. Shapes.Bodies.Concat(Tests.Seeds.Decoded.Select(block => block.Body)).Select(each => each.EncodeToArray())];
}

/// <summary>Whole blocks.</summary>
internal sealed class BlockTarget : Target
{
    public override string Name => "block";

    public override int Share => 600;

    public override bool Feed(byte[] input)
    {
        bool isGood = BodyCodec.TryDecodeBlock(input, out Block block, out RlpError error);
        Holds(isGood == (error == RlpError.None), "a refusal without a reason");
        bool isSeen = BlockView.TryParse(input, out BlockView view, out _);
        if (!isGood)
        {
            return false;
        }
        Same(input, block.EncodeToArray(), "a block in two forms");
        Holds(isSeen && view.Header.ComputeHash() == block.Header.Hash, "a view that differs from the block");
        Holds(view.Body.BlockLength(view.Header.Rlp.Length) == input.Length, "a view of another length");
        return true;
    }

    protected override IReadOnlyList<byte[]> CreateSeeds() => Tests.Seeds.Blocks;
}

/// <summary>Receipts as they stand in the receipts trie.</summary>
internal sealed class ReceiptTarget : Target
{
    public override string Name => "receipt";

    public override int Share => 1_300;

    public override bool Feed(byte[] input)
    {
        bool isGood = ReceiptCodec.TryDecode(input, out Receipt receipt, out RlpError error);
        Holds(isGood == (error == RlpError.None), "a refusal without a reason");
        if (isGood)
        {
            Same(input, receipt.EncodeToArray(), "a receipt in two forms");
        }
        return isGood;
    }

    protected override IReadOnlyList<byte[]> CreateSeeds() => [.. Shapes.Receipts.Select(each => each.EncodeToArray())];
}
