using NodeProto.Primitives;

namespace NodeProto.Trie;

/// <summary>
/// Encoded nodes that wait for their hash, eight of equal length in Keccak blocks side by side, so that no lane of a batch idles.
/// </summary>
internal sealed class HashLanes
{
    /// <summary>Messages in a batch.</summary>
    public const int Width = 8;

    /// <summary>Longer messages, in blocks, are hashed alone: a branch without a value has at most four.</summary>
    public const int MaxBlocks = 5;

    private readonly byte[][] _messages = new byte[MaxBlocks + 1][];
    private readonly (int Offset, int Length)[][] _pieces = new (int, int)[MaxBlocks + 1][];
    private readonly NodeTarget[][] _targets = new NodeTarget[MaxBlocks + 1][];
    private readonly int[] _counts = new int[MaxBlocks + 1];

    public HashLanes()
    {
        for (int blocks = 1; blocks <= MaxBlocks; blocks++)
        {
            _messages[blocks] = new byte[Width * StrideOf(blocks)];
            _pieces[blocks] = new (int, int)[Width];
            _targets[blocks] = new NodeTarget[Width];
        }
    }

    /// <summary>Permutations that a message needs.</summary>
    public static int BlocksOf(int length) => (length / Keccak.RateBytes) + 1;

    /// <summary>Room for a message in the lane of its size; the caller fills it before anything else.</summary>
    public Span<byte> Add(int length, NodeTarget target)
    {
        int blocks = BlocksOf(length);
        int lane = _counts[blocks]++;
        int offset = lane * StrideOf(blocks);
        _pieces[blocks][lane] = (offset, length);
        _targets[blocks][lane] = target;
        return _messages[blocks].AsSpan(offset, length);
    }

    /// <summary>Whether the lanes of this size are all taken, so that they must be hashed before the next message.</summary>
    public bool IsFull(int blocks) => _counts[blocks] == Width;

    /// <summary>The size in blocks with the most messages waiting; 0 when none waits.</summary>
    public int Fullest()
    {
        int best = 0;
        for (int blocks = 1; blocks <= MaxBlocks; blocks++)
        {
            if (_counts[blocks] > _counts[best])
            {
                best = blocks;
            }
        }
        return best;
    }

    /// <summary>Hashes the messages of one size and empties their lanes.</summary>
    /// <param name="blocks">Size in blocks.</param>
    /// <param name="hashes">Takes the hash of each message.</param>
    /// <param name="targets">Takes the target of each message.</param>
    /// <returns>How many messages there were.</returns>
    public int Hash(int blocks, Span<Hash256> hashes, Span<NodeTarget> targets)
    {
        int count = _counts[blocks];
        _counts[blocks] = 0;
        _targets[blocks].AsSpan(0, count).CopyTo(targets);
        KeccakBatch.Hash(_messages[blocks], _pieces[blocks].AsSpan(0, count), hashes);
        return count;
    }

    /// <summary>Forgets all messages.</summary>
    public void Clear() => Array.Clear(_counts);

    private static int StrideOf(int blocks) => blocks * Keccak.RateBytes;
}
