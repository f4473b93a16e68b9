using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Delivers nothing: for commands that work on what the database holds.</summary>
public sealed class NoSource : IHeaderSource, IBodySource
{
    private NoSource() { }

    /// <summary>The only one.</summary>
    public static NoSource Instance { get; } = new();

    /// <inheritdoc/>
    public NodeException? Failure => null;

    /// <inheritdoc/>
    public long PositionAfter(in Hash256 blockHash) => 0;

    /// <inheritdoc/>
    public bool Delivers(long position, in Hash256 blockHash) => false;

    /// <inheritdoc/>
    public bool TryReadHeaders(long position, HeaderBatch batch)
    {
        batch.Clear(position);
        return false;
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitForHeaderAsync(long position, CancellationToken stop) => ValueTask.FromResult(false);

    /// <inheritdoc/>
    public string Locate(long position) => "";

    /// <inheritdoc/>
    public void Fail(long position, NodeException failure) { }

    /// <inheritdoc/>
    public void Reject(InvalidBlock invalid) { }

    /// <inheritdoc/>
    public bool TryReadBody(BlockNumber number, in Hash256 blockHash, RlpWriter body) => false;

    /// <inheritdoc/>
    public ValueTask<bool> WaitForBodyAsync(BlockNumber number, Hash256 blockHash, CancellationToken stop) => ValueTask.FromResult(false);

    /// <inheritdoc/>
    public string Locate(in Hash256 blockHash) => "";
}
