using NodeProto.Consensus;
using NodeProto.Primitives;
using Xunit.Abstractions;

namespace NodeProto.Spec.Tests;

/// <summary>Every block of the chains of other clients, through the rules of headers, ommers, bodies and transactions.</summary>
public sealed class ChainRulesTests(ITestOutputHelper output)
{
    public static TheoryData<string, int> Chains =>
        new()
        {
            { "mainnet-first-1000", 999 },
            { "geth-ethtest", 600 },
            { "rpc-compat", 54 },
            { "ejs-mixed", 300 },
        };

    /// <summary>Headers from block 1 on.</summary>
    internal static List<Header> ReadHeadersAfterGenesis(string chain) => Read(chain).ConvertAll(block => block.Header);

    [FixtureTheory("chains")]
    [MemberData(nameof(Chains))]
    public void Every_block_obeys_the_rules(string chain, int blocks)
    {
        Genesis genesis = GenesisFile.Read(Fixtures.PathOf($"chains/{chain}/genesis.json"));
        ChainSpec spec = genesis.Spec;
        List<Block> read = Read(chain);
        Line line = new(genesis.Block, read);
        int ommers = 0;
        foreach ((Block block, Block parent, bool isProofOfStake) in Walk(genesis, read))
        {
            Header header = block.Header;
            Fork fork = spec.ForkAt(header.Number, header.Timestamp, isProofOfStake);
            RlpWriter writer = new();
            BodyCodec.EncodeBlock(writer, block);

            Assert.Null(HeaderRules.Check(header, parent.Header, spec, isProofOfStake));
            Assert.Equal(fork, spec.ForkAt(header));
            Assert.Null(BodyRules.Check(header, block.Body, writer.Length, fork));
            Assert.Null(OmmerRules.Check(header, block.Body.Ommers, line, spec));
            foreach (Transaction transaction in block.Body.Transactions)
            {
                Assert.Null(TransactionRules.CheckSignature(transaction, fork, spec.ChainId));
                BlobParameters? blobs = spec.BlobParametersAt(header.Timestamp);
                Assert.Null(TransactionRules.Check(transaction, fork, IntrinsicGas.Of(transaction, fork), blobs));
                UInt256? blobPrice = header.ExcessBlobGas is { } excess ? BlobGas.PriceOf(excess, blobs!) : null;
                Assert.Null(TransactionRules.CheckFees(transaction, header.BaseFeePerGas, blobPrice));
            }
            ommers += block.Body.Ommers.Count;
        }
        output.WriteLine($"{read.Count} blocks, {ommers} ommers");
        Assert.Equal(blocks, read.Count);
    }

    [FixtureTheory("chains")]
    [MemberData(nameof(Chains))]
    public void A_header_with_any_field_changed_is_refused_for_that_field(string chain, int blocks)
    {
        Genesis genesis = GenesisFile.Read(Fixtures.PathOf($"chains/{chain}/genesis.json"));
        int refused = 0;
        foreach ((Block block, Block parent, bool isProofOfStake) in Walk(genesis, Read(chain)))
        {
            if (blocks > 100 && block.Header.Number.Value % 7 != 0)
            {
                continue; // The long chains repeat themselves.
            }
            foreach ((Header changed, InvalidBlockReason expected) in Mutations.Of(block.Header, parent.Header, isProofOfStake))
            {
                InvalidBlock? invalid = HeaderRules.Check(changed, parent.Header, genesis.Spec, isProofOfStake);
                Assert.True(
                    expected == (invalid?.Reason ?? InvalidBlockReason.None),
                    $"block {block.Header.Number}: expected {expected}, found {invalid}"
                );
                refused++;
            }
        }
        output.WriteLine($"{refused} changed headers refused");
        Assert.True(refused >= blocks * 2);
    }

