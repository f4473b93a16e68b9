using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

public sealed class InvalidBlockTests
{
    private const int Bad = 17;

    private static readonly ChainGeneratorOptions Options = new()
    {
        Spec = ChainSpec.AllFrom(Fork.Byzantium, 1337),
        Blocks = 30,
        TransactionsPerBlock = 3,
        Senders = 10,
        Ommers = false, // Relinked blocks would no longer be kin of theirs.
    };

    public static TheoryData<InvalidBlockReason> Reasons =>
        [
            InvalidBlockReason.TimestampNotAfterParent,
            InvalidBlockReason.TransactionsRootWrong,
            InvalidBlockReason.OmmersHashWrong,
            InvalidBlockReason.SenderUnrecoverable,
            InvalidBlockReason.GasUsedWrong,
            InvalidBlockReason.ReceiptsRootWrong,
            InvalidBlockReason.StateRootWrong,
        ];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task What_is_good_before_an_invalid_block_is_kept_and_the_block_is_named(InvalidBlockReason reason)
    {
        TestChain good = TestChain.Generate(Options);
        TestChain bad = Break(good, reason);
        foreach (RootChecks checks in new[] { RootChecks.Commit, RootChecks.Every })
        {
            using TestNode expected = new(good.Genesis);
            await expected.ImportAsync(good with { Blocks = [.. good.Blocks.Take(Bad - 1)] });
            using TestNode node = new(good.Genesis, roots: new StateRootOptions { Checks = checks });
            PipelineResult result = await node.ImportAsync(bad);
            // A changed header can make the next one invalid as well (EIP-100 counts ommers), and headers come first.
            RejectedBlock rejected = result.Rejected[^1];
            Assert.Equal(reason, rejected.Block.Reason);
            Assert.Equal((ulong)Bad, rejected.Block.Number.Value);
            Assert.Equal(bad.Blocks[Bad - 1].Header.Hash, rejected.Block.Hash);
            Assert.Equal((ulong)Bad - 1, result.Head.Number.Value);
            Assert.Equal(expected.Rows(), node.Rows());
        }
    }

    [Fact]
    public async Task A_wrong_root_is_found_by_a_rebuild_too()
    {
        TestChain good = TestChain.Generate(Options);
        using TestNode node = new(good.Genesis, roots: new StateRootOptions { ChangesForRebuild = 1 });
        PipelineResult result = await node.ImportAsync(Break(good, InvalidBlockReason.StateRootWrong));
        Assert.Equal((ulong)Bad, Assert.Single(result.Rejected).Block.Number.Value);
        Assert.Equal((ulong)Bad - 1, result.Head.Number.Value);
    }

    [Fact]
    public async Task After_a_way_back_that_failed_the_same_process_finds_the_block_again()
    {
        TestChain good = TestChain.Generate(Options);
        TestChain bad = Break(good, InvalidBlockReason.ReceiptsRootWrong);
        using TestNode straight = new(good.Genesis);
        await straight.ImportAsync(bad);
        bool hasFailed = true;
        int failedOnTheWayBack = 0;
        for (int commits = 0; hasFailed; commits++)
        {
            using TestNode node = new(good.Genesis);
            using FaultyDatabase database = new(node.Database);
            using ChainFileSource source = ChainFileSource.Open([node.Write(bad.Blocks)], good.Genesis.Hash);
            Pipeline pipeline = new(database, AllStages.Create(good.Genesis.Spec, source, source), observer: node.Events);
            database.Plan(new FaultPlan(FaultKind.Failure, FaultPoints.BeforeCommit, commits));
            hasFailed = await Record.ExceptionAsync(() => pipeline.RunAsync(PipelineTarget.Everything, default)) is not null;
            failedOnTheWayBack += hasFailed && node.Events.Lines.Contains("execution 16") ? 1 : 0;
            PipelineResult result = await pipeline.RunAsync(PipelineTarget.Everything, default);
            Assert.Equal((ulong)Bad - 1, result.Head.Number.Value);
            Assert.Equal(straight.Rows(), node.Rows());
        }
        Assert.True(failedOnTheWayBack > 2, $"{failedOnTheWayBack} failures after the block was refused");
    }

    private static TestChain Break(TestChain chain, InvalidBlockReason reason) =>
        reason switch
        {
            InvalidBlockReason.TimestampNotAfterParent => chain.Relinked(Bad, header => header with { Timestamp = 1 }),
            InvalidBlockReason.TransactionsRootWrong => chain.Relinked(Bad, header => header with { TransactionsRoot = Keccak.OfEmpty }),
            InvalidBlockReason.OmmersHashWrong => chain.Relinked(Bad, header => header with { OmmersHash = Keccak.OfEmpty }),
            InvalidBlockReason.GasUsedWrong => chain.Relinked(Bad, header => header with { GasUsed = header.GasUsed + 1 }),
            InvalidBlockReason.ReceiptsRootWrong => chain.Relinked(Bad, header => header with { ReceiptsRoot = Keccak.OfEmpty }),
            InvalidBlockReason.StateRootWrong => chain.RelinkedFrom(Bad, header => header with { StateRoot = Keccak.OfEmpty }),
            _ => WithBadSignature(chain),
        };

    private static TestChain WithBadSignature(TestChain chain)
    {
        Block block = chain.Blocks[Bad - 1];
        // 5 is the x coordinate of no point of the curve, so no key made the signature.
        Transaction[] transactions = [.. block.Body.Transactions];
        transactions[1] = transactions[1] with { R = new UInt256(5) };
        TestChain broken = chain.Relinked(Bad, header => header with { TransactionsRoot = BodyRules.TransactionsRoot(transactions) });
        List<Block> blocks = [.. broken.Blocks];
        blocks[Bad - 1] = blocks[Bad - 1] with { Body = block.Body with { Transactions = transactions } };
        return broken with { Blocks = blocks };
    }
}
