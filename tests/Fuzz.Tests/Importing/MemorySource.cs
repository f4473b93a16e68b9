using NodeProto.Consensus;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Fuzz.Tests;

/// <summary>Blocks in memory, in the order in which they were delivered; nobody says that they are blocks.</summary>
/// <param name="hasGoodHeaders">Whether it is the node's fault when a header is taken for a bad one.</param>
internal sealed class MemorySource(bool hasGoodHeaders = false) : IHeaderSource, IBodySource
{
    private readonly List<DeliveredBlock> _delivered = [];
    private readonly Dictionary<Hash256, (byte[] Body, int Last)> _byHash = [];

    public NodeException? Failure { get; private set; }

    public bool Has(in Hash256 blockHash) => _byHash.ContainsKey(blockHash);

    public void Deliver(IEnumerable<DeliveredBlock> blocks)
    {
        foreach (DeliveredBlock block in blocks)
        {
            _delivered.Add(block);
            _byHash[block.Hash] = (block.Body, _delivered.Count);
        }
    }

    public long PositionAfter(in Hash256 blockHash) => _byHash.TryGetValue(blockHash, out (byte[], int Last) found) ? found.Last : 0;

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

    public void Fail(long position, NodeException failure)
    {
        if (hasGoodHeaders)
        {
            throw new InvalidOperationException($"A good header was taken for a bad one: {failure}");
        }
        Failure = failure;
        _delivered.RemoveRange((int)position, _delivered.Count - (int)position);
    }

    public void Reject(InvalidBlock invalid) { }

    public bool TryReadBody(BlockNumber number, in Hash256 blockHash, RlpWriter body)
    {
        if (!_byHash.TryGetValue(blockHash, out (byte[] Body, int) found))
        {
            return false;
        }
        body.WriteRaw(found.Body);
        return true;
    }

    public ValueTask<bool> WaitForBodyAsync(BlockNumber number, Hash256 blockHash, CancellationToken stop) =>
        ValueTask.FromResult(Has(blockHash));

    public string Locate(in Hash256 blockHash) => "";
}

/// <summary>What stands where header and body of a block should.</summary>
internal sealed record DeliveredBlock(Hash256 Hash, byte[] Header, byte[] Body)
{
    public static DeliveredBlock Of(Block block) => Of(block.Header.EncodeToArray(), block.Body.EncodeToArray());

    public static DeliveredBlock Of(byte[] header, byte[] body) => new(Keccak.Hash(header), header, body);
}
