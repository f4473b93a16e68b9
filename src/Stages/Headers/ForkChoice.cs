using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>A branch that is better than the canonical one.</summary>
/// <param name="Ancestor">Last canonical block before it.</param>
/// <param name="Path">Hashes of its blocks, from <paramref name="Ancestor"/> + 1 on.</param>
internal sealed record BetterBranch(BlockNumber Ancestor, IReadOnlyList<Hash256> Path);

/// <summary>
/// Chooses among the stored branches: before the merge the highest total difficulty, where the first one seen wins a tie; after
/// it (EIP-3675) the branch of the latest block that the source delivered, for the first time or again.
/// </summary>
/// <remarks>
/// It looks at the database and the source's order alone, so it decides the same after a restart. Of two branches that is the later
/// one whose blocks beyond the last common one hold the latest delivery; so branches have one order, and no two of them take turns.
/// A block that the source does not know counts as delivered before all others. From the end of a branch any stored proof-of-stake
/// block leads on: that is the way back when nothing of a newer branch was valid.
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
            if (
                candidate.Number <= last
                && IsBetter(tx, candidate, head, headPosition)
                && (best is null || IsBetter(candidate, best, candidates))
            )
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

    private bool IsBetter(IReadTransaction tx, Candidate candidate, in ChainHead head, long headPosition)
    {
        if (head.TotalDifficulty is { } total)
        {
            return candidate.TotalDifficulty is not { } other || other > total;
        }
        if (candidate.TotalDifficulty is not null || candidate.Ancestor == head.Header.Number)
        {
            return candidate.TotalDifficulty is null;
        }
        bool isLater = candidate.Latest > headPosition;
        for (BlockNumber number = head.Header.Number - 1; isLater && number > candidate.Ancestor; number -= 1)
        {
            isLater = candidate.Latest > source.PositionAfter(tx.GetOrThrow(Tables.CanonicalHashes, number));
        }
        return isLater;
    }

    private static bool IsBetter(Candidate left, Candidate right, Dictionary<Hash256, Candidate> candidates)
    {
        if (left.TotalDifficulty is not { } leftTotal || right.TotalDifficulty is not { } rightTotal)
        {
            return left.TotalDifficulty is null && (right.TotalDifficulty is not null || IsLater(left, right, candidates));
        }
        return leftTotal != rightTotal ? leftTotal > rightTotal : left.Position < right.Position;
    }

    private static bool IsLater(Candidate left, Candidate right, Dictionary<Hash256, Candidate> candidates)
    {
        if (left.Latest != right.Latest)
        {
            return left.Latest > right.Latest; // No two blocks have one position, so this one lies beyond the last common block.
        }
        // They share the latest: what counts is what comes after their last common block.
        (long Position, ulong Number) leftEnd = (0, left.Number.Value);
        (long Position, ulong Number) rightEnd = (0, right.Number.Value);
        Candidate? leftAt = left;
        Candidate? rightAt = right;
        while (leftAt is not null && rightAt is not null && leftAt.Hash != rightAt.Hash)
        {
            bool isLeftHigher = leftAt.Number >= rightAt.Number;
            bool isRightHigher = rightAt.Number >= leftAt.Number;
            if (isLeftHigher)
            {
                leftEnd.Position = Math.Max(leftEnd.Position, leftAt.Position);
                leftAt = candidates.GetValueOrDefault(leftAt.ParentHash);
            }
            if (isRightHigher)
            {
                rightEnd.Position = Math.Max(rightEnd.Position, rightAt.Position);
                rightAt = candidates.GetValueOrDefault(rightAt.ParentHash);
            }
        }
        return leftEnd.CompareTo(rightEnd) > 0;
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
            Candidate? below = candidates.GetValueOrDefault(parent);
            if ((below?.Ancestor ?? (IsCanonical(tx, number - 1, parent) ? number - 1 : null)) is { } ancestor)
            {
                long position = source.PositionAfter(hash);
                long latest = Math.Max(position, below?.Latest ?? 0);
                candidates.Add(hash, new Candidate(number, hash, parent, total, ancestor, position, latest));
            }
        }
        return candidates;
    }

    private static bool IsCanonical(IReadTransaction tx, BlockNumber number, in Hash256 hash) =>
        tx.TryGet(Tables.CanonicalHashes, number, out Hash256 canonical) && canonical == hash;

    /// <summary>A stored block that is not canonical and hangs on the canonical chain.</summary>
    /// <param name="Number">Number of the block.</param>
    /// <param name="Hash">Its hash.</param>
    /// <param name="ParentHash">Hash of the one before it.</param>
    /// <param name="TotalDifficulty">Null after the merge.</param>
    /// <param name="Ancestor">Last canonical block before it.</param>
    /// <param name="Position">Position after its delivery, 0 when the source does not know it.</param>
    /// <param name="Latest">Highest position of it and the blocks between it and the ancestor.</param>
    private sealed record Candidate(
        BlockNumber Number,
        Hash256 Hash,
        Hash256 ParentHash,
        UInt256? TotalDifficulty,
        BlockNumber Ancestor,
        long Position,
        long Latest
    );
}
