namespace NodeProto.Evm;

/// <summary>The frames of one thread, one for each depth, and the hashes they remember; kept from call to call and from fork to fork.</summary>
/// <remarks>
/// What frames hold while they run, their gas bounds: with 36 million gas all 1024 of them together come to some 120 MB. What they
/// keep for later, <see cref="Trim"/> bounds.
/// </remarks>
public sealed class FramePool
{
    /// <summary>Memory that the frames keep together from one transaction to the next.</summary>
    private const long KeptMemoryBytesMax = 64 << 20;

    private readonly List<Frame> _frames = [];
    private readonly KeccakMemory _hashes = new();

    /// <summary>Memory that the frames hold, beyond the little with which each starts.</summary>
    public long MemoryBytes { get; internal set; }

    /// <summary>Between two transactions: gives memory back when frames hold too much of it.</summary>
    public void Trim()
    {
        if (MemoryBytes > KeptMemoryBytesMax)
        {
            foreach (Frame frame in _frames)
            {
                frame.ReleaseMemory();
            }
        }
    }

    /// <summary>The frame of a depth; 0 is the transaction's own call.</summary>
    internal Frame At(int depth)
    {
        while (_frames.Count <= depth)
        {
            _frames.Add(new Frame(this, _hashes));
        }
        return _frames[depth];
    }
}
