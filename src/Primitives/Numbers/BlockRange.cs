namespace NodeProto.Primitives;

/// <summary>Blocks from <paramref name="First"/> to <paramref name="Last"/>, both inclusive; empty when First is after Last.</summary>
/// <param name="First">First block.</param>
/// <param name="Last">Last block, inclusive.</param>
public readonly record struct BlockRange(BlockNumber First, BlockNumber Last)
{
    /// <summary>Whether there is no block in the range.</summary>
    public bool IsEmpty => First > Last;

    /// <summary>How many blocks the range holds.</summary>
    public ulong Count => IsEmpty ? 0 : Last - First + 1;

    /// <inheritdoc/>
    public override string ToString() => $"{First}..{Last}";
}
