using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using NodeProto.Primitives;

namespace NodeProto.Trie;

/// <summary>
/// Makes the nodes of a trie from its leaves, and from references to subtrees that stay as they are, given in the order of their
/// paths. Holds only the open branches on the way to the last leaf and the nodes that wait for a hash; any node whose children are
/// known is hashed together with seven others of its length, of whatever level.
/// </summary>
internal sealed class TrieAssembler
{
    private readonly BranchPool _pool = new();
    private readonly HashLanes _lanes = new();

    // The open branches from the root down, each a prefix of the pending path.
    private readonly int[] _open = new int[BranchPool.MaxNibbles + 1];
    private int _openCount;

    // The last item given: its parent is known when the next one comes.
    private readonly byte[] _path = new byte[BranchPool.MaxNibbles];
    private readonly byte[] _key = new byte[BranchPool.MaxNibbles / 2];
    private int _pathLength;
    private byte[] _content = new byte[256];
    private int _contentLength;
    private Pending _pending;

    // Closed branches whose children are all known.
    private int[] _ready = new int[64];
    private int _readyCount;

    private readonly byte[] _nextPath = new byte[BranchPool.MaxNibbles];
    private readonly byte[] _row = new byte[BranchRow.MaxBytes];
    private readonly byte[] _stored = new byte[3 + (16 * 33) + 1]; // Header, 16 hashes, no value.
    private byte[] _large = [];
    private Hash256[] _roots = new Hash256[1];
    private ITrieBranchSink[] _sinks = [NullBranchSink.Instance];
    private int _tickets;
    private TrieCounters _count;

    private enum Pending : byte
    {
        None,
        Leaf,
        Reference,
    }

    /// <summary>What was done since <see cref="Reset"/>.</summary>
    public ref TrieCounters Count => ref _count;

    /// <summary>Forgets everything, also a trie that was left unfinished.</summary>
    public void Reset()
    {
        _pool.Reset();
        _lanes.Clear();
        _openCount = 0;
        _readyCount = 0;
        _pending = Pending.None;
        _count = default;
        Array.Clear(_sinks, 0, _tickets);
        _tickets = 0;
    }

    /// <summary>Begins a trie, whose items then follow; its ticket asks for the root later.</summary>
    public int Begin(ITrieBranchSink sink)
    {
        if (_tickets == _roots.Length)
        {
            Array.Resize(ref _roots, _tickets * 2);
            Array.Resize(ref _sinks, _tickets * 2);
        }
        _sinks[_tickets] = sink;
        return _tickets++;
    }

