using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Blocks from files of concatenated RLP, several in order; indexed by hash when opened, streamed after that.</summary>
/// <remarks>
/// Headers may be read by one thread while another one reads bodies. A file that ends inside a block, or in bytes that are no
/// block, delivers what stands before; <see cref="Failure"/> then says where it broke.
/// </remarks>
public sealed class ChainFileSource : IHeaderSource, IBodySource, IDisposable
{
    private readonly ChainFile[] _headerFiles;
    private readonly ChainFile[] _bodyFiles;
    private readonly ChainFileIndex _index;
    private int _end;

    private ChainFileSource(ChainFile[] headerFiles, ChainFile[] bodyFiles, ChainFileIndex index, NodeException? failure)
    {
        _headerFiles = headerFiles;
        _bodyFiles = bodyFiles;
        _index = index;
        _end = index.Count;
        Failure = failure;
    }

    /// <inheritdoc/>
    public NodeException? Failure { get; private set; }

    /// <summary>How many blocks the files hold, genesis left out.</summary>
    public int Count => _index.Count;

    /// <summary>Opens the files and finds their blocks.</summary>
    /// <param name="paths">The files, in order of delivery.</param>
    /// <param name="genesisHash">Hash of our genesis block; a file may begin with it.</param>
    /// <exception cref="NodeException">A file cannot be read, or holds another chain's genesis.</exception>
    public static ChainFileSource Open(IReadOnlyList<string> paths, Hash256 genesisHash)
    {
        ChainFile[] headerFiles = OpenAll(paths);
        ChainFile[] bodyFiles = [];
        try
        {
            bodyFiles = OpenAll(paths);
            ChainFileIndex index = new();
            NodeException? failure = null;
            for (int i = 0; i < headerFiles.Length && failure is null; i++)
            {
                failure = ChainFileIndexer.Add(headerFiles[i], genesisHash, index);
            }
            return new ChainFileSource(headerFiles, bodyFiles, index, failure);
        }
        catch
        {
            CloseAll(headerFiles);
            CloseAll(bodyFiles);
            throw;
        }
    }

    /// <inheritdoc/>
    public long PositionAfter(in Hash256 blockHash) => _index.TryFind(blockHash, out int position) && position < _end ? position + 1 : 0;

    /// <inheritdoc/>
    public bool TryReadHeaders(long position, HeaderBatch batch)
    {
        batch.Clear(position);
        for (long next = position; next < _end && !batch.IsFull; next++)
        {
            (int file, long offset, _) = _index[(int)next];
            ChainFile source = _headerFiles[file];
            RlpPrefix.TryReadList(source.Read(offset, RlpPrefix.BytesMax), out RlpPrefix block, out _);
            RlpPrefix.TryReadList(source.Read(offset + block.Length, RlpPrefix.BytesMax), out RlpPrefix header, out _);
            batch.Add(source.Read(offset + block.Length, (int)header.Total));
        }
        return batch.Count > 0;
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitForHeaderAsync(long position, CancellationToken stop) => ValueTask.FromResult(position < _end);

    /// <inheritdoc/>
    public string Locate(long position)
    {
        (int file, long offset, _) = _index[(int)position];
        return $"{_headerFiles[file].Path}, offset {offset}";
    }

    /// <inheritdoc/>
    public void Fail(long position, NodeException failure)
    {
        _end = (int)position;
        Failure = failure;
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
        (int file, long offset, int length) = _index[position];
        ReadOnlySpan<byte> block = _bodyFiles[file].Read(offset, length);
        RlpPrefix.TryReadList(block, out RlpPrefix outer, out _);
        RlpPrefix.TryReadList(block[outer.Length..], out RlpPrefix header, out _);
        int mark = body.BeginList();
        body.WriteRaw(block[(outer.Length + (int)header.Total)..]);
        body.EndList(mark);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitForBodyAsync(BlockNumber number, Hash256 blockHash, CancellationToken stop) =>
        ValueTask.FromResult(_index.TryFind(blockHash, out _));

    /// <inheritdoc/>
    public string Locate(in Hash256 blockHash) => _index.TryFind(blockHash, out int position) ? Locate(position) : "";

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseAll(_headerFiles);
        CloseAll(_bodyFiles);
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

    private static void CloseAll(ChainFile?[] files)
    {
        foreach (ChainFile? file in files)
        {
            file?.Dispose();
        }
    }
}
