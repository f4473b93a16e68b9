using System.Collections.Concurrent;
using NodeProto.Consensus;
using NodeProto.Execution;
using NodeProto.Primitives;

namespace NodeProto.EndToEnd.Tests;

/// <summary>The chains that the tests share; each is made once.</summary>
internal static class Chains
{
    private static readonly ConcurrentDictionary<ulong, Lazy<Task<string>>> ShortChecksums = new();
    private static readonly ConcurrentDictionary<ulong, Lazy<Task<IReadOnlyDictionary<string, byte[]>>>> ShortData = new();
    private static readonly Lazy<Task<string>> LongChecksum = new(ComputeLongAsync);

    private static readonly ChainGeneratorOptions Branching = new()
    {
        Spec = ChainSpec.AllFrom(Fork.Byzantium, 1337),
        Seed = 11,
        Blocks = 25,
        TransactionsPerBlock = 3,
        Senders = 8,
        BranchFirst = 13,
    };

    /// <summary>60 blocks of Shanghai with transfers and withdrawals.</summary>
    public static GeneratedChain Short { get; } = GeneratedChain.Of(new ChainGeneratorOptions { Blocks = 60, Seed = 7 });

    /// <summary>400 blocks of Shanghai: with a commit for each block and stage, long enough to be disturbed on a fast machine too.</summary>
    public static GeneratedChain Long { get; } =
        GeneratedChain.Of(
            new ChainGeneratorOptions
            {
                Blocks = 400,
                TransactionsPerBlock = 2,
                Seed = 9,
            }
        );

    /// <summary>The same blocks 0 to 12 as <see cref="Heavy"/>, then others with less difficulty, before the merge.</summary>
    public static GeneratedChain Light { get; } = GeneratedChain.Of(Branching with { BranchSalt = 1, BranchSecondsPerBlock = 30 });

    /// <summary>The branch with more total difficulty.</summary>
    public static GeneratedChain Heavy { get; } = GeneratedChain.Of(Branching with { BranchSalt = 2, BranchSecondsPerBlock = 5 });

    /// <summary>Another chain: its genesis has other accounts.</summary>
    public static GeneratedChain Other { get; } = GeneratedChain.Of(new ChainGeneratorOptions { Blocks = 3, Seed = 8 });

    /// <summary>The checksum of <see cref="Short"/> up to a block, imported in one go into memory.</summary>
    public static Task<string> ShortChecksumAsync(ulong toBlock) =>
        ShortChecksums.GetOrAdd(toBlock, number => new Lazy<Task<string>>(() => ComputeAsync(number))).Value;

    /// <summary>The checksum of <see cref="Long"/>, imported in one go into memory.</summary>
    public static Task<string> LongChecksumAsync() => LongChecksum.Value;

    /// <summary>A data directory that holds <see cref="Short"/> up to a block, imported once and written anew for each who asks.</summary>
    public static async Task<DataFolder> ImportedAsync(ulong toBlock)
    {
        DataFolder folder = new(Short);
        await WriteImportedAsync(folder, toBlock);
        return folder;
    }

    /// <summary>Writes that data directory into a folder of <see cref="Short"/>.</summary>
    public static async Task WriteImportedAsync(DataFolder folder, ulong toBlock)
    {
        Lazy<Task<IReadOnlyDictionary<string, byte[]>>> files = ShortData.GetOrAdd(toBlock, number => new(() => ImportAsync(number)));
        foreach ((string name, byte[] bytes) in await files.Value)
        {
            string path = Path.Combine(folder.Data, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, bytes);
        }
    }

    private static async Task<IReadOnlyDictionary<string, byte[]>> ImportAsync(ulong toBlock)
    {
        using DataFolder folder = new(Short);
        (await NodeProcess.Run(folder.Import("--to-block", $"{toBlock}"))).EndedWith(0);
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder.Data, "*", SearchOption.AllDirectories))
        {
            files[Path.GetRelativePath(folder.Data, path)] = await File.ReadAllBytesAsync(path);
        }
        return files;
    }

    private static async Task<string> ComputeLongAsync()
    {
        using DataFolder folder = new(Long);
        return await folder.StraightAsync();
    }

    private static async Task<string> ComputeAsync(ulong toBlock)
    {
        using DataFolder folder = new(Short);
        return await folder.StraightAsync("--to-block", $"{toBlock}");
    }
}
