using System.Globalization;

namespace NodeProto.Db;

/// <summary>A file beside the database with the process id of its writer, so that the error of a second one can name it.</summary>
/// <remarks>The lock itself is RocksDB's; a mark left by a killed process says nothing and harms nothing.</remarks>
internal static class WriterMark
{
    private const string FileName = "WRITER";

    public static void Set(string path)
    {
        try
        {
            File.WriteAllText(FileOf(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It only serves an error message, and a full disk must not keep a database from being opened.
        }
    }

    public static void Remove(string path)
    {
        try
        {
            File.Delete(FileOf(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }

    /// <summary>Whether somebody writes to a database, or was killed while writing.</summary>
    public static bool Exists(string path) => File.Exists(FileOf(path));

    public static string Describe(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(FileOf(path)), CultureInfo.InvariantCulture, out int id)
                ? $"process {id}"
                : "another process";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }

    private static string FileOf(string path) => path.TrimEnd(Path.DirectorySeparatorChar) + "." + FileName;
}