    /// <summary>Adds a leaf.</summary>
    /// <param name="key">At most 32 bytes, after every key before.</param>
    /// <param name="value">Not empty.</param>
    public void AddLeaf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Nibbles.Unpack(key, _nextPath);
        Advance(_nextPath.AsSpan(0, key.Length * 2));
        key.CopyTo(_key);
        _pending = Pending.Leaf;
        SetContent(value);
    }

    /// <summary>Adds a subtree that stays as it is.</summary>
    /// <param name="path">Path of its branch; or of whatever hangs there when a branch right above it is sure to be.</param>
    /// <param name="reference">A hash, or a node shorter than 32 bytes.</param>
    public void AddReference(ReadOnlySpan<byte> path, ReadOnlySpan<byte> reference)
    {
        Advance(path);
        _pending = Pending.Reference;
        SetContent(reference);
    }

    /// <summary>Adds a subtree that stays as it is, by the row of its topmost branch.</summary>
    public void AddStored(ReadOnlySpan<byte> path, in BranchRow row, int rowLength)
    {
        int payload = NodeCodec.BranchPayload(in row, rowLength);
        int length = NodeCodec.ListLength(payload);
        Span<byte> node = _stored.AsSpan(0, length);
        NodeCodec.WriteBranch(node, payload, in row);
        _count.Branches++;
        if (length < Hash256.Size)
        {
            AddReference(path, node);
            return;
        }
        _count.Hashes++;
        _count.Permutations += HashLanes.BlocksOf(length);
        _count.Batches += HashLanes.BlocksOf(length);
        AddReference(path, Keccak.Hash(node).Bytes);
    }

    /// <summary>
    /// Opens a branch that is sure to be, for a stored branch of which at least two children stay as they are: these are set here,
    /// at once, and the items below its other children follow.
    /// </summary>
    public void AddBranch(ReadOnlySpan<byte> path, in BranchRow row, int untouched)
    {
        Advance(path);
        Open(path.Length);
        int branch = _open[_openCount - 1];
        for (int left = untouched; left != 0; left &= left - 1)
        {
            int nibble = BitOperations.TrailingZeroCount(left);
            _pool.SetChild(branch, nibble, row.Reference(nibble));
        }
    }

    /// <summary>Ends the trie that was begun last. Its root is known after <see cref="Complete"/>.</summary>
    public void End()
    {
        int ticket = _tickets - 1;
        if (_pending != Pending.None)
        {
            Place(_openCount == 0 ? ~ticket : _open[_openCount - 1]);
            _pending = Pending.None;
        }
        else if (_openCount == 0)
        {
            _roots[ticket] = Keccak.OfEmptyTrie;
            return;
        }
        while (_openCount > 0)
        {
            int branch = _open[--_openCount];
            Close(branch, _openCount == 0 ? ~ticket : _open[_openCount - 1]);
        }
        Drain();
    }

    /// <summary>
    /// Leaves the trie that was begun last unfinished: closes the branches to which nothing at or behind a path belongs, so that their
    /// rows come; those on the way to the path stay open and have none.
    /// </summary>
    public void Leave(ReadOnlySpan<byte> next)
    {
        int shared = next.CommonPrefixLength(_path.AsSpan(0, _pathLength));
        if (_pending != Pending.None && _openCount > 0 && _pool.State(_open[_openCount - 1]).Depth > shared)
        {
            Place(_open[_openCount - 1]);
        }
        _pending = Pending.None;
        while (_openCount > 0 && _pool.State(_open[_openCount - 1]).Depth > shared)
        {
            int branch = _open[--_openCount];
            Close(branch, _openCount == 0 ? ~(_tickets - 1) : _open[_openCount - 1]);
        }
        Complete();
    }

    /// <summary>Hashes what still waits, so that every root is known.</summary>
    public void Complete()
    {
        Drain();
        for (int blocks = _lanes.Fullest(); blocks != 0; blocks = _lanes.Fullest())
        {
            Flush(blocks);
            Drain();
        }
    }

    /// <summary>The root of a trie that is ended, after <see cref="Complete"/>.</summary>
    public Hash256 Root(int ticket) => _roots[ticket];

    /// <summary>Finds where the new path leaves the last one, places the pending item and closes the branches below that point.</summary>
    private void Advance(ReadOnlySpan<byte> path)
    {
        if (_pending != Pending.None || _openCount > 0)
        {
            int shared = path.CommonPrefixLength(_path.AsSpan(0, _pathLength));
            if (shared >= path.Length || path[shared] < (shared < _pathLength ? _path[shared] : 0))
            {
                ThrowOrder();
            }
            if (_pending != Pending.None)
            {
                if (_openCount == 0 || _pool.State(_open[_openCount - 1]).Depth < shared)
                {
                    Open(shared);
                }
                Place(_open[_openCount - 1]);
                _pending = Pending.None;
            }
            while (_pool.State(_open[_openCount - 1]).Depth > shared)
            {
                int branch = _open[--_openCount];
                if (_openCount == 0 || _pool.State(_open[_openCount - 1]).Depth < shared)
                {
                    Open(shared);
                }
                Close(branch, _open[_openCount - 1]);
            }
            Drain();
        }
        path.CopyTo(_path);
        _pathLength = path.Length;
    }

    private void Open(int depth)
    {
        int branch = _pool.Take(depth, _tickets - 1);
        _path.AsSpan(0, depth).CopyTo(_pool.Path(branch));
        _open[_openCount++] = branch;
    }

    /// <summary>Hangs the pending item below its parent.</summary>
    private void Place(int parent)
    {
        ReadOnlySpan<byte> content = _content.AsSpan(0, _contentLength);
        int start = 0;
        int nibble = 0;
        if (parent >= 0)
        {
            ref BranchState state = ref _pool.State(parent);
            start = state.Depth;
            if (start == _pathLength)
            {
                _pool.Value(parent) = content.ToArray(); // Only where a key is a prefix of another: never in a state trie.
                return;
            }
            state.Unresolved++;
            nibble = _path[start++];
        }
        NodeTarget target = new(parent, nibble, -1);
        if (_pending == Pending.Leaf)
        {
            _count.Leaves++;
            int payload = NodeCodec.LeafPayload(_pathLength - start, content);
            Span<byte> node = Submit(NodeCodec.ListLength(payload), target);
            NodeCodec.WriteLeaf(node, payload, _key.AsSpan(0, _pathLength / 2), start, content);
            Submitted();
        }
        else
        {
            PlaceReference(target, _path.AsSpan(start, _pathLength - start), content);
        }
    }

    private void PlaceReference(NodeTarget target, ReadOnlySpan<byte> extension, ReadOnlySpan<byte> reference)
    {
        if (extension.Length > 0)
        {
            _count.Extensions++;
            int payload = NodeCodec.ExtensionPayload(extension.Length, reference.Length);
            NodeCodec.WriteExtension(Submit(NodeCodec.ListLength(payload), target), payload, extension, reference);
            Submitted();
        }
        else if (target.IsRoot && reference.Length < 32)
        {
            reference.CopyTo(Submit(reference.Length, target));
            Submitted();
        }
        else
        {
            Deliver(target, reference);
        }
    }

    /// <summary>No child is added to the branch any more.</summary>
    private void Close(int branch, int parent)
    {
        ref BranchState state = ref _pool.State(branch);
        state.Parent = parent;
        state.ExtensionStart = 0;
        if (parent >= 0)
        {
            ref BranchState above = ref _pool.State(parent);
            above.Unresolved++;
            state.Nibble = _pool.Path(branch)[above.Depth];
            state.ExtensionStart = (byte)(above.Depth + 1);
        }
        Settle(branch);
    }

    /// <summary>One thing less that the branch waits for.</summary>
    private void Settle(int branch)
    {
        if (--_pool.State(branch).Unresolved == 0)
        {
            if (_readyCount == _ready.Length)
            {
                Array.Resize(ref _ready, _readyCount * 2);
            }
            _ready[_readyCount++] = branch;
        }
    }

    private void Drain()
    {
        while (_readyCount > 0)
        {
            Encode(_ready[--_readyCount]);
        }
    }

    /// <summary>All children of the branch are known: writes its row and sends its node on.</summary>
    private void Encode(int branch)
    {
        ref BranchState state = ref _pool.State(branch);
        _count.Branches++;
        byte[]? value = _pool.Value(branch);
        if (_sinks[state.Ticket] is { } sink && sink != NullBranchSink.Instance)
        {
            PutRow(branch, sink);
        }
        int payload = NodeCodec.BranchPayload(
            state.Children,
            state.Hashed,
            state.EmbeddedBytes,
            value is null ? 1 : RlpItem.LengthOf(value)
        );
        Span<byte> node = Submit(NodeCodec.ListLength(payload), new NodeTarget(state.Parent, state.Nibble, branch));
        NodeCodec.WriteBranch(node, payload, _pool, branch);
        Submitted();
    }

    private void PutRow(int branch, ITrieBranchSink sink)
    {
        if (_pool.Value(branch) is not null)
        {
            throw new ArgumentException("A key is a prefix of another one: such a trie cannot be stored as rows.");
        }
        BranchState state = _pool.State(branch);
        _count.RowsPut++;
        int length = BranchRow.WriteHeader(_row, state.Children, state.Hashed);
        for (int left = state.Children; left != 0; left &= left - 1)
        {
            ReadOnlySpan<byte> child = _pool.Child(branch, BitOperations.TrailingZeroCount(left));
            if (child.Length == Hash256.Size)
            {
                BranchPool.CopyHash(child, _row.AsSpan(length));
            }
            else
            {
                child.CopyTo(_row.AsSpan(length));
            }
            length += child.Length;
        }
        sink.Put(_pool.Path(branch), _row.AsSpan(0, length));
    }

    // A node on its way: encoded into a lane, or aside when it is embedded (_short) or too long for the lanes (_large).
    private readonly byte[] _short = new byte[32];
    private NodeTarget _target;
    private int _length;

    /// <summary>Gives room for a node's encoding; <see cref="Submitted"/> must follow when it is written.</summary>
    private Span<byte> Submit(int length, NodeTarget target)
    {
        _length = length;
        _target = target;
        bool hasExtension = target.Branch >= 0 && HasExtension(target.Branch);
        if (length < 32 && (!target.IsRoot || hasExtension))
        {
            return _short.AsSpan(0, length);
        }
        if (HashLanes.BlocksOf(length) <= HashLanes.MaxBlocks)
        {
            return _lanes.Add(length, target);
        }
        if (_large.Length < length)
        {
            _large = new byte[length * 2];
        }
        return _large.AsSpan(0, length);
    }

    private void Submitted()
    {
        bool hasExtension = _target.Branch >= 0 && HasExtension(_target.Branch);
        if (_length < 32 && (!_target.IsRoot || hasExtension))
        {
            _count.Embedded++;
            Span<byte> node = stackalloc byte[32];
            _short.CopyTo(node);
            Arrive(_target, node[.._length]);
            return;
        }
        int blocks = HashLanes.BlocksOf(_length);
        _count.Hashes++;
        _count.Permutations += blocks;
        if (blocks <= HashLanes.MaxBlocks)
        {
            if (_lanes.IsFull(blocks))
            {
                Flush(blocks);
            }
            return;
        }
        _count.Batches += blocks;
        Span<byte> hash = stackalloc byte[32];
        Keccak.Hash(_large.AsSpan(0, _length), hash);
        Arrive(_target, hash);
    }

    private bool HasExtension(int branch)
    {
        ref BranchState state = ref _pool.State(branch);
        return state.ExtensionStart < state.Depth;
    }

    private void Flush(int blocks)
    {
        Span<Hash256> hashes = stackalloc Hash256[HashLanes.Width];
        Span<NodeTarget> targets = stackalloc NodeTarget[HashLanes.Width];
        int count = _lanes.Hash(blocks, hashes, targets);
        _count.Batches += blocks;
        for (int i = 0; i < count; i++)
        {
            Arrive(targets[i], hashes[i].Bytes);
        }
    }

    /// <summary>A node's reference is known; a branch's goes through its extension first.</summary>
    private void Arrive(NodeTarget target, ReadOnlySpan<byte> reference)
    {
        if (target.Branch < 0)
        {
            Deliver(target, reference);
            return;
        }
        NodeTarget above = target with { Branch = -1 };
        if (HasExtension(target.Branch))
        {
            PlaceReference(above, _pool.Path(target.Branch)[_pool.State(target.Branch).ExtensionStart..], reference);
        }
        else
        {
            Deliver(above, reference);
        }
        _pool.Free(target.Branch);
    }

    private void Deliver(NodeTarget target, ReadOnlySpan<byte> reference)
    {
        if (target.IsRoot)
        {
            _roots[target.Ticket] = new Hash256(reference);
            return;
        }
        _pool.SetChild(target.Parent, target.Nibble, reference);
        Settle(target.Parent);
    }

    private void SetContent(ReadOnlySpan<byte> content)
    {
        if (_content.Length < content.Length)
        {
            _content = new byte[content.Length * 2];
        }
        content.CopyTo(_content);
        _contentLength = content.Length;
    }

    [DoesNotReturn]
    private static void ThrowOrder() => throw new ArgumentException("Leaves must come in the order of their keys, each once.");
}
