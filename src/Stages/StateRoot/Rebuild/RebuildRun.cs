using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>What the parts of one rebuild share, up to its next commit: the state, the workers, and where the rows go.</summary>
/// <param name="tx">Takes the storage roots; only read where no row is wanted.</param>
/// <param name="state">Where the leaves come from.</param>
/// <param name="rows">Takes the rows of the tries; null when none is wanted.</param>
/// <param name="options">Threads and size of pieces.</param>
/// <param name="meter">Told of the nodes, and says when to commit; null when no row is wanted, and the whole is done at once.</param>
/// <param name="openRoots">Opens a reader of storage roots.</param>
/// <param name="stop">Ends it with an exception where no row is wanted.</param>
internal sealed class RebuildRun(
    IReadTransaction tx,
    StateAfter state,
    RebuiltRows? rows,
    StateRootOptions options,
    Meter? meter,
    Func<IReadTransaction, IStorageRoots> openRoots,
    CancellationToken stop
) : IDisposable
{
    private readonly Stack<RowBuffer> _buffers = []; // Of pieces whose rows were taken: new ones cost the workers a fourth of their time.

    /// <summary>How many leaves are enough work for a piece, and little enough to hold its rows.</summary>
    public int LeavesPerPiece => options.LeavesPerPiece;

    /// <summary>The threads.</summary>
    public PieceWorkers Workers { get; } = new(tx, options.Threads);

    /// <summary>Told of the nodes; null when no row is wanted.</summary>
    public Meter? Meter => meter;

    /// <summary>Whether to end here for now.</summary>
    public bool ShouldCommit
    {
        get
        {
            if (meter is null)
            {
                return false;
            }
            rows!.TellHeld(meter);
            return meter.ShouldCommit;
        }
    }

    /// <summary>Where the branches above the pieces go.</summary>
    public ITrieBranchSink SinkOf(Hash256? owner) => rows is null ? NullBranchSink.Instance : rows.SinkOf(owner);

    /// <summary>The rows of a trie that are there.</summary>
    public TrieRows OpenRows(Hash256? owner) => new(tx, TableOf(owner), PrefixOf(owner));

    /// <summary>A sub-trie to be done.</summary>
    public TriePiece PieceOf(Hash256? owner, NibblePath prefix) =>
        // Without rows a piece of any size takes little memory, and one that is given up is time lost.
        new(state, owner, prefix, meter is null ? long.MaxValue : 2L * LeavesPerPiece, NewBuffer(), meter is not null, openRoots, stop);

    /// <summary>The storage tries of a range of accounts to be done.</summary>
    public StoragePiece PieceOf(Hash256 first, Hash256? end) => new(state, first, end, NewBuffer(), LeavesPerPiece);

    /// <summary>Takes over what a piece made.</summary>
    public void Take(TriePiece piece)
    {
        if (meter is not null)
        {
            meter.Add(piece.Nodes);
            using Meter.PhaseScope phase = meter.Phase(StagePhase.Write);
            piece.Rows.AddTo(rows!.SorterOf(piece.Rows.Owner is not null));
        }
        _buffers.Push(piece.Rows);
    }

    /// <summary>Takes over what a piece made.</summary>
    public void Take(StoragePiece piece)
    {
        IWriteTransaction write = (IWriteTransaction)tx;
        meter!.Add(piece.Nodes);
        using Meter.PhaseScope phase = meter.Phase(StagePhase.Write);
        piece.Rows.AddTo(rows!.SorterOf(isStorage: true));
        foreach ((Hash256 owner, Hash256 root) in piece.Roots)
        {
            write.Append(Tables.StorageRoots, owner, root);
        }
        _buffers.Push(piece.Rows);
    }

    private RowBuffer NewBuffer() => _buffers.TryPop(out RowBuffer? buffer) ? buffer : new RowBuffer();

    /// <inheritdoc/>
    public void Dispose() => Workers.Dispose();

    private static Table TableOf(Hash256? owner) => owner is null ? Tables.AccountTrie : Tables.StorageTrie;

    private static ReadOnlyMemory<byte> PrefixOf(Hash256? owner) => owner is { } account ? account.Bytes.ToArray() : default;
}
