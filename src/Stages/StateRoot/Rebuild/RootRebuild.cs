using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// Builds all tries anew in the order of their keys: first every storage trie with its root, then the account trie. All cores work on
/// it; one thread takes what they make. It ends when it is time to commit, and goes on from its position later.
/// </summary>
/// <remarks>Memory: the rows until they are sorted and loaded at the end, and those of some pieces. The rows do not depend on threads, pieces or commits.</remarks>
internal sealed class RootRebuild(StateRootOptions options)
{
    private IWriteTransaction _tx = null!;
    private StateAfter _state = null!;
    private RebuiltRows _rows = null!;
    private Meter _meter = null!;

    /// <summary>Builds from a position on.</summary>
    /// <param name="tx">Holds what is done before the position, and nothing else in the trie tables.</param>
    /// <param name="after">The block whose state is wanted.</param>
    /// <param name="position">Where to go on; set to where to go on next when there is no root yet.</param>
    /// <param name="meter">Told of the nodes; says when to commit.</param>
    /// <returns>The root, or null when it was time to commit before the end.</returns>
    public Hash256? Build(IWriteTransaction tx, BlockNumber after, ref RebuildPosition position, Meter meter)
    {
        using StateAfter state = new(tx, after, options.ChangesInMemory);
        using RebuiltRows rows = new(tx, options.MemoryBytes);
        (_tx, _state, _rows, _meter) = (tx, state, rows, meter);
        Hash256? root = null;
        if (position.IsInAccounts || TryBuildStorage(ref position))
        {
            using RebuildRun run = NewRun(); // Its views see the storage roots.
            TrieInPieces accounts = new(run, owner: null);
            root = accounts.Build(position.Path, 0);
            position = RebuildPosition.AccountsFrom(accounts.Position);
        }
        rows.Load(meter);
        return root;
    }

    /// <summary>Computes the root and writes nothing: all at once, with the storage tries on the way.</summary>
    public Hash256 Compute(IReadTransaction tx, BlockNumber after, CancellationToken stop)
    {
        using StateAfter state = new(tx, after, options.ChangesInMemory);
        using RebuildRun run = new(tx, state, rows: null, options, meter: null, view => new ComputedRoots(state, view, stop), stop);
        const double PiecesWanted = 256; // The last ones end at about the same time, whatever the number of cores.
        return new TrieInPieces(run, owner: null).Build(NibblePath.Empty, PiecesWanted * options.LeavesPerPiece)!.Value;
    }

    private RebuildRun NewRun() => new(_tx, _state, _rows, options, _meter, static view => new StoredRoots(view), CancellationToken.None);

    private bool TryBuildStorage(ref RebuildPosition position)
    {
        using RebuildRun run = NewRun();
        if (position.Path.Length > 0 && !TryBuildLarge(run, ref position, 0))
        {
            return false;
        }
        return position.IsInAccounts || TryBuildRanges(run, ref position);
    }

    /// <summary>The storage tries of all accounts from one on.</summary>
    private bool TryBuildRanges(RebuildRun run, ref RebuildPosition position)
    {
        LinkedList<StoragePiece> pieces = [];
        Hash256? next = position.Owner;
        double width = 1; // How much of the key space makes a piece; the first one finds out.
        while (true)
        {
            for (int most = width >= 1 ? 1 : run.Workers.Depth; next is { } first && pieces.Count < most; )
            {
                next = KeySpace.EndOf(first, width);
                StoragePiece piece = run.PieceOf(first, next);
                pieces.AddLast(piece);
                run.Workers.Add(piece);
            }
            if (pieces.First is not { } head)
            {
                position = RebuildPosition.AccountsFrom(NibblePath.Empty);
                return true;
            }
            pieces.RemoveFirst();
            StoragePiece done = head.Value;
            run.Workers.Wait(done);
            run.Take(done);
            Hash256? following = done.StoppedAt ?? done.End;
            if (following is { } at)
            {
                position = new RebuildPosition(false, at, NibblePath.Empty);
                width = Math.Min(1, KeySpace.WidthFor(options.LeavesPerPiece, done.Leaves, done.First, at, width));
                if (done.LargeLeaves > 0)
                {
                    if (!TryBuildLarge(run, ref position, done.LargeLeaves))
                    {
                        return false;
                    }
                    following = position.IsInAccounts ? null : position.Owner;
                }
                if (pieces.Count == 0)
                {
                    next = following; // Cut anew, by what is known now.
                }
                else if (done.StoppedAt is not null && following is { } rest && rest < done.End)
                {
                    StoragePiece remainder = run.PieceOf(rest, done.End);
                    pieces.AddFirst(remainder);
                    run.Workers.Add(remainder, isNext: true);
                }
                if (run.ShouldCommit)
                {
                    return false;
                }
            }
        }
    }

    /// <summary>One large storage trie, from the position on; sets the position to what follows it.</summary>
    private bool TryBuildLarge(RebuildRun run, ref RebuildPosition position, double leavesEstimate)
    {
        Hash256 owner = position.Owner;
        TrieInPieces trie = new(run, owner);
        if (trie.Build(position.Path, leavesEstimate) is not { } root)
        {
            position = position with { Path = trie.Position };
            return false;
        }
        if (root != Keccak.OfEmptyTrie)
        {
            _tx.Append(Tables.StorageRoots, owner, root);
        }
        position = HashOrder.TryIncrement(ref owner)
            ? new RebuildPosition(false, owner, NibblePath.Empty)
            : RebuildPosition.AccountsFrom(NibblePath.Empty);
        return true;
    }
}
