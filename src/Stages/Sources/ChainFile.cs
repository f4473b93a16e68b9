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
    /// <exception cref="NodeException">It cannot be opened.</exception>
    public ChainFile(string path)
    {
        Path = path;
        try
        {
            RequireRegularFile(path);
            _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Length = RandomAccess.GetLength(_handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Path as it was given.</summary>
    public string Path { get; }

    /// <summary>Bytes in the file when it was opened.</summary>
    public long Length { get; }

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

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>A pipe would keep the opening waiting for a writer, deaf to signals, and cannot be read twice. It has no length.</summary>
    private static void RequireRegularFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("It is a folder.");
        }
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path; // A link has a length of its own.
        if (new FileInfo(target).Length == 0)
        {
            throw new IOException("It is empty, or no regular file.");
        }
    }

    private static NodeException Unreadable(string path, Exception cause) =>
        new(
            NodeErrorCode.ChainFileUnreadable,
            $"the chain file cannot be read: {cause.Message}",
            path,
            "Check the path and its permissions.",
            cause
        );

    private static NodeException ReadFailed(string path, Exception cause) =>
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
            throw ReadFailed(Path, e);
        }
        ReadBytes += _windowLength;
    }
}
