using System.Globalization;
using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Bench;

/// <summary>Blocks of Frontier, whose receipts hold a state root for each transaction: how the time grows with the block.</summary>
internal sealed class IntermediateRootsBenchmark : IComparison
{
    public static string Name => "intermediate-roots";

    public static string Summary => "execution stage: Frontier blocks with few and many transactions, a state root after each";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        foreach ((int blocks, int transactions) in ((int, int)[])[(20, 10), (400, 10), (2, 500), (2, 1_000), (2, 2_000)])
        {
            ChainGenerator generator = new(
                new ChainGeneratorOptions
                {
                    Spec = ChainSpec.AllFrom(Fork.Frontier, 1337),
                    Blocks = blocks,
                    TransactionsPerBlock = transactions,
                    Senders = 1_000,
                }
            );
            MemorySource source = new();
            foreach (Block block in generator.Generate())
            {
                source.Add(block.Header, block.Body);
            }
            using StageBench bench = new(generator.Genesis, source);
            bench.Run(StageId.Headers);
            bench.Run(StageId.Bodies);
            bench.Run(StageId.SenderRecovery);
            double seconds = bench.Run(StageId.Execution).Seconds;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{blocks, 4} blocks of {transactions, 5} transactions, one commit: {seconds, 7:F2} s, {seconds * 1e6 / blocks / transactions, 8:F0} us a transaction"
                )
            );
        }
    }
}
