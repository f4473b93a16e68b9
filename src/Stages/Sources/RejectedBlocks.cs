using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>Blocks that broke a rule, and their descendants, for the life of the process. Thread-safe.</summary>
/// <remarks>Only in memory: after a restart such a block is tried again, and refused again with the same message.</remarks>
public sealed class RejectedBlocks
{
    private readonly HashSet<Hash256> _hashes = [];
    private readonly Lock _lock = new();

    /// <summary>Remembers a block; false when it was known.</summary>
    public bool Add(in Hash256 blockHash)
    {
        lock (_lock)
        {
            return _hashes.Add(blockHash);
        }
    }

    /// <summary>Forgets a block whose header may be good: it was refused for a body that is not its own, and another one has come.</summary>
    public void Forget(in Hash256 blockHash)
    {
        lock (_lock)
        {
            _hashes.Remove(blockHash);
        }
    }

    /// <summary>Whether the block was refused.</summary>
    public bool Contains(in Hash256 blockHash)
    {
        lock (_lock)
        {
            return _hashes.Count > 0 && _hashes.Contains(blockHash);
        }
    }
}
