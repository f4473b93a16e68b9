using NodeProto.Consensus;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Where headers come from: blocks in the order in which they were delivered, whatever branch they stand on.</summary>
/// <remarks>A position counts delivered blocks from 0. Implementations answer from one thread at a time.</remarks>
public interface IHeaderSource
{
    /// <summary>Why the source ended early, or null: reported once what it had delivered before is done.</summary>
    NodeException? Failure { get; }

    /// <summary>
    /// Position right after the last delivery of this block, the failed end of the source left out; 0 when the source does not know
    /// it. A block that comes again counts as delivered then: after the merge that makes its branch the latest.
    /// </summary>
    long PositionAfter(in Hash256 blockHash);

    /// <summary>Whether the block at a position is this one; false at the end. The source reads nothing for it.</summary>
    bool Delivers(long position, in Hash256 blockHash);

    /// <summary>
    /// Clears the batch and fills it with the headers from a position on, as many as fit; false when there is none (yet).
    /// </summary>
    bool TryReadHeaders(long position, HeaderBatch batch);

    /// <summary>
    /// Waits until there is a header at the position, or there is a <see cref="Failure"/> that was not there before; false when no header
    /// will ever come.
    /// </summary>
    ValueTask<bool> WaitForHeaderAsync(long position, CancellationToken stop);

    /// <summary>Where a block came from, for messages: file and offset, or a peer.</summary>
    string Locate(long position);

    /// <summary>Delivers nothing from this position on, and keeps the reason as <see cref="Failure"/>.</summary>
    void Fail(long position, NodeException failure);

    /// <summary>A block that this source delivered breaks a rule.</summary>
    void Reject(InvalidBlock invalid);
}
