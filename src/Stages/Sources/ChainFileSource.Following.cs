using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <content>Files that grow, and pipes.</content>
public sealed partial class ChainFileSource
{
    private Hash256 _genesisHash;
    private NodeException? _brokeWhileWaiting;

    /// <summary>
    /// Whether this source has no future: a file was replaced, or what was wrong with one may be right now. Then
    /// <see cref="WaitForHeaderAsync"/> says that nothing more comes, and <see cref="Reopen"/> begins again.
    /// </summary>
    public bool MustReopen
    {
        get
        {
            foreach (FollowedFile file in _files.Followed ?? [])
            {
                if (file.MustReopen)
                {
                    return true;
                }
            }
            return false;
        }
    }

    /// <summary>Bytes at the ends of followed files that are no whole blocks yet.</summary>
    public long HalfBlockBytes
    {
        get
        {
            long bytes = 0;
            foreach (FollowedFile file in _files.Followed ?? [])
            {
                bytes += file.ForHeaders.Length - file.ForHeaders.IndexedBytes;
            }
            return bytes;
        }
    }

    private NodeException? FailureOfFile
    {
        get
        {
            if (_brokeWhileWaiting is not null)
            {
                return _brokeWhileWaiting; // The newest: of the others it was told before.
            }
            foreach (FollowedFile file in _files.Followed ?? [])
            {
                if (file.Failure is { } failure)
                {
                    return failure;
                }
            }
            return null;
        }
    }

    /// <summary>Finds the blocks of files that others append to, and goes on finding them.</summary>
    /// <remarks>
    /// Blocks that are there later are delivered after those that were there before, whatever file they are in. Half a block at the end of a
    /// file is not there yet. New blocks are looked for by <see cref="WaitForHeaderAsync"/> alone, so that what the source delivers
    /// stands still meanwhile; it is used by one thread at a time. A file that breaks stops delivering, the others go on; the wait during
    /// which it breaks ends with true, and <see cref="Failure"/> is the new one then.
    /// </remarks>
    /// <param name="files">The files, opened to be followed; closed with the source, or when this fails.</param>
    /// <param name="genesisHash">Hash of our genesis block; a file may begin with it.</param>
    /// <param name="progress">Told before each block, on this thread: it has to be quick.</param>
    /// <param name="stop">Ends the search at the next block.</param>
    /// <exception cref="NodeException">A file cannot be read, or holds another chain's genesis.</exception>
    /// <exception cref="OperationCanceledException">A stop was asked.</exception>
    public static ChainFileSource Follow(
        ChainFiles files,
        Hash256 genesisHash,
        IProgress<ChainFileProgress>? progress = null,
        CancellationToken stop = default
    )
    {
        if (files.Followed is not { } followed)
        {
            throw new ArgumentException("The files are not opened to be followed.", nameof(files));
        }
        try
        {
            ChainFileIndex index = new();
            long bytesBefore = 0;
            Action<long>? reached = progress is null ? null : offset => progress.Report(new(bytesBefore + offset, files.Bytes));
            for (int i = 0; i < followed.Length; i++)
            {
                followed[i].Begin(i, genesisHash, index, reached, stop);
                bytesBefore += files.ForHeaders[i].Length;
            }
            return new ChainFileSource(files, index, failure: null) { _genesisHash = genesisHash };
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens the files again and reads them from their begin, as a restart would. Pipes stay open. This source is closed when that
    /// works, and stays as it is when it does not.
    /// </summary>
    /// <param name="progress">As for <see cref="Follow"/>.</param>
    /// <param name="stop">As for <see cref="Follow"/>.</param>
    /// <exception cref="NodeException">A file cannot be read, or holds another chain's genesis.</exception>
    public ChainFileSource Reopen(IProgress<ChainFileProgress>? progress, CancellationToken stop)
    {
        ChainFiles files = _files.Again();
        ChainFileSource source = Follow(files, _genesisHash, progress, stop);
        foreach (FollowedFile file in files.Followed!)
        {
            file.TakeOver();
        }
        Dispose();
        return source;
    }

    /// <summary>All blocks delivered so far are stored, or refused: what was kept of pipes may go.</summary>
    public void Stored()
    {
        foreach (FollowedFile file in _files.Followed ?? [])
        {
            file.Stored();
        }
    }

    private async ValueTask<bool> WaitForGrowthAsync(long position, FollowOptions options, CancellationToken stop)
    {
        TimeSpan delay = options.PollMin;
        long? gatheringSince = null;
        NodeException? known = _brokeWhileWaiting;
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            bool isGrowing = Advance(stop);
            if (position < _end)
            {
                gatheringSince ??= options.Time.GetTimestamp();
                if (!isGrowing || options.Time.GetElapsedTime(gatheringSince.Value) >= options.GatherMax)
                {
                    foreach (FollowedFile file in _files.Followed!)
                    {
                        file.Flush();
                    }
                    return true;
                }
            }
            else if (!ReferenceEquals(_brokeWhileWaiting, known))
            {
                return true; // No block, but something to tell; once, for a file breaks only once before it is opened again.
            }
            else if (MustReopen)
            {
                return false;
            }
            delay = isGrowing ? options.PollMin : TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, options.PollMax.Ticks));
            await Task.Delay(delay, options.Time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Looks once at every file; true when something came.</summary>
    private bool Advance(CancellationToken stop)
    {
        long bytes = 0;
        FollowedFile[] files = _files.Followed!;
        for (int i = 0; i < files.Length; i++)
        {
            if (files[i].Failure is not null)
            {
                files[i].LookForCure();
            }
            else if (_failure is null && !files[i].MustReopen)
            {
                bytes += files[i].Advance(i, _genesisHash, _index, stop);
                _brokeWhileWaiting = files[i].Failure ?? _brokeWhileWaiting;
            }
        }
        if (_failure is null)
        {
            _end = _index.Count; // Else it stays where a later step found something wrong.
        }
        return bytes > 0;
    }
}
