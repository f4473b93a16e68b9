using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Chain files that are open for reading and not looked into yet.</summary>
/// <remarks>Each is open twice, so that headers and bodies are read through windows of their own.</remarks>
public sealed class ChainFiles : IDisposable
{
    private ChainFiles(ChainFile[] forHeaders, ChainFile[] forBodies)
    {
        ForHeaders = forHeaders;
        ForBodies = forBodies;
        foreach (ChainFile file in forHeaders)
        {
            Bytes += file.Length;
        }
    }

    /// <summary>Bytes of all files.</summary>
    public long Bytes { get; }

    internal ChainFile[] ForHeaders { get; }

    internal ChainFile[] ForBodies { get; }

    /// <summary>Opens the files.</summary>
    /// <param name="paths">The files, in order of delivery.</param>
    /// <exception cref="NodeException">One of them is not there, may not be read, is empty, or is no regular file.</exception>
    public static ChainFiles Open(IReadOnlyList<string> paths)
    {
        ChainFile[] forHeaders = OpenAll(paths);
        try
        {
            return new ChainFiles(forHeaders, OpenAll(paths));
        }
        catch
        {
            CloseAll(forHeaders);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseAll(ForHeaders);
        CloseAll(ForBodies);
    }

    private static ChainFile[] OpenAll(IReadOnlyList<string> paths)
    {
        ChainFile[] files = new ChainFile[paths.Count];
        try
        {
            for (int i = 0; i < files.Length; i++)
            {
                files[i] = new ChainFile(paths[i]);
            }
            return files;
        }
        catch
        {
            CloseAll(files);
            throw;
        }
    }

    private static void CloseAll(ChainFile[] files)
    {
        foreach (ChainFile? file in files)
        {
            file?.Dispose();
        }
    }
}
