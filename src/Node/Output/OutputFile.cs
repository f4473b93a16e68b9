using NodeProto.Primitives;

namespace NodeProto.Node.Output;

/// <summary>A file that a command makes: it has another name until it is whole, so that nobody ever finds half of it.</summary>
internal sealed class OutputFile : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly string _path;
    private readonly string _unfinished;
    private readonly bool _overwrite;
    private readonly FileStream _stream;
    private bool _isWhole;

    private OutputFile(string path, string unfinished, bool overwrite, FileStream stream)
    {
        _path = path;
        _unfinished = unfinished;
        _overwrite = overwrite;
        _stream = stream;
    }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    /// <summary>Begins a file; missing folders are made.</summary>
    /// <param name="path">The file's name once it is whole.</param>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <exception cref="NodeException">There is such a file, or it cannot be written.</exception>
    public static OutputFile Create(string path, bool overwrite)
    {
        Refuse(path, overwrite);
        string unfinished = $"{path}.unfinished";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            FileStream stream = new(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes);
            return new OutputFile(path, unfinished, overwrite, stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Describe(error, path);
        }
    }

    /// <summary>Fails when a file is in the way.</summary>
    /// <exception cref="NodeException">There is a folder of that name, or a file that may not be replaced.</exception>
    public static void Refuse(string path, bool overwrite)
    {
        if (Directory.Exists(path))
        {
            throw new NodeException(
                NodeErrorCode.OutputExists,
                "there is a folder where a file shall be written",
                path,
                "Name another file"
            );
        }
        if (!overwrite && File.Exists(path))
        {
            throw new NodeException(
                NodeErrorCode.OutputExists,
                "there is a file of that name already; nothing was written",
                path,
                "Name another place, or replace what is there with --force"
            );
        }
    }

    /// <summary>Appends bytes.</summary>
    /// <exception cref="NodeException">The disk is full or fails.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
            Length += bytes.Length;
        }
        catch (IOException error)
        {
            throw Describe(error, _path);
        }
    }

    /// <summary>Gives the file its name, once its bytes are on the disk.</summary>
    /// <exception cref="NodeException">The disk is full or fails, or the name has been taken meanwhile.</exception>
    public void Finish() => Finish(_path);

    /// <summary>The same with a name that depends on what was written.</summary>
    /// <exception cref="NodeException">The disk is full or fails, or the name has been taken meanwhile.</exception>
    public void Finish(string path)
    {
        try
        {
            _stream.Flush(flushToDisk: true);
            _stream.Dispose();
            File.Move(_unfinished, path, _overwrite);
            _isWhole = true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Describe(error, _path);
        }
    }

    /// <summary>Removes what is not whole.</summary>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // The last buffer has no room on a full disk; the file goes anyway, and the first error is on its way.
        }
        if (!_isWhole)
        {
            File.Delete(_unfinished);
        }
    }

    /// <summary>An error of the system as a person sees it.</summary>
    internal static NodeException Describe(Exception error, string path) =>
        DiskError.IsFull(error)
            ? new(
                NodeErrorCode.DiskFull,
                "the disk is full; the unfinished file was removed",
                path,
                "Free space, or name a place on another disk, and run the command again",
                error
            )
            : new(
                NodeErrorCode.OutputNotWritable,
                $"the file cannot be written: {error.Message.TrimEnd('.')}",
                path,
                "Check the folder and its permissions, or name another place",
                error
            );
}
