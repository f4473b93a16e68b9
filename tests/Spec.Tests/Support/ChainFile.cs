using NodeProto.Primitives;

namespace NodeProto.Spec.Tests;

/// <summary>The chains of other clients: files of RLP blocks one after the other.</summary>
internal static class ChainFile
{
    /// <summary>Blocks of a file, each as its bytes.</summary>
    public static List<byte[]> ReadBlocks(string path)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(Fixtures.PathOf(path));
        List<byte[]> blocks = [];
        while (!rest.IsEmpty)
        {
            Assert.True(RlpReader.TryMeasure(rest, out int length, out RlpError error), $"{path}: {error}");
            blocks.Add(rest[..length].ToArray());
            rest = rest[length..];
        }
        return blocks;
    }

    /// <summary>Blocks of a file, decoded.</summary>
    public static List<Block> Decode(string path) =>
        ReadBlocks(path)
            .ConvertAll(rlp =>
                BodyCodec.TryDecodeBlock(rlp, out Block block, out RlpError error) ? block : throw new FormatException($"{path}: {error}")
            );
}
