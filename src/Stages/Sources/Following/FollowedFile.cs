using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>One chain file that others append to, or the spool of a pipe. Not thread-safe.</summary>
/// <remarks>
/// Once it has failed nothing more is read from it; it is then looked at only for a cure, after which it must be opened again: the file
/// was replaced, cut or corrected, or the pipe's writer is gone, and so the next one begins with a whole block.
/// </remarks>
internal sealed class FollowedFile : IDisposable
{
    private const int FailedBytesCompared = 64;

    private readonly string _path;
    private readonly PipeSpool? _spool;
    private byte[] _failedBytes = [];
    private long _failedOffset;
    private long _failedLength;

    private FollowedFile(string path, PipeSpool? spool)
    {
        _path = path;
        _spool = spool;
        string? name = spool is null ? null : $"{path}, kept in {spool.FilePath}";
        ForHeaders = new ChainFile(spool?.FilePath ?? path, isGrowing: true, name);
        try
        {
            ForBodies = new ChainFile(spool?.FilePath ?? path, isGrowing: true, name);
        }
        catch
        {
            ForHeaders.Dispose();
            throw;
        }
    }

    /// <summary>The file, for reading headers; its lengths are those that count.</summary>
    public ChainFile ForHeaders { get; }

    /// <summary>The same file, for reading bodies.</summary>
    public ChainFile ForBodies { get; }

    /// <summary>Why nothing more is read, or null.</summary>
    public NodeException? Failure { get; private set; }

    /// <summary>Whether it must be opened again: what failed is cured, or the blocks before are no longer there to be read.</summary>
    public bool MustReopen { get; private set; }

