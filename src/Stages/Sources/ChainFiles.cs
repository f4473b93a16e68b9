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
            Bytes += file.Packed?.Length ?? file.Length;
        }
    }

    /// <summary>Bytes of all files.</summary>
    public long Bytes { get; }

    /// <summary>The same files when they are followed while they grow; null when they are not.</summary>
    internal FollowedFile[]? Followed { get; private init; }

    /// <summary>How they are followed.</summary>
    internal FollowOptions? Options { get; private init; }

    /// <summary>Their paths, when they are followed.</summary>
    internal IReadOnlyList<string> Paths { get; private init; } = [];

    internal ChainFile[] ForHeaders { get; }

    internal ChainFile[] ForBodies { get; }

    /// <summary>Opens the files.</summary>
    /// <param name="paths">The files, in order of delivery.</param>
    /// <exception cref="NodeException">One of them is not there, may not be read, is empty, or is no regular file.</exception>
    public static ChainFiles Open(IReadOnlyList<string> paths)
    {
        ChainFile[] forHeaders = OpenAll(paths, null);
        try
        {
            return new ChainFiles(forHeaders, OpenAll(paths, forHeaders));
        }
        catch
        {
            CloseAll(forHeaders);
            throw;
        }
    }

    /// <summary>Looks whether files can be followed, before anything is done for them.</summary>
    /// <exception cref="NodeException">One of them is not there, or is neither a regular file nor a pipe.</exception>
    public static void RequireFollowable(IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
        {
            if (!UnixFile.TryLook(path, out UnixFile file))
            {
                throw ChainFile.Unreadable(path, UnixFile.LastError());
            }
            if (file.Kind == FileKind.Other)
            {
                throw ChainFile.Unreadable(path, new IOException("It is neither a file nor a named pipe."));
            }
        }
    }

    /// <summary>Opens files that others append to, and named pipes.</summary>
    /// <param name="paths">Files and pipes; the blocks of an earlier one come first where they are there at the same time.</param>
    /// <param name="options">How they are followed.</param>
    /// <exception cref="NodeException">One of them is not there, may not be read, or is neither a regular file nor a pipe.</exception>
    public static ChainFiles Follow(IReadOnlyList<string> paths, FollowOptions options) => Follow(paths, options, previous: null);

    /// <summary>Opens followed files once more, beside these, which keep their pipes for now.</summary>
    internal ChainFiles Again() =>
        Follow(Paths, Options ?? throw new InvalidOperationException("Only files that are followed are opened again."), this);

    private static ChainFiles Follow(IReadOnlyList<string> paths, FollowOptions options, ChainFiles? previous)
    {
        FollowedFile[] files = new FollowedFile[paths.Count];
        try
        {
            for (int i = 0; i < files.Length; i++)
            {
                files[i] = FollowedFile.Open(paths[i], i, options, previous?.Followed![i]);
            }
            return new ChainFiles([.. files.Select(file => file.ForHeaders)], [.. files.Select(file => file.ForBodies)])
            {
                Followed = files,
                Options = options,
                Paths = paths,
            };
        }
        catch
        {
            foreach (FollowedFile? file in files)
            {
                file?.Dispose();
            }
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FollowedFile file in Followed ?? [])
        {
            file.Dispose();
        }
        CloseAll(ForHeaders);
        CloseAll(ForBodies);
    }

    /// <summary>Opens files; those that are packed are unpacked once, for both windows.</summary>
    private static ChainFile[] OpenAll(IReadOnlyList<string> paths, ChainFile[]? others)
    {
        ChainFile[] files = new ChainFile[paths.Count];
        try
        {
            for (int i = 0; i < files.Length; i++)
            {
                PackedFile? packed = others is null ? PackedFile.TryOpen(paths[i]) : others[i].Packed;
                files[i] = packed is null ? new ChainFile(paths[i]) : new ChainFile(packed);
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
