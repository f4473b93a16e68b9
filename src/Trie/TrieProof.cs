using NodeProto.Primitives;

namespace NodeProto.Trie;

/// <summary>
/// Proofs that a trie has a leaf at a key, or has none: the nodes from the root down to where the key's way ends (yellow paper, appendix D;
/// EIP-1186).
/// </summary>
public static class TrieProof
{
    /// <summary>
    /// Collects the RLP of the nodes on a key's way, the root first. A node shorter than 32 bytes stands in the one above it and not by
    /// itself, except for the root. A trie without leaves has no node.
    /// </summary>
    /// <param name="branches">The trie's rows.</param>
    /// <param name="leaves">The trie's leaves.</param>
    /// <param name="root">The trie's root.</param>
    /// <param name="key">32 bytes.</param>
    /// <exception cref="TrieRowException">The rows or leaves are not those of a trie with this root.</exception>
    public static IReadOnlyList<byte[]> Of(ITrieBranches branches, ITrieLeaves leaves, in Hash256 root, in Hash256 key)
    {
        Way way = new(root, key);
        bool more = true;
        while (more)
        {
            ReadOnlySpan<byte> above = way.Prefix;
            more = branches.TryGetFirst(above, out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> row)
                ? way.PassBranch(path, row)
                : way.EndAtLeaf(leaves);
        }
        return way.Nodes;
    }

    /// <summary>A key's way down, as far as it has been walked.</summary>
    private ref struct Way
    {
        private readonly byte[] _nibbles = new byte[2 * Hash256.Size];
        private byte[] _reference; // What the node above says of the next one.
        private int _depth;

        public Way(in Hash256 root, in Hash256 key)
        {
            Hash256 copy = key;
            Nibbles.Unpack(copy.Bytes, _nibbles);
            copy = root;
            _reference = copy.Bytes.ToArray();
        }

        public List<byte[]> Nodes { get; } = [];

        /// <summary>Nibbles of the key above the next node.</summary>
        public readonly ReadOnlySpan<byte> Prefix => _nibbles.AsSpan(0, _depth);

        /// <summary>Goes through the topmost branch under the prefix, and the extension to it; false where the key's way ends.</summary>
        public bool PassBranch(ReadOnlySpan<byte> path, ReadOnlySpan<byte> bytes)
        {
            if (!BranchRow.TryRead(bytes, out BranchRow row) || path.Length >= _nibbles.Length)
            {
                throw new TrieRowException(path, TrieRowException.NoRow);
            }
            int payload = NodeCodec.BranchPayload(in row, bytes.Length);
            byte[] branch = new byte[NodeCodec.ListLength(payload)];
            NodeCodec.WriteBranch(branch, payload, in row);
            if (path.Length > _depth)
            {
                byte[] below = ReferenceOf(branch);
                ReadOnlySpan<byte> nibbles = path[_depth..];
                int length = NodeCodec.ExtensionPayload(nibbles.Length, below.Length);
                byte[] extension = new byte[NodeCodec.ListLength(length)];
                NodeCodec.WriteExtension(extension, length, nibbles, below);
                Add(path, extension);
                _reference = below;
            }
            if (!_nibbles.AsSpan().StartsWith(path))
            {
                return false;
            }
            Add(path, branch);
            int nibble = _nibbles[path.Length];
            _reference = row.Reference(nibble).ToArray();
            _depth = path.Length + 1;
            return row.Has(nibble);
        }

        /// <summary>Ends at the only leaf under the prefix, if there is one.</summary>
        public bool EndAtLeaf(ITrieLeaves leaves)
        {
            Span<byte> bound = stackalloc byte[Hash256.Size];
            Nibbles.Bound(Prefix, 0x0, bound);
            bool found = leaves.Seek(bound);
            Nibbles.Bound(Prefix, 0xF, bound);
            if (found && leaves.Key.SequenceCompareTo(bound) <= 0)
            {
                int payload = NodeCodec.LeafPayload(_nibbles.Length - _depth, leaves.Value);
                byte[] leaf = new byte[NodeCodec.ListLength(payload)];
                NodeCodec.WriteLeaf(leaf, payload, leaves.Key, _depth, leaves.Value);
                Add(Prefix, leaf);
            }
            else if (_depth > 0 || !_reference.AsSpan().SequenceEqual(Keccak.OfEmptyTrie.Bytes))
            {
                throw new TrieRowException(Prefix, "what is above tells of a node here, but there is neither a row nor a leaf.");
            }
            return false;
        }

        /// <summary>Adds a node that the one above refers to by hash; one that stands in that needs no line of its own.</summary>
        private readonly void Add(ReadOnlySpan<byte> path, byte[] node)
        {
            byte[] reference = Nodes.Count == 0 ? Keccak.Hash(node).Bytes.ToArray() : ReferenceOf(node);
            if (!reference.AsSpan().SequenceEqual(_reference))
            {
                throw new TrieRowException(path, "the node is not the one that its parent, or the root, refers to.");
            }
            if (reference.Length == Hash256.Size)
            {
                Nodes.Add(node);
            }
        }

        private static byte[] ReferenceOf(byte[] node) => node.Length < Hash256.Size ? node : Keccak.Hash(node).Bytes.ToArray();
    }
}
