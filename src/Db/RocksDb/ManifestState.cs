namespace NodeProto.Db;

/// <summary>How far RocksDB's list of files has been written: while it stays the same, no file of the database goes.</summary>
/// <param name="Name">Name of the list; empty when there is none.</param>
/// <param name="Bytes">Its length; it only grows.</param>
internal readonly record struct ManifestState(string Name, long Bytes)
{
    /// <summary>Reads the state of a database.</summary>
    /// <param name="path">The database's folder.</param>
    public static ManifestState Read(string path)
    {
        try
        {
            string name = File.ReadAllText(Path.Combine(path, "CURRENT")).Trim();
            return new ManifestState(name, new FileInfo(Path.Combine(path, name)).Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new ManifestState("", 0); // Opening it tells what is wrong.
        }
    }
}
