using System.Formats.Tar;
using System.IO.Compression;
using NodeProto.Primitives;

namespace NodeProto.Node.TestSuites;

/// <summary>Reads the files of a suite out of folders and archives, one after the other and in place.</summary>
/// <remarks>What turns out to be unreadable on the way is a file with a <see cref="SuiteFile.Damage"/>, and the others follow.</remarks>
internal static class SuiteFiles
{
    private const string ArchiveEnding = ".tar.gz";
    private const string FileEnding = ".json";

    /// <summary>Fails unless every path is there, of a kind that can be read, and may be read.</summary>
    /// <exception cref="NodeException">One is not.</exception>
    public static void Require(IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
        {
            if (WhyUnreadable(path) is { } why)
            {
                throw new NodeException(
                    NodeErrorCode.SettingInvalid,
                    why,
                    $"PATH '{path}'",
                    $"Give folders, {FileEnding} files and {ArchiveEnding} archives of a suite"
                );
            }
        }
    }

    /// <summary>All JSON files below the paths: folders, <c>.json</c> files and <c>.tar.gz</c> archives.</summary>
    public static IEnumerable<SuiteFile> Read(IReadOnlyList<string> paths) => paths.SelectMany(Read);

    /// <summary>JSON files of an archive, in the archive's order.</summary>
    public static IEnumerable<SuiteFile> ReadArchive(string path)
    {
        using FileStream? file = Open(path, out string why);
        if (file is null)
        {
            yield return SuiteFile.Damaged(path, why);
            yield break;
        }
        using GZipStream unzipped = new(file, CompressionMode.Decompress);
        using TarReader tar = new(unzipped);
        while (ReadNext(tar, file, path) is { } next)
        {
            if (next.Content.Length > 0 || next.Damage is not null)
            {
                yield return next;
            }
            if (next.Damage is not null)
            {
                yield break;
            }
        }
    }

    /// <summary>The next entry; without content when it is no JSON file; null at the end.</summary>
    private static SuiteFile? ReadNext(TarReader tar, FileStream file, string path)
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
            if (entry.Length > Array.MaxLength)
            {
                throw new InvalidDataException($"{entry.Name} claims to have {entry.Length} bytes");
            }
            byte[] content = new byte[entry.Length];
            entry.DataStream.ReadExactly(content);
            return new SuiteFile(entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name, content);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or FormatException)
        {
            string where = $"before offset {file.Position} of {file.Length}";
            return SuiteFile.Damaged(path, $"the archive is damaged or none, {where}: {failure.Message.TrimEnd('.')}");
        }
    }

    private static IEnumerable<SuiteFile> Read(string path)
    {
        if (Directory.Exists(path))
        {
            return ReadFolder(path);
        }
        return path.EndsWith(ArchiveEnding, StringComparison.Ordinal) ? ReadArchive(path) : [ReadFile(Path.GetFileName(path), path)];
    }

    private static IEnumerable<SuiteFile> ReadFolder(string folder)
    {
        string[] paths = [];
        string? why = null;
        try
        {
            paths = Directory.GetFiles(folder, "*" + FileEnding, SearchOption.AllDirectories);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            why = failure.Message;
        }
        if (why is not null)
        {
            yield return SuiteFile.Damaged(folder, $"the folder cannot be read: {why.TrimEnd('.')}");
        }
        Array.Sort(paths, StringComparer.Ordinal);
        foreach (string path in paths)
        {
            yield return ReadFile(Path.GetRelativePath(folder, path), path);
        }
    }

    private static SuiteFile ReadFile(string name, string path)
    {
        try
        {
            return new SuiteFile(name, File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return SuiteFile.Damaged(name, $"the file cannot be read: {failure.Message.TrimEnd('.')}");
        }
    }

    private static FileStream? Open(string path, out string why)
    {
        why = "";
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            why = $"the file cannot be read: {failure.Message.TrimEnd('.')}";
            return null;
        }
    }

    private static string? WhyUnreadable(string path)
    {
        if (Directory.Exists(path))
        {
            return null;
        }
        if (!File.Exists(path))
        {
            return "there is no such file or folder";
        }
        if (!path.EndsWith(ArchiveEnding, StringComparison.Ordinal) && !path.EndsWith(FileEnding, StringComparison.Ordinal))
        {
            return $"the file is no {FileEnding} file and no {ArchiveEnding} archive";
        }
        using FileStream? file = Open(path, out string why);
        return file is null ? why : null;
    }
}
