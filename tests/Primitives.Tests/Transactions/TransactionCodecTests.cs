namespace NodeProto.Primitives.Tests;

public sealed class TransactionCodecTests
{
    // The example of EIP-155: nonce 9, 20 gwei, 21000 gas, one ether, chain id 1, key 0x46 32 times.
    private const string Eip155Signed =
        "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025"
        + "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
        + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";

    public static TheoryData<TransactionType> Types => new(Enum.GetValues<TransactionType>());

    [Fact]
    public void The_example_of_EIP_155_decodes_signs_and_encodes()
    {
        byte[] bytes = HexText.Decode(Eip155Signed);

        Assert.True(TransactionCodec.TryDecode(bytes, out Transaction transaction, out _));
        Assert.Equal(1UL, transaction.ChainId);
        Assert.Equal(9UL, transaction.Nonce);
        Assert.Equal(Hash256.Parse("daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53"), transaction.SigningHash());
        Assert.Equal(bytes, transaction.EncodeToArray());

        (UInt256 r, UInt256 s, byte parity) = Secp256k1.Sign(
            transaction.SigningHash(),
            HexText.Decode("4646464646464646464646464646464646464646464646464646464646464646")
        );
        Assert.Equal((transaction.R, transaction.S, transaction.YParity), (r, s, parity));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_comes_back_alone_in_a_body_and_as_a_view(TransactionType type)
    {
        Transaction transaction = Sample.Transaction(type);
        byte[] bytes = transaction.EncodeToArray();
        RlpWriter writer = new();
        TransactionCodec.EncodeInBody(writer, transaction);

        Assert.True(TransactionCodec.TryDecode(bytes, out Transaction alone, out RlpError error), $"{error}");
        RlpReader reader = new(writer.Written);
        Assert.True(TransactionCodec.TryDecodeInBody(ref reader, out Transaction inBody) && reader.TryEnd());
        Assert.Equal(bytes, alone.EncodeToArray());
        Assert.Equal(transaction, alone);
        Assert.Equal(transaction, inBody);
        Assert.Equal(transaction.SigningHash(), alone.SigningHash());

        reader = new RlpReader(writer.Written.ToArray());
        Assert.True(TransactionView.TryReadInBody(ref reader, out TransactionView view) && reader.TryEnd());
        Assert.Equal(transaction.Hash, view.ComputeHash());
        Assert.Equal(transaction.SigningHash(), view.SigningHash(new RlpWriter()));
        Assert.Equal((transaction.ChainId, transaction.R, transaction.S), (view.ChainId, view.R, view.S));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_prefix_and_every_changed_byte_is_read_or_refused(TransactionType type)
    {
        byte[] bytes = Sample.Transaction(type).EncodeToArray();
        for (int i = 0; i < bytes.Length; i++)
        {
            Assert.False(TransactionCodec.TryDecode(bytes.AsSpan(0, i), out _, out _));
            Assert.False(TransactionView.TryParse(bytes.AsSpan(0, i), out _, out _));
            foreach (byte mask in (byte[])[0xFF, 0x80, 0x01])
            {
                byte[] changed = (byte[])bytes.Clone();
                changed[i] ^= mask;
                bool isDecoded = TransactionCodec.TryDecode(changed, out Transaction transaction, out _);
                bool isViewed = TransactionView.TryParse(changed, out _, out _);
                Assert.True(isViewed || !isDecoded, "the view refuses what the codec accepts");
                if (isDecoded)
                {
                    Assert.Equal(changed, transaction.EncodeToArray());
                }
            }
        }
    }

    [Theory]
    [InlineData(27UL, 0UL, null, 0)]
    [InlineData(28UL, 0UL, null, 1)]
    [InlineData(35UL, 0UL, 0UL, 0)]
    [InlineData(36UL, 0UL, 0UL, 1)]
    [InlineData(38UL, 0UL, 1UL, 1)]
    [InlineData(33UL, 2UL, ulong.MaxValue, 0)] // 35 + 2 * (2^64 - 1) = 2^65 + 33.
    [InlineData(34UL, 2UL, ulong.MaxValue, 1)]
    public void V_holds_the_chain_id_and_the_parity(ulong low, ulong high, ulong? chainId, byte parity)
    {
        UInt256 v = new(low, high);

        Assert.True(LegacyV.TryDecode(v, out ulong? decodedId, out byte decodedParity));
        Assert.Equal((chainId, parity), (decodedId, decodedParity));
        Assert.Equal(v, LegacyV.Encode(chainId, parity));
    }

    [Theory]
    [InlineData(0UL, 0UL)]
    [InlineData(1UL, 0UL)]
    [InlineData(26UL, 0UL)]
    [InlineData(29UL, 0UL)]
    [InlineData(34UL, 0UL)]
    [InlineData(35UL, 2UL)] // The chain id would be 2^64.
    [InlineData(27UL, 4UL)]
    public void Any_other_v_is_refused(ulong low, ulong high) => Assert.False(LegacyV.TryDecode(new UInt256(low, high), out _, out _));

    [Theory]
    [InlineData(TransactionType.Blob)]
    [InlineData(TransactionType.SetCode)]
    public void Blob_and_set_code_transactions_need_a_recipient(TransactionType type)
    {
        byte[] bytes = (Sample.Transaction(type) with { To = null }).EncodeToArray();

        Assert.False(TransactionCodec.TryDecode(bytes, out _, out RlpError error));
        Assert.Equal(RlpError.WrongLength, error);
    }

    [Theory]
    [InlineData(TransactionType.Legacy)]
    [InlineData(TransactionType.DynamicFee)]
    public void Others_may_create_a_contract(TransactionType type)
    {
        Assert.True(
            TransactionCodec.TryDecode((Sample.Transaction(type) with { To = null }).EncodeToArray(), out Transaction create, out _)
        );
        Assert.Null(create.To);
    }

    [Theory]
    [InlineData("00c0")]
    [InlineData("05c0")]
    [InlineData("7fc0")]
    public void Unknown_types_are_refused(string hex)
    {
        Assert.False(TransactionCodec.TryDecode(HexText.Decode(hex), out _, out RlpError error));
        Assert.Equal(RlpError.BadValue, error);
    }

    [Fact]
    public void A_legacy_transaction_wrapped_in_a_string_is_refused()
    {
        RlpWriter writer = new();
        writer.Write(HexText.Decode(Eip155Signed));
        RlpReader reader = new(writer.Written);

        Assert.False(TransactionCodec.TryDecodeInBody(ref reader, out _));
        Assert.Equal(RlpError.BadValue, reader.Error);
    }

    [Fact]
    public void A_copy_by_with_has_its_own_hash()
    {
        Transaction transaction = Sample.Transaction(TransactionType.DynamicFee);
        Hash256 hash = transaction.Hash;
        Transaction copy = transaction with { Nonce = 10 };

        Assert.NotEqual(hash, copy.Hash);
        Assert.Equal(hash, transaction.Hash);
        Assert.Equal(Keccak.Hash(copy.EncodeToArray()), copy.Hash);
    }
}
