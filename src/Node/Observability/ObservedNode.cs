using NodeProto.Db;
using NodeProto.Node.Watching;

namespace NodeProto.Node.Observing;

/// <summary>What metrics and health look at.</summary>
/// <param name="Watch">Stages and source.</param>
/// <param name="Database">Tables.</param>
/// <param name="Disk">Where they lie.</param>
internal sealed record ObservedNode(PipelineWatch Watch, IDatabase Database, DataDisk Disk);

/// <summary>The disk of a data directory.</summary>
/// <param name="path">The directory; empty for a database in memory.</param>
internal sealed class DataDisk(string path)
{
    /// <summary>The directory.</summary>
    public string Path => path;

    /// <summary>Its size now; null in memory, or when the system does not tell.</summary>
    public (long FreeBytes, long SizeBytes)? Measure()
    {
        if (path.Length == 0)
        {
            return null;
        }
        try
        {
            DriveInfo drive = new(path);
            return (drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
