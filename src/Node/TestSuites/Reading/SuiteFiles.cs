using System.Formats.Tar;
using System.IO.Compression;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Reads the files of a suite out of folders and archives, one after the other and in place.</summary>
internal static class SuiteFiles
{
    private const string ArchiveEnding = ".tar.gz";
    private const string FileEnding = ".json";

    /// <summary>All JSON files below the paths: folders, <c>.json</c> files and <c>.tar.gz</c> archives.</summary>
    /// <exception cref="NodeException">A path does not exist or is of another kind.</exception>
    public static IEnumerable<SuiteFile> Read(IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
        {
            Require(path);
        }
        foreach (string path in paths)
        {
            foreach (SuiteFile file in Read(path))
            {
                yield return file;
            }
        }
    }

    /// <summary>JSON files of an archive, in the archive's order.</summary>
    /// <exception cref="NodeException">The archive is damaged.</exception>
    public static IEnumerable<SuiteFile> ReadArchive(string path)
    {
        using FileStream file = File.OpenRead(path);
        using GZipStream unzipped = new(file, CompressionMode.Decompress);
        using TarReader tar = new(unzipped);
        while (ReadNext(tar, path) is { } next)
        {
            if (next.Content.Length > 0)
            {
                yield return next;
            }
        }
    }

    /// <summary>The next entry; without content when it is no JSON file; null at the end.</summary>
    private static SuiteFile? ReadNext(TarReader tar, string path)
    {
        try
        {
            if (tar.GetNextEntry() is not { } entry)
            {
                return null;
            }
            if (entry.DataStream is null || !entry.Name.EndsWith(FileEnding, StringComparison.Ordinal))
            {
                return new SuiteFile(entry.Name, []);
            }
            byte[] content = new byte[entry.Length];
            entry.DataStream.ReadExactly(content);
            return new SuiteFile(entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name, content);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            throw new NodeException(NodeErrorCode.SuiteFileMalformed, $"no archive: {failure.Message}", path, "Get the suite again");
        }
    }

    private static IEnumerable<SuiteFile> Read(string path)
    {
        if (path.EndsWith(ArchiveEnding, StringComparison.Ordinal))
        {
            return ReadArchive(path);
        }
        return File.Exists(path) ? [new SuiteFile(Path.GetFileName(path), File.ReadAllBytes(path))] : ReadFolder(path);
    }

    private static IEnumerable<SuiteFile> ReadFolder(string folder)
    {
        string[] paths = Directory.GetFiles(folder, "*" + FileEnding, SearchOption.AllDirectories);
        Array.Sort(paths, StringComparer.Ordinal);
        foreach (string path in paths)
        {
            yield return new SuiteFile(Path.GetRelativePath(folder, path), File.ReadAllBytes(path));
        }
    }

    private static void Require(string path)
    {
        bool isFile =
            path.EndsWith(ArchiveEnding, StringComparison.Ordinal) || path.EndsWith(FileEnding, StringComparison.Ordinal)
                ? File.Exists(path)
                : Directory.Exists(path);
        if (!isFile)
        {
            throw new NodeException(
                NodeErrorCode.SettingInvalid,
                $"'{path}' is no folder, no {FileEnding} file and no {ArchiveEnding} archive",
                "nodeproto test-suite",
                "Give the path of a suite's files"
            );
        }
    }
}
