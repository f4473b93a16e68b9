using NodeProto.Primitives;

namespace NodeProto.Consensus;

/// <summary>The DAO fork's mark in the extra data, by which both sides of the split know each other (EIP-779).</summary>
public static class DaoFork
{
    /// <summary>How many blocks from the fork on carry the mark.</summary>
    public const ulong MarkedBlocks = 10;

    /// <summary>The mark: <c>dao-hard-fork</c> in ASCII.</summary>
    public static ReadOnlySpan<byte> Mark => "dao-hard-fork"u8;

    /// <summary>The broken rule; null when there is none or the block is not among the ten.</summary>
    internal static Violation? Find(Header header, ChainSpec spec)
    {
        if (spec.DaoForkBlock is not { } fork || header.Number < fork || header.Number - fork >= MarkedBlocks)
        {
            return null;
        }
        bool isMarked = header.ExtraData.Span.SequenceEqual(Mark);
        if (isMarked == spec.DaoForkSupported)
        {
            return null;
        }
        string found = HexText.Encode(header.ExtraData.Span);
        string mark = $"{HexText.Encode(Mark)}, 'dao-hard-fork'";
        return spec.DaoForkSupported
            ? new(InvalidBlockReason.DaoExtraDataMissing, found, mark)
            : new(InvalidBlockReason.DaoExtraDataRefused, found, $"anything but {mark}");
    }
}
