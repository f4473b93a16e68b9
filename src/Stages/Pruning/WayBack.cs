using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>What must still be there to go back to a block and on from it; asked before anything is written.</summary>
internal static class WayBack
{
    /// <summary>Whether the whole chain can go back to a block and on from it.</summary>
    public static bool IsKept(IReadTransaction tx, BlockNumber to) =>
        Retention.FirstBlock(tx, PruneSegment.AccountHistory) <= to + 1
        && Retention.FirstBlock(tx, PruneSegment.StorageHistory) <= to + 1
        && Retention.FirstBlock(tx, PruneSegment.Bodies) <= FirstGeneration(to);

    /// <summary>Refuses when it cannot.</summary>
    /// <exception cref="NodeException">What that takes is pruned; <see cref="NodeErrorCode.Pruned"/>.</exception>
    public static void Require(IReadTransaction tx, BlockNumber to)
    {
        RequireChanges(tx, to);
        RequireOmmers(tx, to);
    }

    /// <summary>Refuses when changes of a block after this one are pruned: the state could not be restored.</summary>
    /// <exception cref="NodeException">They are; <see cref="NodeErrorCode.Pruned"/>.</exception>
    public static void RequireChanges(IReadTransaction tx, BlockNumber to)
    {
        Require(tx, PruneSegment.AccountHistory, to, to + 1);
        Require(tx, PruneSegment.StorageHistory, to, to + 1);
    }

    /// <summary>Refuses when bodies of the last generations up to this block are pruned: ommers of the next blocks are compared with theirs.</summary>
    /// <exception cref="NodeException">They are; <see cref="NodeErrorCode.Pruned"/>.</exception>
    public static void RequireOmmers(IReadTransaction tx, BlockNumber to) =>
        Require(tx, PruneSegment.Bodies, to, FirstGeneration(to), OmmerRules.GenerationsMax);

    /// <summary>Refuses when the rows of a block are pruned.</summary>
    /// <param name="tx">A view of the database.</param>
    /// <param name="segment">The rows.</param>
    /// <param name="to">Block to go back to.</param>
    /// <param name="needed">First block whose rows that takes.</param>
    /// <param name="generations">How many blocks up to that one have rows that going on from there takes, as far as there are so many.</param>
    public static void Require(IReadTransaction tx, PruneSegment segment, BlockNumber to, BlockNumber needed, ulong generations = 0)
    {
        BlockNumber first = Retention.FirstBlock(tx, segment);
        if (needed < first)
        {
            throw Retention.Refusal(
                segment,
                first,
                $"the chain cannot go back to block {to}, which takes block {needed}",
                $"The way back ends at block {first.Value + generations - 1}."
            );
        }
    }

    /// <summary>First block whose ommers the block after this one is compared with.</summary>
    private static BlockNumber FirstGeneration(BlockNumber to)
    {
        ulong next = to.Value + 1;
        return new BlockNumber(next > OmmerRules.GenerationsMax ? next - OmmerRules.GenerationsMax : 0);
    }
}
