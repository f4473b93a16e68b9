using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Tries whether there is room for a few pages beside the folder that RocksDB is about to write to: a database, or that of a reader.</summary>
/// <remarks>RocksDB's own log takes some lines at opening; on a disk without a free page these abort the process (see the log level).</remarks>
internal static class DiskProbe
{
    private const int ProbeBytes = 64 * 1024;

    /// <summary>Writes a file and deletes it again.</summary>
    /// <exception cref="NodeException">The disk is full, or the folder cannot be written.</exception>
    public static void RequireRoom(string path)
    {
        string file = $"{path.TrimEnd(Path.DirectorySeparatorChar)}.PROBE-{Environment.ProcessId}";
        try
        {
            try
            {
                File.WriteAllBytes(file, new byte[ProbeBytes]);
            }
            finally
            {
                File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RocksDbError.Of(e.Message, path, "")
                is NodeException { Code: NodeErrorCode.DiskFull or NodeErrorCode.OpenFilesTooFew } known
                ? known
                : RocksDbError.NotWritable(path, e);
        }
    }
}
