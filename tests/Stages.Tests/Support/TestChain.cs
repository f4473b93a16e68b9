using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>A generated chain: genesis and the RLP of its blocks.</summary>
internal sealed record TestChain(Genesis Genesis, IReadOnlyList<Block> Blocks)
{
    public Block Head => Blocks[^1];

    public static TestChain Generate(ChainGeneratorOptions options)
    {
        ChainGenerator generator = new(options);
        return new TestChain(generator.Genesis, [.. generator.Generate()]);
    }

    public static byte[] Encode(Block block)
    {
        RlpWriter writer = new();
        BodyCodec.EncodeBlock(writer, block);
        return writer.Written.ToArray();
    }

    /// <summary>The chain with a wrong field in one block, and all after it linked to that.</summary>
    public TestChain Relinked(int number, Func<Header, Header> change)
    {
        List<Block> blocks = [.. Blocks];
        blocks[number - 1] = blocks[number - 1] with { Header = change(blocks[number - 1].Header) };
        for (int i = number; i < blocks.Count; i++)
        {
            blocks[i] = blocks[i] with { Header = blocks[i].Header with { ParentHash = blocks[i - 1].Header.Hash } };
        }
        return this with { Blocks = blocks };
    }

    /// <summary>The chain with a wrong field in every block from one on: as if its maker had gone wrong there.</summary>
    public TestChain RelinkedFrom(int number, Func<Header, Header> change)
    {
        TestChain chain = this;
        for (int i = number; i <= Blocks.Count; i++)
        {
            chain = chain.Relinked(i, change);
        }
        return chain;
    }
}
