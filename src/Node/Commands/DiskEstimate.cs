using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary>What the blocks of a source will take on the disk of the data directory, compared with what is free there.</summary>
/// <remarks>
/// A chain of contract calls (29,000 transactions, 5.3 MiB of RLP) took 1.2 times its RLP up to the senders and 3.1 times in all; November 2026.
/// Chains differ, so what is clearly too little is refused, and what may be too little is told.
/// </remarks>
internal static class DiskEstimate
{
    private const double BytesPerByteOfBlocks = 1.2; // Headers, bodies, senders.
    private const double BytesPerByteOfState = 1.9; // What execution and all after it write.

    /// <summary>Bytes that a run will take.</summary>
    /// <param name="source">Its blocks.</param>
    /// <param name="checkpointOf">Where a stage stands.</param>
    /// <param name="target">Where it ends.</param>
    public static long Of(ChainFileSource source, Func<StageId, StageCheckpoint> checkpointOf, PipelineTarget target)
    {
        IReadOnlyList<StageId> stages = target.ToStage is { } last ? AllStages.UpTo(last) : AllStages.Order;
        double bytes = BytesPerByteOfBlocks * BytesLeft(source, checkpointOf(StageId.Bodies), target);
        if (stages.Contains(StageId.Execution))
        {
            bytes += BytesPerByteOfState * BytesLeft(source, checkpointOf(stages[^1]), target);
        }
        return (long)bytes;
    }

    /// <summary>Refuses a run for which the disk is clearly too small, and warns of one for which it may be.</summary>
    /// <param name="session">Log and command line.</param>
    /// <param name="node">The data directory.</param>
    /// <param name="source">The blocks.</param>
    /// <param name="target">Where the run ends.</param>
    /// <param name="mayRefuse">Whether it may be refused, or only be warned of.</param>
    /// <exception cref="NodeException">The disk has less than half of it, and <c>--disk.min-free</c> is not 0.</exception>
    public static void Check(Session session, NodeServices node, ChainFileSource source, PipelineTarget target, bool mayRefuse)
    {
        if (node.Disk.Measure() is not { } disk)
        {
            return;
        }
        long needed = Of(source, node.CheckpointAt, target);
        long minFree = RunSettings.GuardOf(session.Parsed, node.Disk, session.Time)?.Room.MinFreeBytes ?? 0;
        if (mayRefuse && minFree > 0 && disk.FreeBytes < needed / 2)
        {
            throw new NodeException(
                NodeErrorCode.DiskTooSmall,
                $"the blocks will take about {Readable.Bytes((ulong)needed)}, and the disk has {Readable.Bytes((ulong)disk.FreeBytes)} free",
                node.Place,
                "Make room, or name a --datadir on a larger disk; --disk.min-free 0 begins anyway, without any look at the disk"
            );
        }
        if (disk.FreeBytes - minFree < needed)
        {
            session.Log.Warning(
                "the blocks will take about {needed}, and the disk of {datadir} has {free} free, of which {kept} stay free: it may have to wait for room",
                NamedValue.Bytes("needed", (ulong)needed),
                new("datadir", node.Place),
                NamedValue.Bytes("free", (ulong)disk.FreeBytes),
                NamedValue.Bytes("kept", (ulong)minFree)
            );
        }
    }

    /// <summary>Bytes of the source's blocks after a checkpoint, up to the last one that is wanted.</summary>
    private static double BytesLeft(ChainFileSource source, StageCheckpoint checkpoint, PipelineTarget target)
    {
        BlockNumber first = checkpoint.Number;
        if (source.LastBlock is not { } last || last <= first || target.ToBlock <= first)
        {
            return 0;
        }
        double share = target.ToBlock >= last ? 1 : (double)(target.ToBlock - first) / (last - first);
        return source.BytesFrom(source.PositionAfter(checkpoint.Hash)) * share;
    }
}
