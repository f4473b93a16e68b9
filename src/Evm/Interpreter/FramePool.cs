namespace NodeProto.Evm;

/// <summary>The frames of one thread, one for each depth, and the hashes they remember; kept from call to call and from fork to fork.</summary>
public sealed class FramePool
{
    private readonly List<Frame> _frames = [];
    private readonly KeccakMemory _hashes = new();

    /// <summary>The frame of a depth; 0 is the transaction's own call.</summary>
    internal Frame At(int depth)
    {
        while (_frames.Count <= depth)
        {
            _frames.Add(new Frame(_hashes));
        }
        return _frames[depth];
    }
}
