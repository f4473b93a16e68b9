using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Blocks from files of concatenated RLP, also in gzip or in era1, several in order; indexed by hash when opened, streamed after that.</summary>
/// <remarks>
/// Headers may be read by one thread while another one reads bodies. A file that ends inside a block, or in bytes that are no
/// block, delivers what stands before; <see cref="Failure"/> then says where it broke. Files that grow are followed in the same
/// class: see <see cref="Follow"/>.
/// </remarks>
public sealed partial class ChainFileSource : IHeaderSource, IBodySource, IDisposable
{
    private readonly ChainFiles _files;
    private readonly ChainFileIndex _index;
    private int _end;
    private NodeException? _failure;

    private ChainFileSource(ChainFiles files, ChainFileIndex index, NodeException? failure)
    {
        _files = files;
        _index = index;
        _end = index.Count;
        _failure = failure;
    }

    /// <inheritdoc/>
    public NodeException? Failure => _failure ?? FailureOfFile;

    /// <summary>How many blocks the files hold, genesis left out.</summary>
    public int Count => _index.Count;

    /// <summary>Number of the last block in the files; null when there is none, or it is damaged or can no longer be read.</summary>
    public BlockNumber? LastBlock
    {
        get
        {
            HeaderBatch batch = new(1);
            try
            {
                return
                    Count > 0
                    && TryReadHeaders(Count - 1, batch)
                    && HeaderCodec.TryDecode(batch.RlpOf(0), _index.HashOf(Count - 1), out Header header, out _)
                    ? header.Number
                    : null;
            }
            catch (NodeException) // Whoever needs the block itself tells it.
            {
                return null;
            }
        }
    }

    /// <summary>Opens the files and finds their blocks.</summary>
    /// <param name="paths">The files, in order of delivery.</param>
    /// <param name="genesisHash">Hash of our genesis block; a file may begin with it.</param>
    /// <exception cref="NodeException">A file cannot be read, or holds another chain's genesis.</exception>
    public static ChainFileSource Open(IReadOnlyList<string> paths, Hash256 genesisHash) => Open(ChainFiles.Open(paths), genesisHash);

    /// <summary>Finds the blocks of files that are open: one pass over all headers, which takes minutes when the files are large.</summary>
    /// <param name="files">The files; closed with the source, or when this fails.</param>
    /// <param name="genesisHash">Hash of our genesis block; a file may begin with it.</param>
    /// <param name="progress">Told before each block, on this thread: it has to be quick.</param>
    /// <param name="stop">Ends the search at the next block.</param>
    /// <exception cref="NodeException">A file cannot be read, or holds another chain's genesis.</exception>
    /// <exception cref="OperationCanceledException">A stop was asked.</exception>
    public static ChainFileSource Open(
        ChainFiles files,
        Hash256 genesisHash,
        IProgress<ChainFileProgress>? progress = null,
        CancellationToken stop = default
    )
    {
        try
        {
            ChainFileIndex index = new();
            NodeException? failure = null;
            long bytesBefore = 0;
            Action<long>? reached = progress is null ? null : offset => progress.Report(new(bytesBefore + offset, files.Bytes));
            for (int i = 0; i < files.ForHeaders.Length && failure is null; i++)
            {
                ChainFile file = files.ForHeaders[i];
                PackedFile? packed = file.Packed;
                file.Unpack(reached, stop);
                files.ForBodies[i].Unpack(null, stop);
                failure = ChainFileIndexer.Add(file, i, isGrowing: false, genesisHash, index, packed is null ? reached : null, stop);
                failure = packed?.Failure ?? failure; // A block that ends where the packed file broke is not to blame.
                bytesBefore += packed?.Length ?? file.Length;
            }
            return new ChainFileSource(files, index, failure);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public long PositionAfter(in Hash256 blockHash) => _index.TryFindLast(blockHash, _end, out int position) ? position + 1 : 0;

    /// <summary>Bytes of the blocks from a position on.</summary>
    public long BytesFrom(long position)
    {
        long bytes = 0;
        for (int i = (int)Math.Min(position, _end); i < _end; i++)
        {
            bytes += _index[i].Length;
        }
        return bytes;
    }

    /// <inheritdoc/>
    public bool Delivers(long position, in Hash256 blockHash) => position < _end && _index.HashOf((int)position) == blockHash;

    /// <inheritdoc/>
    public bool TryReadHeaders(long position, HeaderBatch batch)
    {
        batch.Clear(position);
        for (long next = position; next < _end && !batch.IsFull; next++)
        {
            (int file, long offset, _) = _index[(int)next];
            ChainFile source = _files.ForHeaders[file];
            if (
                !RlpPrefix.TryReadList(source.Read(offset, RlpPrefix.BytesMax), out RlpPrefix block, out _)
                || !RlpPrefix.TryReadList(source.Read(offset + block.Length, RlpPrefix.BytesMax), out RlpPrefix header, out _)
            )
            {
                throw source.Shrunk(offset); // It was a block when it was indexed.
            }
            batch.Add(source.ReadAll(offset + block.Length, (int)header.Total));
        }
        return batch.Count > 0;
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitForHeaderAsync(long position, CancellationToken stop) =>
        _files.Options is null ? ValueTask.FromResult(position < _end) : WaitForGrowthAsync(position, _files.Options, stop);

    /// <inheritdoc/>
    public string Locate(long position)
    {
        (int file, long offset, _) = _index[(int)position];
        return $"{_files.ForHeaders[file].Name}, offset {offset}";
    }

    /// <inheritdoc/>
    public void Fail(long position, NodeException failure)
    {
        _end = (int)position;
        _failure = failure;
        if (_files.Followed is { } followed)
        {
            (int file, long offset, _) = _index[(int)position];
            followed[file].Fail(offset, failure);
        }
    }

    /// <inheritdoc/>
    public void Reject(InvalidBlock invalid) { } // A file cannot be told; the caller remembers the block.

    /// <inheritdoc/>
    public bool TryReadBody(BlockNumber number, in Hash256 blockHash, RlpWriter body)
    {
        if (!_index.TryFind(blockHash, out int position))
        {
            return false;
        }
        ReadBody(position, body);
        return true;
    }

    /// <inheritdoc/>
    public bool TryReadOtherBody(in Hash256 blockHash, RlpWriter body)
    {
        if (!_index.TryFind(blockHash, out int first) || !_index.TryFindLast(blockHash, _index.Count, out int last) || last == first)
        {
            return false;
        }
        ReadBody(last, body);
        return true;
    }

    private void ReadBody(int position, RlpWriter body)
    {
        (int file, long offset, int length) = _index[position];
        ReadOnlySpan<byte> block = _files.ForBodies[file].ReadAll(offset, length);
        if (
            !RlpPrefix.TryReadList(block, out RlpPrefix outer, out _)
            || !RlpPrefix.TryReadList(block[outer.Length..], out RlpPrefix header, out _)
            || header.Total > outer.Payload
        )
        {
            throw _files.ForBodies[file].Shrunk(offset);
        }
        int mark = body.BeginList();
        body.WriteRaw(block[(outer.Length + (int)header.Total)..]);
        body.EndList(mark);
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitForBodyAsync(BlockNumber number, Hash256 blockHash, CancellationToken stop) =>
        ValueTask.FromResult(_index.TryFind(blockHash, out _));

    /// <inheritdoc/>
    public string Locate(in Hash256 blockHash) => _index.TryFind(blockHash, out int position) ? Locate(position) : "";

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();
}
