using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Trie;

namespace NodeProto.Stages;

/// <summary>All storage tries of a range of accounts, each of them small: many share the lanes of the hash.</summary>
/// <param name="state">Where the slots come from.</param>
/// <param name="first">First account of the range.</param>
/// <param name="end">First account behind it; null at the end of all.</param>
/// <param name="rows">Takes the rows.</param>
/// <param name="leaves">How many slots are much for one piece; a trie with more is not done here.</param>
internal sealed class StoragePiece(StateAfter state, Hash256 first, Hash256? end, RowBuffer rows, int leaves) : Piece
{
    private const int TriesTogether = 512;

    private readonly Hash256[] _owners = new Hash256[TriesTogether];
    private int _open;

    /// <summary>First account of the range.</summary>
    public Hash256 First => first;

    /// <summary>First account behind the range; null at the end of all.</summary>
    public Hash256? End => end;

    /// <summary>The rows of the tries.</summary>
    public RowBuffer Rows { get; } = rows.Begin(owner: null, keepsLastOnly: false);

    /// <summary>Each account with storage and its root, in order.</summary>
    public List<(Hash256 Owner, Hash256 Root)> Roots { get; } = [];

    /// <summary>Slots that were read.</summary>
    public long Leaves { get; private set; }

    /// <summary>The account before which it stopped, because of the limit or because that one's trie is large; null when it is done.</summary>
    public Hash256? StoppedAt { get; private set; }

    /// <summary>About how many slots the account has before which it stopped, when its trie is large; else 0.</summary>
    public double LargeLeaves { get; private set; }

    /// <summary>Nodes that were made.</summary>
    public long Nodes { get; private set; }

    /// <inheritdoc/>
    public override void Run(PieceWorker worker)
    {
        TrieComposer composer = worker.Composer;
        composer.Reset();
        using Sweep<StorageKey, UInt256> slots = state.OpenStorage(worker.View);
        bool more = slots.Seek(new StorageKey(first, Hash256.Zero));
        while (more)
        {
            StorageKey key = slots.Key;
            Hash256 owner = key.AddressHash;
            if (end is { } limit && owner >= limit)
            {
                break;
            }
            if (Leaves >= 2L * leaves)
            {
                StoppedAt = owner;
                break;
            }
            composer.Begin(new OwnerRows(Rows, owner));
            _owners[_open++] = owner;
            int count = 0;
            Hash256 last;
            do
            {
                last = key.SlotHash;
                SlotLeaf.AddTo(composer, key.SlotHash, slots.Value);
                more = slots.Next();
                key = more ? slots.Key : default;
            } while (++count <= leaves && more && key.AddressHash == owner);
            composer.End();
            if (count > leaves)
            {
                StoppedAt = owner;
                LargeLeaves = KeySpace.Extrapolate(count, default, last);
                EndTries(composer, without: 1);
                Rows.Drop(owner);
                break;
            }
            Leaves += count;
            if (_open == TriesTogether)
            {
                EndTries(composer, without: 0);
            }
        }
        EndTries(composer, without: 0);
    }

    private void EndTries(TrieComposer composer, int without)
    {
        composer.Complete();
        for (int i = 0; i < _open - without; i++)
        {
            Roots.Add((_owners[i], composer.Root(i)));
        }
        Nodes += composer.Statistics.Nodes;
        composer.Reset();
        _open = 0;
    }

    /// <summary>Puts rows behind the hash of their account.</summary>
    private sealed class OwnerRows(RowBuffer rows, Hash256 owner) : ITrieBranchSink
    {
        public void Put(ReadOnlySpan<byte> path, ReadOnlySpan<byte> row) => rows.Put(in owner, path, row);

        public void Delete(ReadOnlySpan<byte> path) => rows.Delete(path);
    }
}

/// <summary>A slot as a leaf.</summary>
internal static class SlotLeaf
{
    /// <summary>Adds the leaf to the trie that was begun last.</summary>
    public static void AddTo(TrieComposer composer, in Hash256 slotHash, UInt256 value)
    {
        Span<byte> word = stackalloc byte[UInt256.Size];
        Span<byte> leaf = stackalloc byte[StorageLeaf.MaxBytes];
        value.WriteBigEndian(word);
        composer.AddLeaf(slotHash.Bytes, leaf[..StorageLeaf.Write(word, leaf)]);
    }
}
