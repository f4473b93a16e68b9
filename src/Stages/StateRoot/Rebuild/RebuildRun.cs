using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>What the parts of one rebuild share, up to its next commit: the state, the workers, and where the rows go.</summary>
/// <param name="tx">Takes the rows; read where no row is wanted.</param>
/// <param name="state">Where the leaves come from.</param>
/// <param name="options">Threads and size of pieces.</param>
/// <param name="meter">Told of the nodes, and says when to commit; null when no row is wanted, and the whole is done at once.</param>
/// <param name="openRoots">Opens a reader of storage roots.</param>
/// <param name="stop">Ends it with an exception where no row is wanted.</param>
internal sealed class RebuildRun(
    IReadTransaction tx,
    StateAfter state,
    StateRootOptions options,
    Meter? meter,
    Func<IReadTransaction, IStorageRoots> openRoots,
    CancellationToken stop
) : IDisposable
{
    /// <summary>How many leaves are enough work for a piece, and little enough to hold its rows.</summary>
    public int LeavesPerPiece => options.LeavesPerPiece;

    /// <summary>The threads.</summary>
    public PieceWorkers Workers { get; } = new(tx, options.Threads);

    /// <summary>Told of the nodes; null when no row is wanted.</summary>
    public Meter? Meter => meter;

    /// <summary>Whether to end here for now.</summary>
    public bool ShouldCommit => meter is { ShouldCommit: true };

    /// <summary>Where the branches above the pieces go.</summary>
    public ITrieBranchSink SinkOf(Hash256? owner) =>
        meter is null ? NullBranchSink.Instance : new TrieRowSink((IWriteTransaction)tx, TableOf(owner), PrefixOf(owner));

    /// <summary>The rows of a trie that are there.</summary>
    public TrieRows OpenRows(Hash256? owner) => new(tx, TableOf(owner), PrefixOf(owner));

    /// <summary>A sub-trie to be done.</summary>
    public TriePiece PieceOf(Hash256? owner, NibblePath prefix) =>
        // Without rows a piece of any size takes little memory, and one that is given up is time lost.
        new(state, owner, prefix, meter is null ? long.MaxValue : 2L * LeavesPerPiece, meter is not null, openRoots, stop);

    /// <summary>The storage tries of a range of accounts to be done.</summary>
    public StoragePiece PieceOf(Hash256 first, Hash256? end) => new(state, first, end, LeavesPerPiece);

    /// <summary>Takes over what a piece made.</summary>
    public void Take(TriePiece piece)
    {
        if (meter is not null)
        {
            meter.Add(piece.Nodes);
            using Meter.PhaseScope phase = meter.Phase(StagePhase.Write);
            piece.Rows.WriteTo((IWriteTransaction)tx, piece.Rows.Owner is null ? Tables.AccountTrie : Tables.StorageTrie);
        }
    }

    /// <summary>Takes over what a piece made.</summary>
    public void Take(StoragePiece piece)
    {
        IWriteTransaction write = (IWriteTransaction)tx;
        meter!.Add(piece.Nodes);
        using Meter.PhaseScope phase = meter.Phase(StagePhase.Write);
        piece.Rows.WriteTo(write, Tables.StorageTrie);
        foreach ((Hash256 owner, Hash256 root) in piece.Roots)
        {
            write.Append(Tables.StorageRoots, owner, root);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Workers.Dispose();

    private static Table TableOf(Hash256? owner) => owner is null ? Tables.AccountTrie : Tables.StorageTrie;

    private static ReadOnlyMemory<byte> PrefixOf(Hash256? owner) => owner is { } account ? account.Bytes.ToArray() : default;
}
