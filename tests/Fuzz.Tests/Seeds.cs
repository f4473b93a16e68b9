using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.Fuzz.Tests;

/// <summary>Good blocks to begin with: generated ones of every kind, and some of other clients where these are on the machine.</summary>
internal static class Seeds
{
    private const int RealBytesMax = 1 << 20;
    private const int RealBlockBytesMax = 16 * 1024;

    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Where chains of other clients are, if they are.</summary>
    public static string Fixtures { get; } = Environment.GetEnvironmentVariable("NODEPROTO_FIXTURES") ?? Path.Combine(Root, "..", "shared");

    /// <summary>A chain by work, with ommers.</summary>
    public static ChainGeneratorOptions Work { get; } =
        new()
        {
            Spec = ChainSpec.AllFrom(Fork.Frontier, 1337),
            Blocks = 6,
            TransactionsPerBlock = 3,
            Senders = 4,
            Contracts = true,
        };

    /// <summary>A chain of the latest fork, with every type of transaction.</summary>
    public static ChainGeneratorOptions Stake { get; } = Work with { Spec = ChainSpec.AllFrom(Fork.Osaka, 1337), TransactionsPerBlock = 8 };

    /// <summary>Generated blocks.</summary>
    public static IReadOnlyList<Block> Made { get; } =
    [
        .. new ChainGenerator(Work).Generate(),
        .. new ChainGenerator(Work with { Spec = ChainSpec.AllFrom(Fork.London, 1337), Blocks = 3 }).Generate(),
        .. new ChainGenerator(Stake).Generate(),
    ];

    /// <summary>All blocks as RLP.</summary>
    public static IReadOnlyList<byte[]> Blocks { get; } = [.. Made.Select(block => block.EncodeToArray()), .. Real()];

    /// <summary>All blocks.</summary>
    public static IReadOnlyList<Block> Decoded { get; } =
    [.. Blocks.Select(rlp => BodyCodec.TryDecodeBlock(rlp, out Block block, out _) ? block : throw new InvalidDataException())];

    /// <summary>Up to so many small blocks from the begin of each chain that is there, from places that lie apart.</summary>
    private static IEnumerable<byte[]> Real()
    {
        string chains = Path.Combine(Fixtures, "chains");
        if (!Directory.Exists(chains))
        {
            yield break;
        }
        foreach (string file in Directory.GetFiles(chains, "*.rlp", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] bytes = new byte[RealBytesMax];
            using FileStream stream = File.OpenRead(file);
            int end = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            int number = 0;
            for (int at = 0; RlpReader.TryMeasure(bytes.AsSpan(at, end - at), out int length, out _) && length <= end - at; at += length)
            {
                if (number++ % 16 == 1 && length <= RealBlockBytesMax)
                {
                    yield return bytes[at..(at + length)];
                }
            }
        }
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NodeProto.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run inside the repository.");
    }
}