    [FixtureFact("chains/mainnet-first-1000")]
    public void Ommers_out_of_place_are_refused()
    {
        Genesis genesis = GenesisFile.Read(Fixtures.PathOf("chains/mainnet-first-1000/genesis.json"));
        List<Block> blocks = Read("mainnet-first-1000");
        Line line = new(genesis.Block, blocks);
        Block with = blocks.First(block => block.Body.Ommers.Count == 2);
        Header first = with.Body.Ommers[0];
        Block after = blocks[(int)with.Header.Number.Value];
        Block later = blocks[(int)with.Header.Number.Value + 6];

        Check(InvalidBlockReason.OmmersTooMany, with, [.. with.Body.Ommers, first]);
        Check(InvalidBlockReason.OmmerTwice, with, [first, first]);
        Check(InvalidBlockReason.OmmerIncludedBefore, after, [first]);
        Check(InvalidBlockReason.OmmerIsAncestor, after, [with.Header]);
        Check(InvalidBlockReason.OmmerNotKin, later, [first with { ExtraData = new byte[] { 1 } }]);
        Check(InvalidBlockReason.OmmerNotKin, after, [after.Header with { ExtraData = new byte[] { 1 } }]);
        Check(InvalidBlockReason.OmmerHeaderInvalid, with, [first with { Difficulty = first.Difficulty + 1 }]);

        void Check(InvalidBlockReason expected, Block block, IReadOnlyList<Header> ommers)
        {
            InvalidBlock? invalid = OmmerRules.Check(block.Header, ommers, line, genesis.Spec);
            Assert.True(expected == invalid?.Reason, $"expected {expected}, found {invalid}");
        }
    }

    [FixtureTheory("chains")]
    [MemberData(nameof(Chains))]
    public void A_body_of_another_block_is_refused(string chain, int blocks)
    {
        List<Block> read = Read(chain);
        int refused = 0;
        for (int i = 1; i < read.Count; i++)
        {
            Header header = read[i].Header;
            Header previous = read[i - 1].Header;
            InvalidBlock? invalid = BodyRules.Check(header, read[i - 1].Body, 1_000, Fork.Frontier);
            InvalidBlockReason expected =
                header.TransactionsRoot != previous.TransactionsRoot ? InvalidBlockReason.TransactionsRootWrong
                : header.OmmersHash != previous.OmmersHash ? InvalidBlockReason.OmmersHashWrong
                : InvalidBlockReason.None;
            if (expected != InvalidBlockReason.None)
            {
                Assert.Equal(expected, invalid?.Reason);
                refused++;
            }
        }
        Assert.True(refused > blocks / 10);
    }

    private static List<Block> Read(string chain)
    {
        bool isMainnet = chain == "mainnet-first-1000";
        List<Block> blocks = ChainFile.Decode($"chains/{chain}/{(isMainnet ? "blocks" : "chain")}.rlp");
        return blocks[0].Header.Number.Value == 0 ? blocks[1..] : blocks;
    }

    private static IEnumerable<(Block Block, Block Parent, bool IsProofOfStake)> Walk(Genesis genesis, List<Block> blocks)
    {
        Block parent = genesis.Block;
        UInt256? totalDifficulty = genesis.Header.Difficulty;
        foreach (Block block in blocks)
        {
            yield return (block, parent, genesis.Spec.IsProofOfStake(totalDifficulty));
            totalDifficulty = block.Header.Difficulty.IsZero ? null : totalDifficulty + block.Header.Difficulty;
            parent = block;
        }
    }

    private sealed class Line(Block genesis, List<Block> blocks) : IAncestors
    {
        public bool TryGetHeader(BlockNumber number, in Hash256 hash, out Header header)
        {
            header = At(number).Header;
            return header.Hash == hash;
        }

        public IReadOnlyList<Header> GetOmmers(Header header) => At(header.Number).Body.Ommers;

        private Block At(BlockNumber number) => number.Value == 0 ? genesis : blocks[(int)number.Value - 1];
    }
}
