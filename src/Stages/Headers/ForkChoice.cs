using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>A branch that is better than the canonical one.</summary>
/// <param name="Ancestor">Last canonical block before it.</param>
/// <param name="Path">Hashes of its blocks, from <paramref name="Ancestor"/> + 1 on.</param>
internal sealed record BetterBranch(BlockNumber Ancestor, IReadOnlyList<Hash256> Path);

/// <summary>
/// Chooses among the stored branches: before the merge the highest total difficulty, where the first one seen wins a tie; after
/// it (EIP-3675) the latest block that the source delivered, for the first time or again.
/// </summary>
/// <remarks>
/// It looks at the database and the source's order alone, so it decides the same after a restart. A block that the source does
/// not know counts as delivered before all others. From the canonical head itself any stored proof-of-stake block leads on: that
/// is the way back when nothing of a newer branch was valid.
/// </remarks>
internal sealed class ForkChoice(IHeaderSource source, RejectedBlocks rejected)
{
    /// <summary>The best branch that is better than the canonical chain; null when that is the best.</summary>
    /// <param name="tx">Where the branches lie.</param>
    /// <param name="head">The canonical head.</param>
    /// <param name="last">Blocks after this one are not wanted.</param>
    public BetterBranch? Find(IReadTransaction tx, in ChainHead head, BlockNumber last)
    {
        Dictionary<Hash256, Candidate> candidates = ReadAll(tx);
        long headPosition = candidates.Count == 0 ? 0 : source.PositionAfter(head.Header.Hash);
        Candidate? best = null;
        foreach (Candidate candidate in candidates.Values)
        {
            if (candidate.Number <= last && IsBetter(candidate, head, headPosition) && (best is null || IsBetter(candidate, best)))
            {
                best = candidate;
            }
        }
        return best is null ? null : new BetterBranch(best.Ancestor, PathTo(best, candidates));
    }

    /// <summary>Whether any block is stored beside the canonical chain, now or at an earlier time.</summary>
    public static bool HasBranches(IReadTransaction tx)
    {
        using Cursor<BlockKey, SideBlock> cursor = tx.OpenCursor(Tables.SideBlocks);
        return cursor.First();
    }

    private static bool IsBetter(Candidate candidate, in ChainHead head, long headPosition)
    {
        if (head.TotalDifficulty is { } total)
        {
            return candidate.TotalDifficulty is not { } other || other > total;
        }
        return candidate.TotalDifficulty is null && (candidate.Position > headPosition || candidate.Ancestor == head.Header.Number);
    }

    private static bool IsBetter(Candidate left, Candidate right)
    {
        if (left.TotalDifficulty is not { } leftTotal || right.TotalDifficulty is not { } rightTotal)
        {
            bool areBoth = left.TotalDifficulty is null && right.TotalDifficulty is null;
            return areBoth
                ? (left.Position, left.Number.Value).CompareTo((right.Position, right.Number.Value)) > 0
                : left.TotalDifficulty is null;
        }
        return leftTotal != rightTotal ? leftTotal > rightTotal : left.Position < right.Position;
    }

    private static Hash256[] PathTo(Candidate tip, Dictionary<Hash256, Candidate> candidates)
    {
        Hash256[] path = new Hash256[tip.Number - tip.Ancestor];
        Candidate at = tip;
        for (int i = path.Length - 1; i >= 0; i--)
        {
            path[i] = at.Hash;
            at = i > 0 ? candidates[at.ParentHash] : at;
        }
        return path;
    }

    /// <summary>All blocks of branches that hang on the canonical chain without a refused block between; parents come before children.</summary>
    private Dictionary<Hash256, Candidate> ReadAll(IReadTransaction tx)
    {
        Dictionary<Hash256, Candidate> candidates = [];
        using Cursor<BlockKey, SideBlock> cursor = tx.OpenCursor(Tables.SideBlocks);
        for (bool more = cursor.First(); more; more = cursor.Next())
        {
            (BlockNumber number, Hash256 hash) = cursor.Key;
            SideBlock block = cursor.Value;
            UInt256? total = block.TotalDifficulty;
            Hash256 parent = BlockParts.ParentHashOf(BlockParts.HeaderOf(block.Rlp));
            if (rejected.Contains(parent))
            {
                rejected.Add(hash);
            }
            if (rejected.Contains(hash) || IsCanonical(tx, number, hash))
            {
                continue;
            }
            BlockNumber? ancestor =
                IsCanonical(tx, number - 1, parent) ? number - 1
                : candidates.TryGetValue(parent, out Candidate? below) ? below.Ancestor
                : null;
            if (ancestor is { } common)
            {
                candidates.Add(hash, new Candidate(number, hash, parent, total, common, source.PositionAfter(hash)));
            }
        }
        return candidates;
    }

    private static bool IsCanonical(IReadTransaction tx, BlockNumber number, in Hash256 hash) =>
        tx.TryGet(Tables.CanonicalHashes, number, out Hash256 canonical) && canonical == hash;

    private sealed record Candidate(
        BlockNumber Number,
        Hash256 Hash,
        Hash256 ParentHash,
        UInt256? TotalDifficulty,
        BlockNumber Ancestor,
        long Position
    );
}
