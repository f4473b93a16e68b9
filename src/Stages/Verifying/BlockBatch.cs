using NodeProto.Consensus;

namespace NodeProto.Stages;

/// <summary>Blocks whose rows are compared side by side on all cores, and then taken in order.</summary>
internal sealed class BlockBatch(ChainSpec spec, VerificationOptions options)
{
    private const int BlocksMax = 256;
    private const int BytesMax = 16 << 20;
    private const int BytesForThreads = 64 << 10; // Below it, threads cost more than they bring.

    private readonly List<BlockEntry> _entries = [];
    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = options.Threads };
    private long _bytes;

    /// <summary>How many blocks are there.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the batch takes no further block.</summary>
    public bool IsFull => Count == BlocksMax || _bytes >= BytesMax;

    /// <summary>A block.</summary>
    public BlockEntry this[int index] => _entries[index];

    /// <summary>Empties the batch.</summary>
    public void Clear()
    {
        Count = 0;
        _bytes = 0;
    }

    /// <summary>An empty entry, to be filled and then counted with <see cref="Add"/>.</summary>
    public BlockEntry Next()
    {
        if (Count == _entries.Count)
        {
            _entries.Add(new BlockEntry());
        }
        return _entries[Count];
    }

    /// <summary>Counts the entry that <see cref="Next"/> gave.</summary>
    public void Add() => _bytes += _entries[Count++].Length;

    /// <summary>Checks every block by itself.</summary>
    public void Check()
    {
        if (options.Threads == 1 || _bytes < BytesForThreads)
        {
            for (int i = 0; i < Count; i++)
            {
                CheckOne(i);
            }
            return;
        }
        Parallel.For(0, Count, _parallel, CheckOne);
    }

    private void CheckOne(int index) => _entries[index].Check(spec, options.IsDeep);
}
