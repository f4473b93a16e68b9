using NodeProto.Primitives;

namespace NodeProto.Spec.Tests;

/// <summary>Blocks that other clients wrote, through every codec and view.</summary>
public sealed class ChainCodecTests
{
    public static TheoryData<string, int> Chains =>
        new()
        {
            { "chains/mainnet-first-1000/blocks.rlp", 1_000 },
            { "chains/mainnet-first-1000/bad-pow.rlp", 2 },
            { "chains/geth-ethtest/chain.rlp", 600 },
            { "chains/rpc-compat/chain.rlp", 54 },
            { "chains/ejs-mixed/chain.rlp", 300 },
        };

    [FixtureTheory("chains")]
    [MemberData(nameof(Chains))]
    public void Blocks_encode_to_the_bytes_that_they_were_decoded_from(string path, int blocks)
    {
        List<byte[]> encoded = ChainFile.ReadBlocks(path);
        RlpWriter writer = new();
        foreach (byte[] rlp in encoded)
        {
            Assert.True(BodyCodec.TryDecodeBlock(rlp, out Block block, out RlpError error), $"{error}");
            writer.Clear();
            BodyCodec.EncodeBlock(writer, block);
            Assert.True(writer.Written.SequenceEqual(rlp), $"block {block.Header.Number} encodes to other bytes");

            byte[] body = block.Body.EncodeToArray();
            Assert.True(BodyCodec.TryDecode(body, out Body again, out _));
            Assert.Equal(body, again.EncodeToArray());
            Assert.Equal(block.Header.OmmersHash, BodyCodec.OmmersHash(block.Body.Ommers));
        }
        Assert.Equal(blocks, encoded.Count);
    }

    [FixtureTheory("chains")]
    [MemberData(nameof(Chains))]
    public void Every_header_names_the_hash_of_the_one_before(string path, int blocks)
    {
        List<Block> chain = ChainFile.Decode(path);
        for (int i = 1; i < chain.Count; i++)
        {
            Assert.Equal(chain[i - 1].Header.Hash, chain[i].Header.ParentHash);
            Assert.Equal(chain[i - 1].Header.Number + 1, chain[i].Header.Number);
        }
        Assert.Equal(blocks, chain.Count);
    }

    [FixtureTheory("chains")]
    [InlineData("chains/mainnet-first-1000/blocks.rlp", 999, "0xc31b362e591aa07faa977dbc492ae43cd47eef291920435153bbbf3acaf2fc2f")]
    [InlineData("chains/geth-ethtest/chain.rlp", 600, "0x44e3809c9a3cda717f00aea3a9da336d149612c8d5657fbc0028176ef8d94d2a")]
    [InlineData("chains/rpc-compat/chain.rlp", 54, "0xd226371d0b1551adb03fb52b71f08e3e11247fe9b1af994768af8cdaa8e7dcd7")]
    [InlineData("chains/ejs-mixed/chain.rlp", 300, "0x6136d03534ef54244384900fb3d422277b56c60936ea392e66a287048b902417")]
    public void The_head_has_the_published_hash(string path, ulong number, string hash)
    {
        Header head = ChainFile.Decode(path)[^1].Header;

        Assert.Equal(number, head.Number.Value);
        Assert.Equal(Hash256.Parse(hash), head.Hash);
        Assert.Equal(head.Hash, Keccak.Hash(head.EncodeToArray()));
    }

    [FixtureTheory("chains")]
    [MemberData(nameof(Chains))]
    public void Views_show_what_the_codecs_decode(string path, int blocks)
    {
        RlpWriter scratch = new();
        int seen = 0;
        foreach (byte[] rlp in ChainFile.ReadBlocks(path))
        {
            Assert.True(BodyCodec.TryDecodeBlock(rlp, out Block block, out _));
            Assert.True(BlockView.TryParse(rlp, out BlockView view, out RlpError error), $"{error}");
            seen++;

            Assert.Equal(block.Header.Hash, view.Header.ComputeHash());
            Assert.Equal(block.Header.ParentHash, view.Header.ParentHash);
            Assert.Equal(block.Header.Number, view.Header.Number);
            Assert.Equal(block.Header.Difficulty, view.Header.Difficulty);
            Assert.Equal(block.Header.StateRoot, view.Header.StateRoot);
            Assert.Equal(block.Header.TransactionsRoot, view.Header.TransactionsRoot);
            Assert.Equal(block.Header.OmmersHash, view.Header.OmmersHash);
            Assert.Equal(block.Header.OmmersHash, Keccak.Hash(view.Body.OmmersRlp));
            Assert.Equal(block.Body.Withdrawals is not null, view.Body.HasWithdrawals);
            Assert.Equal(rlp.Length, view.Body.BlockLength(view.Header.Rlp.Length));

            scratch.Clear();
            view.Body.WriteTo(scratch);
            Assert.Equal(block.Body.EncodeToArray(), scratch.Written.ToArray());
            Assert.Equal(scratch.Length, view.Body.EncodedLength);

            RlpReader transactions = view.Body.Transactions;
            foreach (Transaction transaction in block.Body.Transactions)
            {
                Assert.True(TransactionView.TryReadInBody(ref transactions, out TransactionView item));
                Assert.Equal(transaction.Hash, item.ComputeHash());
                Assert.Equal(transaction.SigningHash(), item.SigningHash(scratch));
                Assert.Equal(transaction.Type, item.Type);
                Assert.Equal(transaction.ChainId, item.ChainId);
                Assert.Equal((transaction.R, transaction.S, transaction.YParity), (item.R, item.S, item.YParity));
            }
            Assert.True(transactions.IsEmpty);
        }
        Assert.Equal(blocks, seen);
    }
}
