using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Stages.Tests;

/// <summary>Counts what the headers stage asks of a source.</summary>
internal sealed class CountingSource(ChainFileSource source) : IHeaderSource
{
    /// <summary>Positions from which headers were read, in order.</summary>
    public List<long> Reads { get; } = [];

    /// <summary>How often a block's position was asked for.</summary>
    public int Lookups { get; private set; }

    public NodeException? Failure => source.Failure;

    public long PositionAfter(in Hash256 blockHash)
    {
        Lookups++;
        return source.PositionAfter(blockHash);
    }

    public bool Delivers(long position, in Hash256 blockHash) => source.Delivers(position, blockHash);

    public bool TryReadHeaders(long position, HeaderBatch batch)
    {
        Reads.Add(position);
        return source.TryReadHeaders(position, batch);
    }

    public ValueTask<bool> WaitForHeaderAsync(long position, CancellationToken stop) => source.WaitForHeaderAsync(position, stop);

    public string Locate(long position) => source.Locate(position);

    public void Fail(long position, NodeException failure) => source.Fail(position, failure);

    public void Reject(InvalidBlock invalid) => source.Reject(invalid);
}
