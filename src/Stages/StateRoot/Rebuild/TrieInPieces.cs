using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>
/// Builds one trie of any size from its sub-tries, which the workers do side by side: prefixes are given out in order, as deep as the
/// number of leaves asks for, and what comes back is joined in order. It can end after any sub-trie and go on there later, for the
/// rows of a finished sub-trie tell all that is needed of it.
/// </summary>
/// <param name="rebuild">What it is a part of.</param>
/// <param name="owner">Account whose storage trie it is; null for the account trie.</param>
internal sealed class TrieInPieces(RebuildRun rebuild, Hash256? owner)
{
    private const int DepthMax = 64;

    private readonly TrieComposer _whole = new();
    private readonly Queue<TriePiece> _pieces = [];
    private byte[]? _next = []; // Nibbles of the first key that is not handed out; null behind the last one.
    private int _depth;

    /// <summary>Where it goes on: the first key that is not done; meaningless once the root is known.</summary>
    public NibblePath Position { get; private set; }

    /// <summary>Builds the trie from a place on.</summary>
    /// <param name="from">First key that is not done.</param>
    /// <param name="leavesEstimate">About how many leaves there are, when that is known; else 0.</param>
    /// <returns>The root; null when it was time to commit before the end, see <see cref="Position"/>.</returns>
    public Hash256? Build(NibblePath from, double leavesEstimate)
    {
        Position = from;
        int ticket = _whole.Begin(rebuild.SinkOf(owner));
        AddDone(from);
        StartAt(from.Span.ToArray(), DepthFor(leavesEstimate));
        while (HandOut())
        {
            TriePiece piece = _pieces.Dequeue();
            rebuild.Workers.Wait(piece);
            if (piece.TooManyLeaves > 0)
            {
                while (_pieces.TryDequeue(out TriePiece? behind))
                {
                    rebuild.Workers.Drop(behind);
                }
                byte[] prefix = piece.Prefix.Span.ToArray();
                StartAt(prefix, Math.Min(DepthMax, prefix.Length + Math.Max(1, DepthFor(piece.TooManyLeaves))));
                continue;
            }
            piece.AddTo(_whole);
            rebuild.Take(piece);
            if (Following(piece.Prefix.Span) is { } following)
            {
                Position = new NibblePath(following);
                if (rebuild.ShouldCommit)
                {
                    _whole.Leave(following);
                    return null;
                }
            }
        }
        _whole.End();
        _whole.Complete();
        rebuild.Meter?.Add(_whole.Statistics.Nodes);
        return _whole.Root(ticket);
    }

    /// <summary>Keeps the workers busy; false when there is nothing more to wait for.</summary>
    private bool HandOut()
    {
        // The first try takes the whole trie: mostly it is small enough, and if not, it tells how deep to go.
        int most = _next is { Length: 0 } ? 1 : rebuild.Workers.Depth;
        while (_next is { } next && _pieces.Count < most)
        {
            TriePiece piece = rebuild.PieceOf(owner, new NibblePath(next));
            _pieces.Enqueue(piece);
            rebuild.Workers.Add(piece);
            _next = Following(next) is { } following ? AtDepth(following) : null;
        }
        return _pieces.Count > 0;
    }

    private void StartAt(byte[] place, int depth)
    {
        _depth = depth;
        _next = AtDepth(place);
    }

    /// <summary>The prefix at the wanted depth that begins at a place: so many zeros, which is the same place.</summary>
    private byte[] AtDepth(byte[] place)
    {
        byte[] prefix = place;
        Array.Resize(ref prefix, Math.Max(place.Length, _depth));
        return prefix;
    }

    /// <summary>The first place behind a prefix, without zeros at its end; null behind the last one.</summary>
    private static byte[]? Following(ReadOnlySpan<byte> prefix)
    {
        int last = prefix.LastIndexOfAnyExcept((byte)0xF);
        if (last < 0)
        {
            return null;
        }
        byte[] following = prefix[..(last + 1)].ToArray();
        following[last]++;
        return following;
    }

    private int DepthFor(double leaves) =>
        leaves <= rebuild.LeavesPerPiece ? 0 : (int)Math.Ceiling(Math.Log(leaves / rebuild.LeavesPerPiece, 16));

    /// <summary>Joins what was done before, from its rows.</summary>
    private void AddDone(NibblePath from)
    {
        if (from.Length == 0)
        {
            return;
        }
        using TrieRows rows = rebuild.OpenRows(owner);
        byte[] prefix = new byte[from.Length];
        for (int depth = 0; depth < from.Length; depth++)
        {
            byte nibble = from.Span[depth];
            for (prefix[depth] = 0; prefix[depth] < nibble; prefix[depth]++)
            {
                ReadOnlySpan<byte> done = prefix.AsSpan(0, depth + 1);
                if (rows.TryGetFirst(done, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row))
                {
                    _whole.AddBranch(path, row);
                }
                else
                {
                    // One leaf, or none: as cheap to build as to look for.
                    TriePiece piece = rebuild.PieceOf(owner, new NibblePath(done));
                    rebuild.Workers.Add(piece);
                    rebuild.Workers.Wait(piece);
                    piece.AddTo(_whole);
                }
            }
        }
    }
}
