using System.Globalization;
using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>How many files the process may have open (<c>ulimit -n</c>), and how many of them RocksDB gets.</summary>
public static class OpenFiles
{
    /// <summary>
    /// With fewer, nothing is begun. An import has some 110 open beside the sorted files of its tables, 26 of them RocksDB's; served metrics, files
    /// that are loaded and sources come on top. (Counted in November 2026; with 96 RocksDB cannot be opened, with 64 .NET hardly starts.)
    /// </summary>
    public const long Min = 256;

    /// <summary>Kept for everything but sorted files.</summary>
    private const long Others = 200;

    /// <summary>Sorted files that one run may add: half a terabyte of them, 64 MiB each.</summary>
    private const long Growth = 8192;

    private const string LimitsFile = "/proc/self/limits";

    /// <summary>The limit of this process; .NET has raised it to the highest that the system allows. Without end where nobody tells.</summary>
    public static long Limit { get; } = ReadLimit();

    /// <summary>Refuses a limit that is too low to do anything with.</summary>
    /// <exception cref="NodeException">It is too low.</exception>
    public static void RequireEnough()
    {
        if (Limit < Min)
        {
            throw TooFew($"only {Limit} files may be open at once; at least {Min} are needed", "", null);
        }
    }

    /// <summary>The error for a limit that was reached, or is too low.</summary>
    internal static NodeException TooFew(string what, string where, Exception? inner) =>
        new(
            NodeErrorCode.OpenFilesTooFew,
            what,
            where,
            "Raise the limit before the start (`ulimit -n 65536`; LimitNOFILE= of a systemd service; --ulimit of a container) and run the command again.",
            inner
        );

    /// <summary>What RocksDB is told: -1, to keep every sorted file open, which is fastest, or as many as the limit leaves.</summary>
    /// <param name="sortedFiles">Sorted files that there are.</param>
    /// <param name="limit">The limit.</param>
    internal static int ForWriter(long sortedFiles, long limit) =>
        sortedFiles + Growth + Others <= limit ? -1 : (int)Math.Max(20, limit - Others); // RocksDB takes no fewer than 20.

    /// <summary>A reader must have every file open: what the writer beside it deletes stays readable only so.</summary>
    /// <exception cref="NodeException">They are more than the limit leaves.</exception>
    internal static int ForReader(long sortedFiles, long limit, string path) =>
        sortedFiles + Others <= limit
            ? -1
            : throw TooFew(
                $"only {limit} files may be open at once; reading this database needs {sortedFiles + Others}, since it consists of {sortedFiles} files",
                path,
                null
            );

    /// <summary>How many sorted files a database has.</summary>
    internal static long CountSorted(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.sst").LongCount() : 0;

    private static long ReadLimit()
    {
        try
        {
            foreach (string line in File.ReadLines(LimitsFile))
            {
                // Max open files            1024                 524288               files
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words is ["Max", "open", "files", { } soft, ..])
                {
                    return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : long.MaxValue;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another system: then the error of the file that could not be opened has to tell.
        }
        return long.MaxValue;
    }
}
