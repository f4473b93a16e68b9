using System.Buffers;
using Microsoft.Win32.SafeHandles;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Keeps what comes out of a named pipe in a file of its own, since a pipe cannot be read twice. Not thread-safe.</summary>
/// <remarks>
/// The file holds the pipe's bytes as they came, so it is followed like any other chain file, and after a kill its whole blocks are
/// still there. It is bounded by not reading: the writer waits until what came before is stored, and then the file begins anew.
/// </remarks>
internal sealed class PipeSpool : IDisposable
{
    private const int BufferBytes = 256 * 1024;
    private const int BytesPerTurn = 8 * 1024 * 1024; // Then a stop is heard, and what is there is looked at.

    private readonly Fifo _pipe;
    private readonly SafeFileHandle _file;
    private readonly FollowOptions _options;
    private PipeSpool? _previous;
    private bool _isOwner = true;
    private bool _isFlushed = true;
    private bool _isBroken; // Its writer's bytes no longer count: whoever reads the pipe next begins after them.
    private long _length;

    private PipeSpool(Fifo pipe, string filePath, SafeFileHandle file, FollowOptions options)
    {
        _pipe = pipe;
        FilePath = filePath;
        _file = file;
        _options = options;
        _length = RandomAccess.GetLength(file);
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>Which pipe it is, whatever has its path now.</summary>
    public UnixFile Identity => _pipe.Identity;

    /// <summary>Whether the pipe was open before, so that its writer may be in the middle of a block.</summary>
    public bool IsTakenOver => _previous is not null || !_isOwner;

    /// <summary>Opens pipe and file.</summary>
    /// <param name="path">The pipe.</param>
    /// <param name="number">Number of the source, which names the file.</param>
    /// <param name="options">Where the file is.</param>
    /// <param name="previous">The spool that has the pipe open; it is used if that is still the pipe at this path.</param>
    public static PipeSpool Open(string path, int number, FollowOptions options, PipeSpool? previous)
    {
        bool isSame = previous is { _isBroken: false } && UnixFile.TryLook(path, out UnixFile found) && found.IsSame(previous.Identity);
        Fifo pipe = isSame ? previous!._pipe : new Fifo(path);
        string filePath = Path.Combine(options.SpoolFolder, $"pipe-{number + 1}.rlp");
        try
        {
            Directory.CreateDirectory(options.SpoolFolder);
            FileShare others = FileShare.ReadWrite | FileShare.Delete;
            SafeFileHandle file = File.OpenHandle(filePath, FileMode.OpenOrCreate, FileAccess.ReadWrite, others);
            return new PipeSpool(pipe, filePath, file, options) { _previous = isSame ? previous : null, _isOwner = !isSame };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!isSame)
            {
                pipe.Dispose();
            }
            throw NotWritable(filePath, e);
        }
    }

    /// <summary>Takes what is in the pipe, unless too much waits to be stored; true when that is all and no writer is left.</summary>
    /// <param name="wholeBytes">Bytes of the file that are whole blocks.</param>
    public bool Fill(long wholeBytes)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            bool hasWriter = true;
            long left = Math.Min(BytesPerTurn, _options.SpoolBytesMax);
            while (left > 0 && (wholeBytes == 0 || _length < _options.SpoolBytesMax)) // One block is let in, however long it is.
            {
                int read = _pipe.Read(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)), out hasWriter);
                if (read == 0)
                {
                    break;
                }
                Write(buffer.AsSpan(0, read));
                left -= read;
            }
            return !hasWriter;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Throws away what is in the pipe, up to the end of its writer; true when that is reached.</summary>
    public bool Discard()
    {
        _isBroken = true;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            bool hasWriter = true;
            for (long thrown = 0; thrown < BytesPerTurn; )
            {
                int read = _pipe.Read(buffer, out hasWriter);
                if (read == 0)
                {
                    break;
                }
                thrown += read;
            }
            return !hasWriter;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Drops what lies behind the whole blocks.</summary>
    public void Cut(long length)
    {
        try
        {
            RandomAccess.SetLength(_file, length);
            _length = length;
        }
        catch (IOException e)
        {
            throw NotWritable(FilePath, e);
        }
    }

    /// <summary>Begins the file anew when it is half full, now that its whole blocks are stored elsewhere; half a block at its end is kept.</summary>
    public bool TryRestart(long wholeBytes)
    {
        if (wholeBytes == 0 || _length < _options.SpoolBytesMax / 2)
        {
            return false;
        }
        byte[] tail = new byte[_length - wholeBytes];
        for (int done = 0; done < tail.Length; )
        {
            done += RandomAccess.Read(_file, tail.AsSpan(done), wholeBytes + done);
        }
        Cut(0);
        Write(tail);
        return true;
    }

    /// <summary>Waits until the disk has it.</summary>
    public void Flush()
    {
        if (!_isFlushed)
        {
            RandomAccess.FlushToDisk(_file);
            _isFlushed = true;
        }
    }

    /// <summary>Tells that bytes are left out.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="failure">Why, or null when their writer ended inside a block.</param>
    public void TellDropped(long bytes, NodeException? failure) =>
        _options.Dropped?.Invoke(
            failure
                ?? new NodeException(
                    NodeErrorCode.ChainFileTruncated,
                    $"the writer of the pipe ended inside a block: {bytes} bytes of it are dropped",
                    _pipe.Path,
                    "Write that block once more, whole."
                )
        );

    /// <summary>This spool closes the pipe from now on, not the one before.</summary>
    public void TakeOver()
    {
        if (_previous is not null)
        {
            _previous._isOwner = false;
            _previous = null;
            _isOwner = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        if (_isOwner)
        {
            _pipe.Dispose();
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file, bytes, _length);
            _length += bytes.Length;
            _isFlushed = false;
        }
        catch (IOException e)
        {
            throw NotWritable(FilePath, e);
        }
    }

    private static NodeException NotWritable(string path, Exception cause)
    {
        bool isFull = DiskError.IsFull(cause);
        return new NodeException(
            isFull ? NodeErrorCode.DiskFull : NodeErrorCode.DirectoryNotWritable,
            $"what comes out of a pipe cannot be kept: {cause.Message}",
            path,
            isFull ? "Free space; nothing that was committed is lost." : "Give write permission, or choose another --datadir.",
            cause
        );
    }
}
