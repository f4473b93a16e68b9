using NodeProto.Consensus;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.TestSuites;

/// <summary>Delivers the blocks of a case to the stages; not thread-safe beyond what the contract asks.</summary>
/// <remarks>A block that the first stage cannot use is dropped, as one from a peer would be, and the others stay.</remarks>
internal sealed class SuiteSource : IHeaderSource, IBodySource
{
    private readonly List<SuiteBlock> _blocks = [];
    private readonly Dictionary<Hash256, int> _positions = [];

    /// <inheritdoc/>
    public NodeException? Failure => null;

    /// <summary>Blocks that were dropped, with the reason.</summary>
    public Dictionary<SuiteBlock, NodeException> Dropped { get; } = [];

    /// <summary>Delivers a block after all others.</summary>
    public void Add(SuiteBlock block)
    {
        _positions[block.Hash] = _blocks.Count;
        _blocks.Add(block);
    }

    /// <inheritdoc/>
    public long PositionAfter(in Hash256 blockHash) => _positions.TryGetValue(blockHash, out int position) ? position + 1 : 0;

    /// <inheritdoc/>
    public bool Delivers(long position, in Hash256 blockHash) => position < _blocks.Count && _blocks[(int)position].Hash == blockHash;

    /// <inheritdoc/>
    public bool TryReadHeaders(long position, HeaderBatch batch)
    {
        batch.Clear(position);
        for (int next = (int)position; next < _blocks.Count && !batch.IsFull; next++)
        {
            batch.Add(_blocks[next].Header.Span);
        }
        return batch.Count > 0;
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitForHeaderAsync(long position, CancellationToken stop) => ValueTask.FromResult(position < _blocks.Count);

    /// <inheritdoc/>
    public string Locate(long position) => $"block {_blocks[(int)position].Index} of the case";

    /// <inheritdoc/>
    public void Fail(long position, NodeException failure)
    {
        Dropped[_blocks[(int)position]] = failure;
        _blocks.RemoveAt((int)position);
        _positions.Clear();
        for (int i = 0; i < _blocks.Count; i++)
        {
            _positions[_blocks[i].Hash] = i;
        }
    }

    /// <inheritdoc/>
    public void Reject(InvalidBlock invalid) { }

    /// <inheritdoc/>
    public bool TryReadBody(BlockNumber number, in Hash256 blockHash, RlpWriter body)
    {
        if (!_positions.TryGetValue(blockHash, out int position))
        {
            return false;
        }
        int mark = body.BeginList();
        body.WriteRaw(_blocks[position].BodyItems.Span);
        body.EndList(mark);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitForBodyAsync(BlockNumber number, Hash256 blockHash, CancellationToken stop) =>
        ValueTask.FromResult(_positions.ContainsKey(blockHash));

    /// <inheritdoc/>
    public string Locate(in Hash256 blockHash) => "";
}
