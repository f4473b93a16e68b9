using System.Globalization;
using System.Runtime.InteropServices;

namespace NodeProto.Db;

/// <summary>The folder beside a database where loads and sorters put their files, on the same file system. Thread-safe.</summary>
/// <param name="database">Folder of the database.</param>
internal sealed partial class LoadFolder(string database)
{
    private const string Suffix = ".load";
    private const string SortedFile = ".sst";
    private readonly string _path = Path.TrimEndingDirectorySeparator(database) + Suffix;
    private long _files;

    /// <summary>Whether it holds sorted files.</summary>
    public bool HasLoads => Directory.Exists(_path) && Directory.EnumerateFiles(_path, "*" + SortedFile).Any();

    /// <summary>Name of a new sorted file.</summary>
    public string NewLoadName() => NewName(SortedFile);

    /// <summary>A new file for spilled rows.</summary>
    public FileRun NewRun() => new(PathOf(NewName(".rows")), database);

    /// <summary>Where a file of this name lies.</summary>
    public string PathOf(string name) => Path.Combine(_path, name);

    /// <summary>Makes what was done to the folder's files survive a power failure: their names; their bytes are RocksDB's care.</summary>
    public void Sync()
    {
        SyncFolder(_path);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(_path))!);
    }

    /// <summary>Gives a file a second name.</summary>
    public void Link(string name, string second) => Check(LoadFolderNative.Link(PathOf(name), PathOf(second)));

    /// <summary>Copies a sorted file as it was when it was written; false when it is missing or damaged.</summary>
    public bool TryCopyNew(string name, string second)
    {
        try
        {
            if (!File.Exists(PathOf(name)))
            {
                return false;
            }
            File.Copy(PathOf(name), PathOf(second), overwrite: true);
            return SequenceNumber.TryClear(PathOf(second));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RocksDbError.Of(e.Message, database, "");
        }
    }

    /// <summary>Removes all files but these, and the folder when nothing stays.</summary>
    public void Clear(IReadOnlyCollection<string> kept)
    {
        if (!Directory.Exists(_path))
        {
            return;
        }
        try
        {
            foreach (string file in Directory.GetFiles(_path))
            {
                if (!kept.Contains(Path.GetFileName(file), StringComparer.Ordinal))
                {
                    File.Delete(file);
                }
            }
            if (kept.Count == 0)
            {
                Directory.Delete(_path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RocksDbError.Of(e.Message, database, "");
        }
    }

    /// <summary>Removes a file, if it can be: what stays is removed at the next opening.</summary>
    public void Remove(string name)
    {
        try
        {
            File.Delete(PathOf(name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As said above.
        }
    }

    /// <summary>Removes the folder when no file is in it.</summary>
    public void RemoveIfEmpty()
    {
        try
        {
            Directory.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // There is none, or a commit is to be finished at the next opening.
        }
    }

    private string NewName(string extension)
    {
        Directory.CreateDirectory(_path);
        return Interlocked.Increment(ref _files).ToString("d6", CultureInfo.InvariantCulture) + extension;
    }

    private void SyncFolder(string path)
    {
        int folder = LoadFolderNative.Open(path, LoadFolderNative.ForReading);
        Check(Math.Min(folder, 0));
        try
        {
            Check(LoadFolderNative.Sync(folder));
        }
        finally
        {
            _ = LoadFolderNative.Close(folder);
        }
    }

    private void Check(int result)
    {
        if (result < 0)
        {
            throw RocksDbError.Of(Marshal.GetLastPInvokeErrorMessage(), database, "");
        }
    }
}
