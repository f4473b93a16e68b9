using Microsoft.Win32.SafeHandles;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// A file whose blocks lie in another form than one behind the other: gzip, or era1. It is unpacked once, into a temporary file without a
/// name, which is gone with the process however that ends; memory does not grow with it. What the file is shows in its first bytes.
/// </summary>
internal abstract class PackedFile : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _buffered;
    private long _nextBlock; // Where the next one begins in what is unpacked.
    private bool _isUnpacked;

    /// <summary>A file that is open.</summary>
    /// <param name="path">Its path, as it was given.</param>
    /// <param name="source">Its bytes; disposed with this.</param>
    protected PackedFile(string path, FileStream source)
    {
        Path = path;
        Source = source;
        Unpacked = CreateTemporary(path);
    }

    /// <summary>Path as it was given.</summary>
    public string Path { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length => Source.Length;

    /// <summary>The unpacked blocks.</summary>
    public SafeFileHandle Unpacked { get; }

    /// <summary>Bytes of the unpacked blocks.</summary>
    public long UnpackedLength { get; private set; }

    /// <summary>Why the file ended early, if it did: what was unpacked before counts.</summary>
    public NodeException? Failure { get; protected set; }

    /// <summary>The packed bytes.</summary>
    protected FileStream Source { get; }

    /// <summary>Whether something stands in what is unpacked where a block should begin: the rest is of no use, however long it is.</summary>
    protected bool IsHopeless { get; private set; }

    /// <summary>Looks what a file is; null for one of plain blocks.</summary>
    /// <exception cref="NodeException">It cannot be read, or there is no place for a temporary file.</exception>
    public static PackedFile? TryOpen(string path)
    {
        FileStream? source = null;
        try
        {
            if (!UnixFile.TryLook(path, out UnixFile look) || look.Kind != FileKind.Regular)
            {
                return null; // Opening it as plain blocks tells what is wrong with it.
            }
            source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
            Span<byte> start = stackalloc byte[E2Record.HeaderBytes];
            start = start[..source.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            source.Position = 0;
            PackedFile? packed =
                start.StartsWith(GzipFile.Magic) ? new GzipFile(path, source)
                : start.SequenceEqual(Era1File.Magic) ? new Era1File(path, source)
                : null;
            if (packed is null)
            {
                source.Dispose();
            }
            return packed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            source?.Dispose();
            throw ChainFile.Unreadable(path, e);
        }
    }

    /// <summary>Whether a file that begins so is packed.</summary>
    public static bool IsPacked(ReadOnlySpan<byte> start) => start.StartsWith(GzipFile.Magic) || start.SequenceEqual(Era1File.Magic);

    /// <summary>Unpacks the file, if that is not done yet.</summary>
    /// <param name="reached">Told how many of the packed bytes lie behind.</param>
    /// <param name="stop">Ends it with an exception.</param>
    /// <exception cref="NodeException">The file cannot be read, or the temporary folder is full.</exception>
    public void Unpack(Action<long>? reached, CancellationToken stop)
    {
        if (_isUnpacked)
        {
            return;
        }
        RequireRoom();
        try
        {
            UnpackAll(reached, stop);
        }
        catch (IOException e)
        {
            throw ChainFile.ReadFailed(Path, e);
        }
        Flush(isEnd: true);
        _isUnpacked = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Source.Dispose();
        Unpacked.Dispose();
    }

    /// <summary>Unpacks from the first byte on, in pieces, with <see cref="Write"/>; damage becomes the <see cref="Failure"/>.</summary>
    protected abstract void UnpackAll(Action<long>? reached, CancellationToken stop);

    /// <summary>Appends unpacked bytes.</summary>
    protected void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int part = Math.Min(bytes.Length, BufferBytes - _buffered);
            bytes[..part].CopyTo(_buffer.AsSpan(_buffered));
            bytes = bytes[part..];
            _buffered += part;
            if (_buffered == BufferBytes)
            {
                Flush(isEnd: false);
            }
        }
    }

    /// <summary>An error in the file's bytes.</summary>
    /// <param name="code">Truncated or malformed.</param>
    /// <param name="what">What is wrong.</param>
    /// <param name="offset">Where, in the packed bytes.</param>
    protected NodeException Damage(NodeErrorCode code, string what, long offset) =>
        new(code, what, $"{Path}, offset {offset}", "The blocks before it are kept. Get the file again and repeat the import.");

    /// <summary>Bytes that the unpacked blocks have at least, as the file itself says; 0 when it does not.</summary>
    protected virtual long UnpackedBytesMin() => 0;

    /// <summary>Refuses at once what cannot fit, rather than after an hour of unpacking.</summary>
    private void RequireRoom()
    {
        long needed = UnpackedBytesMin();
        long free = new DriveInfo(System.IO.Path.GetTempPath()).AvailableFreeSpace;
        if (needed > free)
        {
            throw NoRoom(Path, DiskError.Full($"unpacked it has {needed} bytes, and {free} are free"));
        }
    }

    private void Flush(bool isEnd)
    {
        Span<byte> bytes = _buffer.AsSpan(0, _buffered);
        int kept = PassBlocks(bytes, isEnd);
        try
        {
            RandomAccess.Write(Unpacked, bytes[..^kept], UnpackedLength);
        }
        catch (IOException e)
        {
            throw NoRoom(Path, e);
        }
        bytes[^kept..].CopyTo(bytes);
        UnpackedLength += _buffered - kept;
        _buffered = kept;
    }

    /// <summary>Goes from block to block; returns how many of the last bytes are too few to tell whether they begin one.</summary>
    private int PassBlocks(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        while (!IsHopeless && _nextBlock < UnpackedLength + bytes.Length)
        {
            ReadOnlySpan<byte> start = bytes[(int)(_nextBlock - UnpackedLength)..];
            if (start.Length < ChainFileIndexer.BeginBytes && !isEnd)
            {
                return start.Length;
            }
            IsHopeless = !ChainFileIndexer.CanBegin(start, out RlpPrefix block);
            _nextBlock += block.Total;
        }
        return 0;
    }

    private static SafeFileHandle CreateTemporary(string path)
    {
        string name = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"nodeproto-unpacked-{Guid.NewGuid():N}");
        try
        {
            SafeFileHandle handle = File.OpenHandle(name, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            File.Delete(name); // The open file stays; nobody else sees it.
            return handle;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NoRoom(path, e);
        }
    }

    private static NodeException NoRoom(string path, Exception cause) =>
        DiskError.NoTemporaryPlace(
            "there is no place to unpack the file",
            $"{path}, temporary folder {System.IO.Path.GetTempPath()}",
            cause
        );
}
