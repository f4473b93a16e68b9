using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>All of a trie that lies under one prefix: a sub-trie of the account trie, or of the storage trie of one account.</summary>
/// <param name="state">Where the leaves come from.</param>
/// <param name="owner">Account whose storage trie it is; null for the account trie.</param>
/// <param name="prefix">Nibbles, one a byte.</param>
/// <param name="leavesMax">How many leaves it has at most; with more it is given up.</param>
/// <param name="rows">Takes the rows.</param>
/// <param name="keepsRows">Whether its rows are wanted; else only its topmost branch is.</param>
/// <param name="openRoots">Opens a reader of storage roots, for the account trie.</param>
/// <param name="stop">Ends a long piece with an exception.</param>
internal sealed class TriePiece(
    StateAfter state,
    Hash256? owner,
    NibblePath prefix,
    long leavesMax,
    RowBuffer rows,
    bool keepsRows,
    Func<IReadTransaction, IStorageRoots>? openRoots,
    CancellationToken stop
) : Piece
{
    private readonly byte[] _leaf = new byte[AccountLeaf.MaxBytes];
    private int _leafLength;
    private Hash256 _last;

    /// <summary>Nibbles that all its keys begin with.</summary>
    public NibblePath Prefix => prefix;

    /// <summary>Its rows, a branch after what lies under it; only the topmost one when no row is wanted.</summary>
    public RowBuffer Rows { get; } = rows.Begin(owner, keepsLastOnly: !keepsRows);

    /// <summary>Leaves that were read.</summary>
    public long Leaves { get; private set; }

    /// <summary>When there are too many leaves: about how many; else 0.</summary>
    public double TooManyLeaves { get; private set; }

    /// <summary>Nodes that were made.</summary>
    public long Nodes { get; private set; }

    private byte[] _topPath = [];
    private byte[] _topRow = [];

    /// <inheritdoc/>
    public override void Run(PieceWorker worker)
    {
        Span<byte> bound = stackalloc byte[Hash256.Size];
        Nibbles.Bound(prefix.Span, 0x0, bound);
        Hash256 first = new(bound);
        Nibbles.Bound(prefix.Span, 0xF, bound);
        Hash256 last = new(bound);
        TrieComposer composer = worker.Composer;
        composer.Reset();
        composer.Begin(Rows);
        if (owner is { } account)
        {
            AddSlots(worker, account, first, last);
        }
        else
        {
            AddAccounts(worker, first, last);
        }
        if (TooManyLeaves > 0)
        {
            return;
        }
        composer.End();
        composer.Complete();
        Nodes = composer.Statistics.Nodes;
        if (Rows.Count > 0)
        {
            _topPath = Rows.LastPath.ToArray();
            _topRow = Rows.LastRow.ToArray();
        }
    }

    /// <summary>Adds the sub-trie to the trie that it is a part of.</summary>
    public void AddTo(TrieComposer whole)
    {
        if (_topRow.Length > 0)
        {
            whole.AddBranch(_topPath, _topRow);
        }
        else if (Leaves > 0)
        {
            whole.AddLeaf(_last.Bytes, _leaf.AsSpan(0, _leafLength));
        }
    }

    private void AddSlots(PieceWorker worker, in Hash256 account, in Hash256 first, in Hash256 last)
    {
        Span<byte> word = stackalloc byte[UInt256.Size];
        using Sweep<StorageKey, UInt256> slots = state.OpenStorage(worker.View);
        for (bool more = slots.Seek(new StorageKey(account, first)); more; more = slots.Next())
        {
            StorageKey key = slots.Key;
            if (key.AddressHash != account || key.SlotHash > last)
            {
                break;
            }
            slots.Value.WriteBigEndian(word);
            _leafLength = StorageLeaf.Write(word, _leaf);
            if (!TryAdd(worker.Composer, first, key.SlotHash))
            {
                break;
            }
        }
    }

    private void AddAccounts(PieceWorker worker, in Hash256 first, in Hash256 last)
    {
        using Sweep<Hash256, Account> accounts = state.OpenAccounts(worker.View);
        using IStorageRoots roots = openRoots!(worker.View);
        for (bool more = accounts.Seek(first); more; more = accounts.Next())
        {
            Hash256 key = accounts.Key;
            if (key > last)
            {
                break;
            }
            _leafLength = AccountLeaf.Write(accounts.Value, roots.RootOf(key), _leaf);
            if (!TryAdd(worker.Composer, first, key))
            {
                break;
            }
        }
    }

    private bool TryAdd(TrieComposer composer, in Hash256 first, in Hash256 key)
    {
        if (++Leaves > leavesMax)
        {
            double start = KeySpace.PlaceOf(first);
            double width = Math.Pow(16, -prefix.Length);
            TooManyLeaves = Leaves * width / Math.Max(KeySpace.PlaceOf(key) - start, width / leavesMax);
            return false;
        }
        if ((Leaves & 0xFFF) == 0)
        {
            stop.ThrowIfCancellationRequested();
        }
        composer.AddLeaf(key.Bytes, _leaf.AsSpan(0, _leafLength));
        _last = key;
        return true;
    }
}
