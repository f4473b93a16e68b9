using NodeProto.Primitives;

namespace NodeProto.Db;

/// <summary>Which blocks the database still has of what can be pruned; whoever reads old rows asks here first.</summary>
/// <remarks>
/// A block at or after <see cref="FirstBlock"/> has all its rows, as far as the stage that writes them has come. Below it rows may lie
/// about while they are being deleted: they mean nothing.
/// </remarks>
public static class Retention
{
    /// <summary>First block that is kept of a segment; 0 when all are.</summary>
    public static BlockNumber FirstBlock(IReadTransaction tx, PruneSegment segment) => Find(tx, segment).FirstBlock;

    /// <summary>How far a segment is pruned, and what shall be kept of it; everything when nobody ever said otherwise.</summary>
    public static PruneCheckpoint Find(IReadTransaction tx, PruneSegment segment) =>
        tx.TryGet(Tables.PruneCheckpoints, segment.Name, out PruneCheckpoint checkpoint) ? checkpoint : default;

    /// <summary>Refuses a request for the rows of a block that are pruned.</summary>
    /// <param name="tx">A view of the database.</param>
    /// <param name="segment">What is asked for.</param>
    /// <param name="block">First block whose rows are needed.</param>
    /// <exception cref="NodeException">They are pruned; <see cref="NodeErrorCode.Pruned"/>.</exception>
    public static void Require(IReadTransaction tx, PruneSegment segment, BlockNumber block)
    {
        BlockNumber first = FirstBlock(tx, segment);
        if (block < first)
        {
            throw Refusal(segment, first, $"block {block} is pruned", $"Ask for block {first} or a later one.");
        }
    }

    /// <summary>Refuses to read the state after a block when changes that lead back to it are pruned.</summary>
    /// <param name="tx">A view of the database.</param>
    /// <param name="segment"><see cref="PruneSegment.AccountHistory"/> or <see cref="PruneSegment.StorageHistory"/>.</param>
    /// <param name="asOf">Block after which the state is asked for: it takes the changes of every later block.</param>
    /// <exception cref="NodeException">They are pruned; <see cref="NodeErrorCode.Pruned"/>.</exception>
    public static void RequireState(IReadTransaction tx, PruneSegment segment, BlockNumber asOf)
    {
        BlockNumber first = FirstBlock(tx, segment);
        if (asOf.Value + 1 < first.Value)
        {
            throw Refusal(
                segment,
                first,
                $"the state after block {asOf} is pruned",
                $"Ask for the state after block {first - 1} or a later one."
            );
        }
    }

    /// <summary>The error for something that pruned rows were needed for.</summary>
    /// <param name="segment">What is pruned.</param>
    /// <param name="first">First block that is kept.</param>
    /// <param name="what">What was asked for: the begin of the sentence.</param>
    /// <param name="whatToDo">What would be possible.</param>
    public static NodeException Refusal(PruneSegment segment, BlockNumber first, string what, string whatToDo) =>
        new(
            NodeErrorCode.Pruned,
            $"{what}: segment {segment} is kept from block {first} on",
            $"table {segment.Tables[0].Name}",
            $"{whatToDo} What is pruned comes back only with an import of the whole chain into a new --datadir with another --prune."
        );
}
