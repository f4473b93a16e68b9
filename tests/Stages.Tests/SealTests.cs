using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>Proof of work in the stages headers and bodies.</summary>
public sealed class SealTests
{
    private const string Mainnet = "mainnet-first-1000";

    // One for all tests: making the cache of the first epoch takes half a second.
    private static readonly EthashCaches Ethash = new();

    private static readonly ChainGeneratorOptions Unsealed = new()
    {
        Spec = ChainSpec.AllFrom(Fork.Byzantium, 1337),
        Blocks = 30,
        TransactionsPerBlock = 1,
        Senders = 10,
    };

    [FixtureFact]
    public async Task The_first_thousand_blocks_of_mainnet_prove_their_work_and_their_ommers_too()
    {
        using TestNode unverified = new(BuiltInChains.Mainnet);
        await unverified.ImportFilesAsync(PipelineTarget.Everything, default, Fixtures.Chain(Mainnet, "blocks.rlp"));
        using TestNode node = new(BuiltInChains.Mainnet, ethash: Ethash);
        PipelineResult result = await node.ImportFilesAsync(PipelineTarget.Everything, default, Fixtures.Chain(Mainnet, "blocks.rlp"));
        Assert.Empty(result.Rejected);
        Assert.Null(result.SourceFailure);
        Assert.Equal(999UL, result.Head.Number.Value);
        Assert.Equal(unverified.Rows(), node.Rows());
    }

    [FixtureFact]
    public async Task One_block_a_commit_verifies_too()
    {
        using TestNode node = new(BuiltInChains.Mainnet, blocksPerCommit: 1, ethash: Ethash);
        PipelineTarget target = new() { ToBlock = new(60) };
        PipelineResult result = await node.ImportFilesAsync(target, default, Fixtures.Chain(Mainnet, "blocks.rlp"));
        Assert.Empty(result.Rejected);
        Assert.Equal(60UL, node.CheckpointOf(StageId.Finish));
    }

    [FixtureFact]
    public async Task The_block_with_a_wrong_seal_is_refused_by_name_and_without_verifying_it_is_not()
    {
        using TestNode node = new(BuiltInChains.Mainnet, ethash: Ethash);
        string file = Fixtures.Chain(Mainnet, "bad-pow.rlp");
        PipelineResult result = await node.ImportFilesAsync(PipelineTarget.Everything, default, file);
        InvalidBlock invalid = Assert.Single(result.Rejected).Block;
        Assert.Equal((InvalidBlockReason.SealAboveBoundary, 1UL), (invalid.Reason, invalid.Number.Value));
        Assert.Equal("0xd7ba9ae1043ff1d56f8d0532d2ef7ddff3d1af2a172b40aa4dbcfe348495b084", invalid.Hash.ToString());
        Assert.All(node.Checkpoints, checkpoint => Assert.Equal(0UL, checkpoint));
        using TestNode lenient = new(BuiltInChains.Mainnet);
        Assert.Empty((await lenient.ImportFilesAsync(PipelineTarget.Everything, default, file)).Rejected);
        Assert.Equal(1UL, lenient.CheckpointOf(StageId.Finish));
    }

    [FixtureFact]
    public async Task Everything_before_a_wrong_seal_is_kept()
    {
        using TestNode expected = new(BuiltInChains.Mainnet);
        await expected.ImportAsync(MainnetBlocks().Take(299));
        using TestNode node = new(BuiltInChains.Mainnet, ethash: Ethash);
        Block[] blocks = [.. MainnetBlocks().Take(300)];
        blocks[^1] = blocks[^1] with { Header = blocks[^1].Header with { Nonce = 1 } };
        PipelineResult result = await node.ImportAsync(blocks);
        InvalidBlock invalid = Assert.Single(result.Rejected).Block;
        Assert.Equal((InvalidBlockReason.SealAboveBoundary, 300UL), (invalid.Reason, invalid.Number.Value));
        Assert.Equal(blocks[^1].Header.Hash, invalid.Hash);
        Assert.Equal(299UL, result.Head.Number.Value);
        Assert.Equal(expected.Rows(), node.Rows());
    }

    [FixtureFact]
    public async Task Beside_the_head_a_right_seal_is_stored_and_a_wrong_one_refused()
    {
        Block[] blocks = [.. MainnetBlocks().Take(40)];
        Header ommer = blocks.SelectMany(block => block.Body.Ommers).First(header => header.OmmersHash == Keccak.OfEmptyList);
        Block sealedBeside = new(ommer, Body.Empty);
        Block unsealedBeside = new(ommer with { Timestamp = ommer.Timestamp + 1 }, Body.Empty);
        using TestNode node = new(BuiltInChains.Mainnet, ethash: Ethash);
        PipelineResult result = await node.ImportAsync(blocks, [sealedBeside], [unsealedBeside]);
        InvalidBlock invalid = Assert.Single(result.Rejected).Block;
        Assert.Equal(InvalidBlockReason.SealAboveBoundary, invalid.Reason);
        Assert.Equal(unsealedBeside.Header.Hash, invalid.Hash);
        Assert.Equal(40UL, result.Head.Number.Value);
        using IReadTransaction tx = node.Database.BeginRead();
        Assert.True(tx.Contains(Tables.SideBlocks, new BlockKey(ommer.Number, ommer.Hash)));
        Assert.False(tx.Contains(Tables.SideBlocks, new BlockKey(ommer.Number, unsealedBeside.Header.Hash)));
    }

