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
    private readonly int[][] _lengths = new int[MaxBlocks + 1][];
    private readonly NodeTarget[][] _targets = new NodeTarget[MaxBlocks + 1][];
    private readonly int[] _counts = new int[MaxBlocks + 1];

    public HashLanes()
    {
        for (int blocks = 1; blocks <= MaxBlocks; blocks++)
        {
            _messages[blocks] = new byte[Width * StrideOf(blocks)];
            _lengths[blocks] = new int[Width];
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
        _lengths[blocks][lane] = length;
        _targets[blocks][lane] = target;
        return _messages[blocks].AsSpan(lane * StrideOf(blocks), length);
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
    /// <param name="hashes">Takes 32 bytes a message.</param>
    /// <param name="targets">Takes the target of each message.</param>
    /// <returns>How many messages there were.</returns>
    public int Hash(int blocks, Span<byte> hashes, Span<NodeTarget> targets)
    {
        int count = _counts[blocks];
        _counts[blocks] = 0;
        _targets[blocks].AsSpan(0, count).CopyTo(targets);
        int stride = StrideOf(blocks);
        for (int i = 0; i < count; i++)
        {
            Keccak.Hash(_messages[blocks].AsSpan(i * stride, _lengths[blocks][i]), hashes.Slice(i * 32, 32));
        }
        return count;
    }

    /// <summary>Forgets all messages.</summary>
    public void Clear() => Array.Clear(_counts);

    private static int StrideOf(int blocks) => blocks * Keccak.RateBytes;
}
