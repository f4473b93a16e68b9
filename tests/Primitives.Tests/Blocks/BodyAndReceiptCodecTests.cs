namespace NodeProto.Primitives.Tests;

public sealed class BodyAndReceiptCodecTests
{
    private static readonly Body Full = new()
    {
        Transactions = [Sample.Transaction(TransactionType.Legacy), Sample.Transaction(TransactionType.SetCode)],
        Ommers = [Sample.Header(0)],
        Withdrawals = [new Withdrawal(1, 2, Sample.Account(3), ulong.MaxValue)],
    };

    [Fact]
    public void The_empty_body_is_two_empty_lists() => Assert.Equal("0xc2c0c0", HexText.Encode(Body.Empty.EncodeToArray()));

    [Fact]
    public void No_withdrawals_differ_from_an_empty_list_of_them()
    {
        byte[] shanghai = new Body { Withdrawals = [] }.EncodeToArray();

        Assert.Equal("0xc3c0c0c0", HexText.Encode(shanghai));
        Assert.True(BodyCodec.TryDecode(shanghai, out Body decoded, out _));
        Assert.Empty(decoded.Withdrawals!);
        Assert.True(BodyCodec.TryDecode(Body.Empty.EncodeToArray(), out decoded, out _));
        Assert.Null(decoded.Withdrawals);
    }

    [Fact]
    public void A_full_block_comes_back_and_no_changed_byte_throws()
    {
        Block block = new(Sample.Header(6), Full);
        byte[] rlp = block.EncodeToArray();
        Assert.True(BodyCodec.TryDecodeBlock(rlp, out Block decoded, out RlpError error), $"{error}");
        Assert.Equal(rlp, decoded.EncodeToArray());

        for (int i = 0; i < rlp.Length; i++)
        {
            Assert.False(BodyCodec.TryDecodeBlock(rlp.AsSpan(0, i), out _, out _));
            Assert.False(BlockView.TryParse(rlp.AsSpan(0, i), out _, out _));
            byte[] changed = RlpGen.Spoil((byte[])rlp.Clone(), i, (byte)~rlp[i]);
            if (BodyCodec.TryDecodeBlock(changed, out Block other, out _))
            {
                Assert.Equal(changed, other.EncodeToArray());
                Assert.True(BlockView.TryParse(changed, out _, out _));
            }
        }
    }

    [Theory]
    [InlineData("c1c0", RlpError.WrongItemCount)]
    [InlineData("c4c0c0c0c0", RlpError.WrongItemCount)]
    [InlineData("c2c080", RlpError.ExpectedList)]
    [InlineData("c3c0c080", RlpError.ExpectedList)]
    [InlineData("80", RlpError.ExpectedList)]
    [InlineData("c2c0c000", RlpError.TrailingBytes)]
    [InlineData("", RlpError.Truncated)]
    public void Other_shapes_are_refused_by_codec_and_view(string hex, RlpError expected)
    {
        Assert.False(BodyCodec.TryDecode(HexText.Decode(hex), out _, out RlpError error));
        Assert.Equal(expected, error);
        Assert.False(BodyView.TryParse(HexText.Decode(hex), out _, out error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData(TransactionType.Legacy, false)]
    [InlineData(TransactionType.Legacy, true)]
    [InlineData(TransactionType.Blob, false)]
    public void A_receipt_comes_back(TransactionType type, bool hasRoot)
    {
        Receipt receipt = new()
        {
            Type = type,
            PostState = hasRoot ? Sample.Hash(1) : null,
            Succeeded = !hasRoot,
            CumulativeGasUsed = 21_000,
            Bloom = Bloom.Empty,
            Logs = [new Log(Sample.Account(1), [Sample.Hash(2)], "data"u8.ToArray()), new Log(Sample.Account(2), [], default)],
        };
        byte[] bytes = receipt.EncodeToArray();

        Assert.True(ReceiptCodec.TryDecode(bytes, out Receipt decoded, out RlpError error), $"{error}");
        Assert.Equal(bytes, decoded.EncodeToArray());
        Assert.Equal((receipt.Type, receipt.PostState, receipt.Succeeded), (decoded.Type, decoded.PostState, decoded.Succeeded));
        Assert.Equal(2, decoded.Logs.Count);
        for (int i = 0; i < bytes.Length; i++)
        {
            Assert.False(ReceiptCodec.TryDecode(bytes.AsSpan(0, i), out _, out _));
            byte[] changed = RlpGen.Spoil((byte[])bytes.Clone(), i, (byte)~bytes[i]);
            if (ReceiptCodec.TryDecode(changed, out Receipt other, out _))
            {
                Assert.Equal(changed, other.EncodeToArray());
            }
        }
    }

    [Fact]
    public void Five_topics_and_a_root_in_a_typed_receipt_are_refused()
    {
        Receipt receipt = new()
        {
            Type = TransactionType.DynamicFee,
            PostState = Sample.Hash(1),
            CumulativeGasUsed = 1,
            Bloom = Bloom.Empty,
            Logs = [],
        };
        Receipt topics = receipt with { PostState = null, Logs = [new Log(Sample.Account(1), new Hash256[5], default)] };

        Assert.False(ReceiptCodec.TryDecode(receipt.EncodeToArray(), out _, out RlpError error));
        Assert.Equal(RlpError.WrongLength, error);
        Assert.False(ReceiptCodec.TryDecode(topics.EncodeToArray(), out _, out error));
        Assert.Equal(RlpError.WrongItemCount, error);
    }
}
