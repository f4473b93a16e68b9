using NodeProto.Db;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.Demo;

/// <summary>The folder of a demo: chain file, genesis and database, and nothing of anybody else.</summary>
internal sealed class DemoFolder
{
    private readonly bool _isOurs;

    private DemoFolder(string path, bool isOurs)
    {
        Path = path;
        _isOurs = isOurs;
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Bytes of all its files.</summary>
    public ulong Bytes =>
        (ulong)new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0);

    /// <summary>Makes the folder.</summary>
    /// <param name="asked">A folder that is empty or not there; null for a new one among the temporary files.</param>
    /// <exception cref="NodeException">The folder holds something, or cannot be made.</exception>
    public static DemoFolder Create(string? asked)
    {
        try
        {
            if (asked is null)
            {
                return new DemoFolder(Directory.CreateTempSubdirectory("nodeproto-demo-").FullName, isOurs: true);
            }
            string path = System.IO.Path.GetFullPath(asked);
            bool isNew = !Directory.Exists(path);
            if (!isNew && Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw InUse(path);
            }
            Directory.CreateDirectory(path);
            return new DemoFolder(path, isNew);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.Describe(error, asked ?? System.IO.Path.GetTempPath());
        }
    }

    /// <summary>Takes the folder away again when this made it and nothing is in it.</summary>
    public void RemoveIfEmpty()
    {
        if (_isOurs && !Directory.EnumerateFileSystemEntries(Path).Any())
        {
            Directory.Delete(Path);
        }
    }

    private static NodeException InUse(string path) =>
        DataDirectory.Exists(path) && File.Exists(System.IO.Path.Combine(path, "chain.rlp"))
            ? new(
                NodeErrorCode.OutputExists,
                "the folder holds a chain with its database already, perhaps of an earlier demo; nothing was changed",
                path,
                $"Look at it with `nodeproto stage list --datadir {Shell.Quote(path)}`, remove it with `rm -r {Shell.Quote(path)}`,"
                    + " or leave --datadir out: then each demo has a new folder"
            )
            : new(
                NodeErrorCode.OutputExists,
                "the folder is not empty; nothing was changed",
                path,
                "Name a folder that is empty or not there, or leave --datadir out: then each demo has a new folder"
            );
}