    [Fact]
    public async Task An_invented_mix_hash_is_refused_even_when_its_result_is_within_the_boundary()
    {
        TestChain chain = TestChain.Generate(Unsealed with { Blocks = 1 });
        Header header = chain.Head.Header with { MixHash = Keccak.OfEmpty };
        while (SealRules.FindBoundary(header, out _) is not null)
        {
            header = header with { Nonce = header.Nonce + 1 };
        }
        using TestNode node = new(chain.Genesis, ethash: Ethash);
        PipelineResult result = await node.ImportAsync([chain.Head with { Header = header }]);
        InvalidBlock invalid = Assert.Single(result.Rejected).Block;
        Assert.Equal((InvalidBlockReason.MixHashWrong, 1UL), (invalid.Reason, invalid.Number.Value));
        Assert.Equal(Keccak.OfEmpty.ToString(), invalid.Found);
        Assert.Equal(0UL, result.Head.Number.Value);
    }

    [Fact]
    public async Task An_ommer_with_a_wrong_seal_makes_its_block_invalid()
    {
        TestChain chain = TestChain.Generate(Unsealed);
        Block first = chain.Blocks.First(block => block.Body.Ommers.Count > 0);
        using TestNode node = new(chain.Genesis);
        using ChainFileSource source = ChainFileSource.Open([node.Write(chain.Blocks)], chain.Genesis.Hash);
        StageSet unverified = AllStages.Create(chain.Genesis.Spec, source, source);
        BodiesStage bodies = new(chain.Genesis.Spec, source, Ethash);
        StageSet set = unverified with { Stages = [unverified.Stages[0], bodies, .. unverified.Stages.Skip(2)] };
        PipelineResult result = await node.Create(set).RunAsync(PipelineTarget.Everything, default);
        InvalidBlock invalid = result.Rejected[0].Block;
        Assert.Equal((InvalidBlockReason.OmmerHeaderInvalid, first.Header.Number), (invalid.Reason, invalid.Number));
        Assert.Contains(
            $"{first.Body.Ommers[0].Hash} with {InvalidBlockReason.SealAboveBoundary}",
            invalid.Found,
            StringComparison.Ordinal
        );
        Assert.Equal(first.Header.Number - 1, result.Head.Number);
    }

    [Fact]
    public async Task After_the_merge_there_is_nothing_to_verify()
    {
        TestChain chain = TestChain.Generate(Unsealed with { Spec = ChainSpec.AllFrom(Fork.Shanghai, 1337) });
        using TestNode node = new(chain.Genesis, ethash: Ethash);
        PipelineResult result = await node.ImportAsync(chain);
        Assert.Empty(result.Rejected);
        Assert.Equal(30UL, result.Head.Number.Value);
    }

    [FixtureFact]
    public void A_batch_names_exactly_the_wrong_ones()
    {
        Header[] headers = [.. MainnetBlocks().Take(30).Select(block => block.Header)];
        foreach (int wrong in new[] { 0, 3, 4, 9, 29 })
        {
            headers[wrong] = headers[wrong] with { Nonce = headers[wrong].Nonce + 1 };
        }
        SealBatch batch = new(Ethash);
        foreach (Header header in headers)
        {
            batch.Add(header);
        }
        batch.Verify();
        for (int i = 0; i < headers.Length; i++)
        {
            Assert.False(batch.TryTake(headers[(i + 1) % headers.Length], out _));
            Assert.True(batch.TryTake(headers[i], out Violation? violation));
            Assert.Equal(i is 0 or 3 or 4 or 9 or 29, violation is not null);
        }
        Assert.False(batch.TryTake(headers[0], out _));
    }

    private static List<Block> MainnetBlocks()
    {
        byte[] bytes = File.ReadAllBytes(Fixtures.Chain(Mainnet, "blocks.rlp"));
        List<Block> blocks = [];
        for (ReadOnlySpan<byte> rest = bytes; !rest.IsEmpty; )
        {
            Assert.True(RlpReader.TryMeasure(rest, out int length, out _));
            Assert.True(BodyCodec.TryDecodeBlock(rest[..length], out Block block, out _));
            rest = rest[length..];
            if (block.Header.Number != BlockNumber.Genesis)
            {
                blocks.Add(block);
            }
        }
        return blocks;
    }
}
