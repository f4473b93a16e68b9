using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Where bodies come from, by block hash.</summary>
public interface IBodySource
{
    /// <summary>Appends the body's RLP list to the writer; false when the source does not have the block.</summary>
    /// <param name="number">Number of the block.</param>
    /// <param name="blockHash">Hash of the block.</param>
    /// <param name="body">Receives transactions, ommers and, since Shanghai, withdrawals, not checked in any way.</param>
    bool TryReadBody(BlockNumber number, in Hash256 blockHash, RlpWriter body);

    /// <summary>
    /// Appends the body of the last delivery of a block that came more than once, where the first one is not the body that the header
    /// tells of; false when there is no other one.
    /// </summary>
    /// <param name="blockHash">Hash of the block.</param>
    /// <param name="body">As above.</param>
    bool TryReadOtherBody(in Hash256 blockHash, RlpWriter body) => false;

    /// <summary>Waits until the body is there; false when it will never come.</summary>
    ValueTask<bool> WaitForBodyAsync(BlockNumber number, Hash256 blockHash, CancellationToken stop);

    /// <summary>Where a block came from, for messages: file and offset, or a peer; empty when it is not known.</summary>
    string Locate(in Hash256 blockHash);
}
