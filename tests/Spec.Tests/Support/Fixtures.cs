using System.Formats.Tar;
using System.IO.Compression;

namespace NodeProto.Spec.Tests;

/// <summary>Finds the public suites and chains, and reads cases out of their archives in place.</summary>
/// <remarks>
/// The root is what NODEPROTO_FIXTURES names, or the folder <c>shared</c> beside the repository's; it holds <c>fixtures/</c> and
/// <c>chains/</c>.
/// </remarks>
internal static class Fixtures
{
    public const string Basic = "fixtures/ethereum-tests-basic.tar.gz";

    private static readonly string? Root = FindRoot();

    /// <summary>Why tests over this file or folder are skipped; null when it is there.</summary>
    public static string? WhyAbsent(string path) =>
        Root is null ? "fixtures not found: set NODEPROTO_FIXTURES"
        : Path.Exists(Path.Combine(Root, path)) ? null
        : $"fixtures not found: no {path} in {Root}";

    /// <summary>Path of a file or folder below the root.</summary>
    public static string PathOf(string path) =>
        Path.Combine(Root ?? throw new InvalidOperationException("Fixtures are absent: use FixtureFact or FixtureTheory."), path);

    /// <summary>Files of an archive whose name begins so and ends in <c>.json</c>, in the archive's order.</summary>
    public static IEnumerable<(string Name, byte[] Content)> ReadArchive(string archive, string prefix)
    {
        using FileStream file = File.OpenRead(PathOf(archive));
        using GZipStream unzipped = new(file, CompressionMode.Decompress);
        using TarReader tar = new(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            string name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            bool isWanted =
                name.StartsWith(prefix, StringComparison.Ordinal)
                && name.EndsWith(".json", StringComparison.Ordinal)
                && entry.DataStream is not null;
            if (isWanted)
            {
                byte[] content = new byte[entry.Length];
                entry.DataStream!.ReadExactly(content);
                yield return (name, content);
            }
        }
    }

    /// <summary>One file of an archive.</summary>
    public static byte[] ReadFile(string archive, string name)
    {
        foreach ((string found, byte[] content) in ReadArchive(archive, name))
        {
            if (found == name)
            {
                return content;
            }
        }
        throw new FileNotFoundException($"{archive} has no {name}.");
    }

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("NODEPROTO_FIXTURES") is { Length: > 0 } named)
        {
            return named;
        }
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "NodeProto.sln")))
            {
                string shared = Path.Combine(folder.FullName, "..", "shared");
                return Directory.Exists(shared) ? Path.GetFullPath(shared) : null;
            }
        }
        return null;
    }
}
