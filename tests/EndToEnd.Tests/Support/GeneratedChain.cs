using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.EndToEnd.Tests;

/// <summary>A chain made from a seed: its genesis and its blocks.</summary>
internal sealed record GeneratedChain(Genesis Genesis, IReadOnlyList<Block> Blocks)
{
    public ulong Head => Blocks[^1].Header.Number.Value;

    public static GeneratedChain Of(ChainGeneratorOptions options)
    {
        ChainGenerator generator = new(options);
        return new GeneratedChain(generator.Genesis, [.. generator.Generate()]);
    }

    /// <summary>The RLP of some blocks, one after the other.</summary>
    public static byte[] Encode(IEnumerable<Block> blocks)
    {
        using MemoryStream bytes = new();
        foreach (Block block in blocks)
        {
            RlpWriter writer = new();
            BodyCodec.EncodeBlock(writer, block);
            bytes.Write(writer.Written);
        }
        return bytes.ToArray();
    }

    /// <summary>Writes the genesis file.</summary>
    public string WriteGenesis(TestFolder folder, string name = "genesis.json") => folder.Write(name, GenesisFile.Write(Genesis));

    /// <summary>Writes the blocks as a chain file.</summary>
    public string WriteBlocks(TestFolder folder, string name = "chain.rlp") => folder.Write(name, Encode(Blocks));

    /// <summary>The chain with another field in one block's header, and all after it linked to that.</summary>
    public GeneratedChain Changed(int number, Func<Header, Header> change)
    {
        List<Block> blocks = [.. Blocks];
        blocks[number - 1] = blocks[number - 1] with { Header = change(blocks[number - 1].Header) };
        for (int i = number; i < blocks.Count; i++)
        {
            blocks[i] = blocks[i] with { Header = blocks[i].Header with { ParentHash = blocks[i - 1].Header.Hash } };
        }
        return this with { Blocks = blocks };
    }
}