    /// <summary>Opens a file or a pipe.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="number">Its number among the sources, which names the spool.</param>
    /// <param name="options">Where spools are and how long.</param>
    /// <param name="previous">The same source as it was open before, or null. It keeps its pipe until <see cref="TakeOver"/>.</param>
    /// <exception cref="NodeException">It cannot be opened.</exception>
    public static FollowedFile Open(string path, int number, FollowOptions options, FollowedFile? previous)
    {
        if (!UnixFile.TryLook(path, out UnixFile found))
        {
            throw ChainFile.Unreadable(path, UnixFile.LastError());
        }
        if (found.Kind != FileKind.Fifo)
        {
            return new FollowedFile(path, spool: null);
        }
        PipeSpool spool = PipeSpool.Open(path, number, options, previous?._spool);
        try
        {
            return new FollowedFile(path, spool);
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>Adds what is there to the index for the first time. Half a block of a writer that was gone before is dropped.</summary>
    public void Begin(int number, in Hash256 genesisHash, ChainFileIndex index, Action<long>? reached, CancellationToken stop)
    {
        if (_spool is null)
        {
            Failure = ChainFileIndexer.Add(ForHeaders, number, isGrowing: true, genesisHash, index, reached, stop);
            Remember(ForHeaders.IndexedBytes);
            return;
        }
        NodeException? failure;
        try
        {
            failure = ChainFileIndexer.Add(ForHeaders, number, isGrowing: true, genesisHash, index, reached, stop);
        }
        catch (NodeException e) when (e.Code == NodeErrorCode.ChainFileOfOtherChain)
        {
            failure = e;
        }
        if (failure is not null || (!_spool.IsTakenOver && ForHeaders.IndexedBytes < ForHeaders.Length))
        {
            _spool.TellDropped(ForHeaders.Length - ForHeaders.IndexedBytes, failure);
            Cut(ForHeaders.IndexedBytes);
        }
    }

    /// <summary>Adds what has come since to the index; whatever goes wrong becomes the <see cref="Failure"/>.</summary>
    /// <returns>Bytes that have come.</returns>
    public long Advance(int number, in Hash256 genesisHash, ChainFileIndex index, CancellationToken stop)
    {
        long before = ForHeaders.Length;
        try
        {
            bool isComplete = _spool?.Fill(ForHeaders.IndexedBytes) ?? false;
            ForHeaders.Refresh();
            ForBodies.Refresh();
            Failure =
                ForHeaders.Length < before
                    ? ForHeaders.Shrunk(ForHeaders.Length)
                    : ChainFileIndexer.Add(ForHeaders, number, isGrowing: true, genesisHash, index, reached: null, stop);
            if (Failure is null && isComplete && ForHeaders.IndexedBytes < ForHeaders.Length)
            {
                _spool!.TellDropped(ForHeaders.Length - ForHeaders.IndexedBytes, failure: null);
                Cut(ForHeaders.IndexedBytes);
            }
            Failure ??= CheckPath();
        }
        catch (NodeException e)
        {
            Failure = e;
        }
        if (Failure is not null)
        {
            Remember(ForHeaders.IndexedBytes);
        }
        return ForHeaders.Length - before;
    }

    /// <summary>Looks whether what failed can be opened again with hope.</summary>
    public void LookForCure()
    {
        if (MustReopen || !UnixFile.TryLook(_path, out UnixFile found) || found.Kind == FileKind.Other)
        {
            return;
        }
        if (_spool is not null)
        {
            MustReopen = _spool.Discard(); // The next writer begins with a whole block.
            return;
        }
        MustReopen =
            Failure?.Code is NodeErrorCode.ChainFileChanged or NodeErrorCode.ChainFileReadFailed // It is there, so it is worth a try.
            || !found.IsSame(ForHeaders.Identity)
            || found.Length < _failedLength
            || (ReadAfresh(_failedOffset) is { } bytes && !bytes.AsSpan().StartsWith(_failedBytes));
    }

    /// <summary>A block of it is wrong in a way that only a later step sees; nothing from there on was or will be delivered.</summary>
    public void Fail(long offset, NodeException failure)
    {
        Failure = failure;
        if (_spool is not null)
        {
            ForHeaders.IndexedBytes = offset;
            Cut(offset);
        }
        Remember(offset);
    }

    /// <summary>All that it delivered is stored elsewhere: a long spool begins anew.</summary>
    public void Stored()
    {
        if (_spool is not null && Failure is null && _spool.TryRestart(ForHeaders.IndexedBytes))
        {
            MustReopen = true;
        }
    }

    /// <summary>Sees to it that what was spooled survives a power failure.</summary>
    public void Flush() => _spool?.Flush();

    /// <summary>The pipe belongs to this one now, and no longer to the one that was open before.</summary>
    public void TakeOver() => _spool?.TakeOver();

    /// <inheritdoc/>
    public void Dispose()
    {
        ForHeaders.Dispose();
        ForBodies.Dispose();
        _spool?.Dispose();
    }

    private void Cut(long length)
    {
        _spool!.Cut(length);
        ForHeaders.Forget();
        ForHeaders.Refresh();
        ForBodies.Forget();
        ForBodies.Refresh();
    }

    private NodeException? CheckPath()
    {
        bool isThere = UnixFile.TryLook(_path, out UnixFile found);
        return isThere && found.IsSame(_spool?.Identity ?? ForHeaders.Identity)
            ? null
            : new NodeException(
                NodeErrorCode.ChainFileChanged,
                isThere ? "another file took the place of the chain file" : "the chain file is no longer there",
                $"{ForHeaders.Name}, offset {ForHeaders.IndexedBytes}",
                isThere ? "The new file is read from its begin; nothing else is to do." : "What is stored is kept. Bring the file back."
            );
    }

    private void Remember(long offset)
    {
        _failedOffset = offset;
        _failedLength = ForHeaders.Length;
        _failedBytes = (Failure is null ? null : ReadAfresh(offset)) ?? [];
    }

    /// <summary>The bytes as they are on the disk now; null when it fails, which is no cure and no worse than what is known.</summary>
    private byte[]? ReadAfresh(long offset)
    {
        try
        {
            ForHeaders.Forget();
            return ForHeaders.Read(offset, FailedBytesCompared).ToArray();
        }
        catch (NodeException)
        {
            return null;
        }
    }
}
