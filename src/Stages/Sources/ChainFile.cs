using Microsoft.Win32.SafeHandles;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>A file of concatenated RLP blocks, read through a window that moves with the reader. Not thread-safe.</summary>
internal sealed class ChainFile : IDisposable
{
    private const int WindowBytes = 1 << 20;
    private const int NearBytes = 32 * 1024; // Reads closer together than this share a window; farther ones read only themselves.

    private readonly SafeFileHandle _handle;
    private byte[] _window = [];
    private long _windowFirst;
    private int _windowLength;
    private long _lastEnd;

    /// <summary>Opens the file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isGrowing">Whether others append to it: it may be empty then.</param>
    /// <param name="name">What messages call it; null for its path.</param>
    /// <exception cref="NodeException">It cannot be opened.</exception>
    public ChainFile(string path, bool isGrowing = false, string? name = null)
    {
        Path = path;
        Name = name ?? path;
        try
        {
            RequireRegularFile(path, isGrowing);
            // .NET locks what it opens, and a writer that does so too could then not append.
            _handle = isGrowing ? OpenUnlocked(path) : File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Identity = UnixFile.Of(_handle);
            Length = Identity.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>A file that is unpacked before it is looked into; until then it is empty.</summary>
    public ChainFile(PackedFile packed)
    {
        Path = packed.Path;
        Name = $"{packed.Path}, unpacked";
        Packed = packed;
        _handle = packed.Unpacked;
    }

    /// <summary>What it is unpacked from; null for a plain file.</summary>
    public PackedFile? Packed { get; }

    /// <summary>Path as it was given.</summary>
    public string Path { get; }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Which file it was when it was opened, whatever has its path now.</summary>
    public UnixFile Identity { get; }

    /// <summary>Bytes in the file when it was opened, or looked at last.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes from its begin whose blocks are in the index.</summary>
    public long IndexedBytes { get; set; }

    /// <summary>Bytes read from the file so far.</summary>
    public long ReadBytes { get; private set; }

    /// <summary>Bytes of the file, fewer where it ends; valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(long offset, int length)
    {
        length = (int)Math.Min(length, Math.Max(0, Length - offset));
        if (offset < _windowFirst || offset + length > _windowFirst + _windowLength)
        {
            bool isNear = offset >= _windowFirst && offset - _lastEnd < NearBytes;
            Fill(offset, isNear ? Math.Max(length, WindowBytes) : length);
            length = Math.Min(length, _windowLength);
        }
        _lastEnd = offset + length;
        return _window.AsSpan((int)(offset - _windowFirst), length);
    }

    /// <summary>The same where the file must have all of them, because it had them before.</summary>
    /// <exception cref="NodeException">It has fewer: someone cut it.</exception>
    public ReadOnlySpan<byte> ReadAll(long offset, int length)
    {
        ReadOnlySpan<byte> bytes = Read(offset, length);
        return bytes.Length == length ? bytes : throw Shrunk(offset + bytes.Length);
    }

    /// <summary>Looks how long the file is now; what is in the window stays as it was read.</summary>
    /// <exception cref="NodeException">The system does not say.</exception>
    public void Refresh()
    {
        try
        {
            Length = RandomAccess.GetLength(_handle);
        }
        catch (IOException e)
        {
            throw ReadFailed(Name, e);
        }
    }

    /// <summary>Unpacks the file where it is packed.</summary>
    /// <param name="reached">Told how many of the packed bytes lie behind.</param>
    /// <param name="stop">Ends it with an exception.</param>
    /// <exception cref="NodeException">It cannot be read, or there is no room to unpack it.</exception>
    public void Unpack(Action<long>? reached, CancellationToken stop)
    {
        if (Packed is not null)
        {
            Packed.Unpack(reached, stop);
            Length = Packed.UnpackedLength;
        }
    }

    /// <summary>Forgets the window, after the file was cut by ourselves.</summary>
    public void Forget() => _windowLength = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        Packed?.Dispose();
    }

    /// <summary>The error of a file that has fewer bytes than it had.</summary>
    public NodeException Shrunk(long length) =>
        new(
            NodeErrorCode.ChainFileChanged,
            $"the chain file had at least {IndexedBytes} bytes and was cut: blocks may only be appended",
            $"{Name}, offset {length}",
            "What is stored is kept. Write a corrected file beside it and rename it over this one; `node` then reads it from its begin."
        );

    /// <summary>The error of a file that cannot be opened.</summary>
    public static NodeException Unreadable(string path, Exception cause) =>
        new(
            NodeErrorCode.ChainFileUnreadable,
            $"the chain file cannot be read: {cause.Message}",
            path,
            "Check the path and its permissions.",
            cause
        );

    /// <summary>A pipe would keep the opening waiting for a writer, deaf to signals, and cannot be read twice. It has no length.</summary>
    private static void RequireRegularFile(string path, bool isGrowing)
    {
        if (!UnixFile.TryLook(path, out UnixFile file))
        {
            throw UnixFile.LastError();
        }
        if (file.Kind != FileKind.Regular)
        {
            throw new IOException("It is no regular file.");
        }
        if (file.Length == 0 && !isGrowing)
        {
            throw new IOException("It is empty.");
        }
    }

    private static SafeFileHandle OpenUnlocked(string path)
    {
        SafeFileHandle handle = UnixFileNative.Open(path, UnixFileNative.ReadWithoutWaiting);
        if (!handle.IsInvalid)
        {
            return handle;
        }
        IOException error = UnixFile.LastError();
        handle.Dispose();
        throw error;
    }

    /// <summary>The error of a disk or file system that fails in the middle of a file.</summary>
    public static NodeException ReadFailed(string path, Exception cause) =>
        new(
            NodeErrorCode.ChainFileReadFailed,
            $"reading the chain file failed: {cause.Message}",
            path,
            "Check the disk and repeat the import; what was committed is kept.",
            cause
        );

    private void Fill(long offset, int length)
    {
        if (_window.Length < length)
        {
            _window = new byte[Math.Max(length, WindowBytes)];
        }
        _windowFirst = offset;
        _windowLength = 0;
        try
        {
            while (_windowLength < length)
            {
                int read = RandomAccess.Read(_handle, _window.AsSpan(_windowLength, length - _windowLength), offset + _windowLength);
                if (read == 0)
                {
                    break;
                }
                _windowLength += read;
            }
        }
        catch (IOException e)
        {
            throw ReadFailed(Name, e);
        }
        ReadBytes += _windowLength;
    }
}
