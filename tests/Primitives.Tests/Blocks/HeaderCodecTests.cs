namespace NodeProto.Primitives.Tests;

public sealed class HeaderCodecTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_header_with_the_first_fields_of_later_forks_comes_back(int laterFields)
    {
        Header header = Sample.Header(laterFields);
        byte[] rlp = header.EncodeToArray();

        Assert.True(HeaderCodec.TryDecode(rlp, out Header decoded, out RlpError error), $"{error}");
        Assert.Equal(rlp, decoded.EncodeToArray());
        Assert.Equal(header.Hash, decoded.Hash);
        Assert.Equal(header.RequestsHash, decoded.RequestsHash);
        Assert.Equal(header.BaseFeePerGas, decoded.BaseFeePerGas);
        Assert.Equal(header.Nonce, decoded.Nonce);
    }

    [Fact]
    public void A_field_of_a_later_fork_needs_those_before_it()
    {
        Assert.Throws<ArgumentException>(() => (Sample.Header(0) with { BlobGasUsed = 1 }).EncodeToArray());
        Assert.Throws<ArgumentException>(() => (Sample.Header(6) with { WithdrawalsRoot = null }).EncodeToArray());
    }

    [Fact]
    public void One_item_more_than_any_fork_has_is_refused()
    {
        byte[] rlp = AppendItem(Sample.Header(6).EncodeToArray());

        Assert.False(HeaderCodec.TryDecode(rlp, out _, out RlpError error));
        Assert.Equal(RlpError.WrongItemCount, error);
    }

    [Fact]
    public void A_copy_by_with_has_its_own_hash()
    {
        Header header = Sample.Header(6);
        Hash256 hash = header.Hash;
        Header copy = header with { GasUsed = header.GasUsed + 1 };

        Assert.NotEqual(hash, copy.Hash);
        Assert.NotEqual(header, copy);
        Assert.Equal(hash, (copy with { GasUsed = header.GasUsed }).Hash);
        Assert.Equal(Keccak.Hash(copy.EncodeToArray()), copy.Hash);

        Assert.True(HeaderCodec.TryDecode(header.EncodeToArray(), out Header decoded, out _));
        Assert.NotEqual(hash, (decoded with { GasLimit = 7 }).Hash);
    }

    [Fact]
    public void Extra_data_beyond_the_consensus_limit_is_decoded_up_to_the_bound()
    {
        Header longest = Sample.Header(0) with { ExtraData = new byte[HeaderCodec.ExtraDataBytesMax] };
        Header tooLong = Sample.Header(0) with { ExtraData = new byte[HeaderCodec.ExtraDataBytesMax + 1] };

        Assert.True(HeaderCodec.TryDecode(longest.EncodeToArray(), out _, out _));
        Assert.False(HeaderCodec.TryDecode(tooLong.EncodeToArray(), out _, out RlpError error));
        Assert.Equal(RlpError.WrongLength, error);
    }

    [Fact]
    public void Every_prefix_and_every_changed_byte_is_read_or_refused()
    {
        byte[] rlp = Sample.Header(6).EncodeToArray();
        for (int i = 0; i < rlp.Length; i++)
        {
            Assert.False(HeaderCodec.TryDecode(rlp.AsSpan(0, i), out _, out _));
            byte[] changed = (byte[])rlp.Clone();
            changed[i] ^= 0xFF;
            if (HeaderCodec.TryDecode(changed, out Header header, out _))
            {
                Assert.Equal(changed, header.EncodeToArray());
            }
        }
    }

    private static byte[] AppendItem(byte[] rlp)
    {
        RlpReader reader = new(rlp);
        Assert.True(reader.TryReadList(out RlpReader fields));
        RlpWriter writer = new();
        int mark = writer.BeginList();
        writer.WriteRaw(fields.Data);
        writer.Write(1UL);
        writer.EndList(mark);
        return writer.Written.ToArray();
    }
}
