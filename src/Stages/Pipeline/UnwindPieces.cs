using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>
/// How many blocks all stages are taken back by before the next ones go: as many as fill a commit of some size, so that memory, the wait
/// for a stop and what a kill loses do not grow with the distance or with the weight of blocks.
/// </summary>
/// <remarks>Nobody knows beforehand what a block leads to, so it begins with few and follows what each piece wrote.</remarks>
internal sealed class UnwindPieces
{
    /// <summary>
    /// Bytes that the commits of a piece should have at most: about 300,000 accounts or slots, which is less than what the stage state-root
    /// takes for a reason to build the tries anew.
    /// </summary>
    private const long BytesMax = 32L * 1024 * 1024;

    private const ulong BlocksFirst = 64;
    private const ulong BlocksMax = 16_384;

    private ulong _blocks = BlocksFirst;
    private long _bytes;

    /// <summary>Where the next piece ends.</summary>
    /// <param name="head">Last block there is.</param>
    /// <param name="to">Last block that stays.</param>
    public BlockNumber Next(BlockNumber head, BlockNumber to)
    {
        if (_bytes > 0)
        {
            double factor = Math.Min(2.0, (double)BytesMax / _bytes);
            _blocks = (ulong)Math.Clamp(_blocks * factor, 1, BlocksMax);
            _bytes = 0;
        }
        return head - to > _blocks ? head - _blocks : to;
    }

    /// <summary>Tells how many bytes a commit of the piece wrote.</summary>
    public void Wrote(long bytes) => _bytes = Math.Max(_bytes, bytes);
}
