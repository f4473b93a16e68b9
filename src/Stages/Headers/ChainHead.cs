using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>A block that others may follow: its header and its total difficulty.</summary>
/// <param name="Header">The header.</param>
/// <param name="TotalDifficulty">Sum of the difficulties up to it; null after the merge.</param>
internal readonly record struct ChainHead(Header Header, UInt256? TotalDifficulty)
{
    /// <summary>Reads a canonical block.</summary>
    public static ChainHead Canonical(IReadTransaction tx, BlockNumber number) =>
        new(HeaderReader.Canonical(tx, number), tx.TryGet(Tables.TotalDifficulties, number, out UInt256 total) ? total : null);

    /// <summary>Finds a block by number and hash, on the canonical chain or beside it.</summary>
    public static bool TryFind(IReadTransaction tx, BlockNumber number, in Hash256 hash, out ChainHead head)
    {
        if (tx.TryGet(Tables.CanonicalHashes, number, out Hash256 canonical) && canonical == hash)
        {
            head = Canonical(tx, number);
            return true;
        }
        if (tx.TryGet(Tables.SideBlocks, new BlockKey(number, hash), out SideBlock side))
        {
            UInt256? total = side.TotalDifficulty;
            head = new ChainHead(HeaderReader.Decode(BlockParts.HeaderOf(side.Rlp), hash, nameof(Tables.SideBlocks)), total);
            return true;
        }
        head = default;
        return false;
    }

    /// <summary>Whether a block stands on the canonical chain or beside it.</summary>
    public static bool IsStored(IReadTransaction tx, BlockNumber number, in Hash256 hash) =>
        (tx.TryGet(Tables.CanonicalHashes, number, out Hash256 canonical) && canonical == hash)
        || tx.Contains(Tables.SideBlocks, new BlockKey(number, hash));

    /// <summary>Checks the next header against this block; null when it is valid.</summary>
    public InvalidBlock? Check(Header next, ChainSpec spec)
    {
        InvalidBlock? invalid = HeaderRules.Check(next, Header, spec, spec.IsProofOfStake(TotalDifficulty));
        return invalid is null ? null : invalid with { Number = Header.Number + 1 }; // A wrong number must not name another block.
    }

    /// <summary>The next block, whose header is valid: its total difficulty ends with the first block without difficulty.</summary>
    public ChainHead Next(Header next) =>
        new(next, next.Difficulty.IsZero || TotalDifficulty is not { } total ? null : total + next.Difficulty);
}
