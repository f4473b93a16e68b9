using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Bench;

/// <summary>A generated chain in memory, encoded for the stages and decoded for their limits.</summary>
internal sealed class BenchChain
{
    private BenchChain(Genesis genesis) => Genesis = genesis;

    public Genesis Genesis { get; }

    public MemorySource Source { get; } = new();

    public List<Block> Blocks { get; } = [];

    /// <summary>Blocks with transfers, by the rules of Shanghai.</summary>
    public static BenchChain OfTransfers(int blocks, long transactions, int senders) =>
        Of(
            new ChainGeneratorOptions
            {
                Blocks = blocks,
                TransactionsInAll = transactions,
                Senders = senders,
            }
        );

    /// <summary>Blocks with transactions that call contracts and change slots, by the rules of Shanghai.</summary>
    public static BenchChain OfContracts(int blocks, long transactions, int senders) =>
        Of(
            new ChainGeneratorOptions
            {
                Blocks = blocks,
                TransactionsInAll = transactions,
                Senders = senders,
                Contracts = true,
            }
        );

    /// <summary>Blocks with nothing in them, by the rules of London: many headers in little time.</summary>
    public static BenchChain OfHeaders(int count)
    {
        BenchChain chain = new(new ChainGenerator(new ChainGeneratorOptions { Spec = ChainSpec.AllFrom(Fork.London, 1337) }).Genesis);
        foreach (Header header in HeaderChain.Generate(chain.Genesis, count))
        {
            chain.Add(new Block(header, Body.Empty));
        }
        return chain;
    }

    private static BenchChain Of(ChainGeneratorOptions options)
    {
        ChainGenerator generator = new(options);
        BenchChain chain = new(generator.Genesis);
        foreach (Block block in generator.Generate())
        {
            chain.Add(block);
        }
        return chain;
    }

    private void Add(Block block)
    {
        Source.Add(block.Header, block.Body);
        Blocks.Add(block);
    }
}
