using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>Invalid blocks of the newest rules, with contracts, blobs and requests, through all stages.</summary>
public sealed class InvalidContractBlockTests
{
    private const int Bad = 17;

    private static readonly ChainGeneratorOptions Shape = new()
    {
        Seed = 11,
        Blocks = 24,
        TransactionsPerBlock = 8,
        Senders = 9,
        Contracts = true,
    };

    public static TheoryData<InvalidBlockReason> Reasons =>
        [
            InvalidBlockReason.NonceTooLow,
            InvalidBlockReason.GasUsedWrong,
            InvalidBlockReason.ReceiptsRootWrong,
            InvalidBlockReason.LogsBloomWrong,
            InvalidBlockReason.RequestsHashWrong,
            InvalidBlockReason.BlobGasUsedWrong,
            InvalidBlockReason.ExcessBlobGasWrong,
        ];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Rule_block_and_transaction_are_named_and_everything_before_is_kept(InvalidBlockReason reason)
    {
        TestChain good = TestChain.Generate(Shape with { Spec = GeneratedSpecs.Find(GeneratedSpecs.Default, Shape) });
        (TestChain bad, int? transaction) = Break(good, reason);
        using TestNode expected = new(good.Genesis);
        PipelineResult before = await expected.ImportAsync(good with { Blocks = [.. good.Blocks.Take(Bad - 1)] });
        Assert.Empty(before.Rejected);
        foreach (RootChecks checks in new[] { RootChecks.Commit, RootChecks.Every })
        {
            using TestNode node = new(good.Genesis, roots: new StateRootOptions { Checks = checks });
            PipelineResult result = await node.ImportAsync(bad);
            // A wrong gas figure makes the next header wrong as well, and headers come first.
            InvalidBlock invalid = result.Rejected[^1].Block;
            Assert.Equal(reason, invalid.Reason);
            Assert.Equal((ulong)Bad, invalid.Number.Value);
            Assert.Equal(bad.Blocks[Bad - 1].Header.Hash, invalid.Hash);
            Assert.Equal(transaction, invalid.TransactionIndex);
            Assert.Equal((ulong)Bad - 1, result.Head.Number.Value);
            Assert.Equal(expected.Rows(), node.Rows());
        }
    }

    private static (TestChain Chain, int? Transaction) Break(TestChain chain, InvalidBlockReason reason) =>
        reason switch
        {
            InvalidBlockReason.GasUsedWrong => (chain.Relinked(Bad, header => header with { GasUsed = header.GasUsed + 1 }), null),
            InvalidBlockReason.ReceiptsRootWrong => (chain.Relinked(Bad, header => header with { ReceiptsRoot = Keccak.OfEmpty }), null),
            InvalidBlockReason.LogsBloomWrong => (
                chain.Relinked(Bad, header => header with { LogsBloom = OneBitMore(header.LogsBloom) }),
                null
            ),
            InvalidBlockReason.RequestsHashWrong => (chain.Relinked(Bad, header => header with { RequestsHash = Keccak.OfEmpty }), null),
            InvalidBlockReason.BlobGasUsedWrong => (
                chain.Relinked(
                    Bad,
                    header =>
                        header with
                        {
                            BlobGasUsed =
                                header.BlobGasUsed is { } used && used > 0 ? used - BlobParameters.GasPerBlob : BlobParameters.GasPerBlob,
                        }
                ),
                null
            ),
            InvalidBlockReason.ExcessBlobGasWrong => (
                chain.Relinked(Bad, header => header with { ExcessBlobGas = header.ExcessBlobGas + BlobParameters.GasPerBlob }),
                null
            ),
            _ => WithRepeatedTransaction(chain),
        };

    private static Bloom OneBitMore(Bloom bloom)
    {
        byte[] bytes = bloom.Bytes.ToArray();
        bytes[0] ^= 1;
        return Bloom.FromBytes(bytes);
    }

    /// <summary>A transaction a second time, in place of a later one: well signed, but its nonce is used up.</summary>
    private static (TestChain Chain, int? Transaction) WithRepeatedTransaction(TestChain chain)
    {
        Block block = chain.Blocks[Bad - 1];
        Transaction[] transactions = [.. block.Body.Transactions];
        // Blob transactions stay where they are, so that the header's blob gas is right.
        int first = Array.FindIndex(transactions, transaction => transaction.Type != TransactionType.Blob);
        int again = Array.FindIndex(transactions, first + 1, transaction => transaction.Type != TransactionType.Blob);
        Assert.True(first >= 0 && again > first);
        transactions[again] = transactions[first];
        TestChain broken = chain.Relinked(Bad, header => header with { TransactionsRoot = BodyRules.TransactionsRoot(transactions) });
        List<Block> blocks = [.. broken.Blocks];
        blocks[Bad - 1] = blocks[Bad - 1] with { Body = block.Body with { Transactions = transactions } };
        return (broken with { Blocks = blocks }, again);
    }
}
