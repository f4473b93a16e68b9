using NodeProto.Consensus;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Simulation.Tests;

/// <summary>Blocks in the order in which the schedule delivered them. It outlives the simulated process, as a file does.</summary>
internal sealed class SimulatedSource : IHeaderSource, IBodySource
{
    private readonly List<SimulatedBlock> _delivered = [];
    private readonly Dictionary<Hash256, (SimulatedBlock Block, int Last)> _byHash = [];

    public NodeException? Failure => null;

    public int Count => _delivered.Count;

    public bool Has(in Hash256 hash) => _byHash.ContainsKey(hash);

    public void Deliver(SimulatedBlock block)
    {
        _delivered.Add(block);
        _byHash[block.Hash] = (block, _delivered.Count);
    }

    public long PositionAfter(in Hash256 blockHash) =>
        _byHash.TryGetValue(blockHash, out (SimulatedBlock, int Last) found) ? found.Last : 0;

    public bool Delivers(long position, in Hash256 blockHash) => position < _delivered.Count && _delivered[(int)position].Hash == blockHash;

    public bool TryReadHeaders(long position, HeaderBatch batch)
    {
        batch.Clear(position);
        for (long next = position; next < _delivered.Count && !batch.IsFull; next++)
        {
            batch.Add(_delivered[(int)next].Header);
        }
        return batch.Count > 0;
    }

    public ValueTask<bool> WaitForHeaderAsync(long position, CancellationToken stop) => ValueTask.FromResult(position < _delivered.Count);

    public string Locate(long position) => $"delivery {position}";

    public void Fail(long position, NodeException failure) =>
        throw new InvalidOperationException($"A good header was taken for a bad one: {failure}");

    public void Reject(InvalidBlock invalid) { }

    public bool TryReadBody(BlockNumber number, in Hash256 blockHash, RlpWriter body)
    {
        if (!_byHash.TryGetValue(blockHash, out (SimulatedBlock Block, int) found))
        {
            return false;
        }
        body.WriteRaw(found.Block.Body);
        return true;
    }

    public ValueTask<bool> WaitForBodyAsync(BlockNumber number, Hash256 blockHash, CancellationToken stop) =>
        ValueTask.FromResult(_byHash.ContainsKey(blockHash));

    public string Locate(in Hash256 blockHash) => "";
}

/// <summary>A block as it lies in a source.</summary>
internal sealed record SimulatedBlock(ulong Number, Hash256 Hash, Hash256 ParentHash, byte[] Header, byte[] Body)
{
    public static SimulatedBlock Of(Block block) =>
        new(
            block.Header.Number.Value,
            block.Header.Hash,
            block.Header.ParentHash,
            block.Header.EncodeToArray(),
            block.Body.EncodeToArray()
        );
}
