using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>A reader's own folder among the temporary files, which RocksDB wants for a secondary instance.</summary>
/// <remarks>
/// Its file <c>owner</c> is locked as long as the process lives. The folder of a reader that was killed is therefore one whose file can be
/// locked, and the next reader removes it; process numbers would tell less, since they come again and differ between containers.
/// </remarks>
internal sealed class ReaderFolder : IDisposable
{
    private const string Prefix = "nodeproto-reader-";
    private const string LockName = "owner";
    private const int AttemptsMax = 5;

    private readonly FileStream _owner;

    private ReaderFolder(string path, FileStream owner)
    {
        Path = path;
        _owner = owner;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Makes a folder, and removes those whose readers are gone.</summary>
    public static ReaderFolder Create()
    {
        try
        {
            return CreateNew();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            const string What = "there is no place for a temporary folder, which reading needs";
            throw DiskError.NoTemporaryPlace(What, System.IO.Path.GetTempPath(), e);
        }
    }

    private static ReaderFolder CreateNew()
    {
        RemoveStale();
        for (int attempt = 1; ; attempt++)
        {
            string path = Directory.CreateTempSubdirectory(Prefix).FullName;
            try
            {
                return new ReaderFolder(path, Lock(path, FileMode.CreateNew));
            }
            catch (IOException) when (attempt < AttemptsMax)
            {
                // Another reader found the file after it was made and before it was locked, and removes the folder.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(Path, recursive: true); // Still locked, so that nobody else removes it at the same time.
        _owner.Dispose();
    }

    private static FileStream Lock(string folder, FileMode mode) =>
        new(System.IO.Path.Combine(folder, LockName), mode, FileAccess.ReadWrite, FileShare.None);

    private static void RemoveStale()
    {
        EnumerationOptions all = new() { IgnoreInaccessible = true };
        foreach (string folder in Directory.GetDirectories(System.IO.Path.GetTempPath(), Prefix + "*", all))
        {
            try
            {
                using FileStream owner = Lock(folder, FileMode.Open); // Fails while its reader lives, or is just being made.
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // In use, another user's, or just removed by another reader: not ours to clear away.
            }
        }
    }
}
