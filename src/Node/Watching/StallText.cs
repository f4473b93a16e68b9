using NodeProto.Consensus;
using NodeProto.Node.Output;
using NodeProto.Stages;

namespace NodeProto.Node.Watching;

/// <summary>Says to people why nothing moves: one sentence without its full stop.</summary>
internal static class StallText
{
    /// <summary>The sentence; empty when something moves.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="still">Since when.</param>
    /// <param name="active">The stage that is not idle, or null.</param>
    /// <param name="source">The source.</param>
    /// <param name="refused">The refused block, or null.</param>
    /// <param name="error">The newest error, or null.</param>
    /// <param name="room">The disk, if it was too full; else null.</param>
    /// <param name="now">The instant of it all.</param>
    public static string Of(
        StallReason reason,
        TimeSpan still,
        StageSnapshot? active,
        SourceSnapshot source,
        InvalidBlock? refused,
        StageError? error,
        DiskRoom? room,
        DateTimeOffset now
    )
    {
        string time = Readable.Duration(still.TotalSeconds);
        return reason switch
        {
            StallReason.WaitingForSource => $"waiting for the source for {time}{(source.Text.Length > 0 ? $" ({source.Text})" : "")}",
            StallReason.SourceFailed => $"the source failed {Readable.Duration(source.For.TotalSeconds)} ago: {source.Text}",
            StallReason.SlowDisk => $"{StillAfter(active!, time)} in phase {PhaseOf(active!)}: the disk is slow",
            StallReason.LowDisk => Of(room!.Value),
            StallReason.LongBlock => $"{StillAfter(active!, time)} in phase {active!.Doing}: one block takes long",
            StallReason.LongUnwind => $"{StillAfter(active!, time)} in phase {PhaseOf(active!)}: a piece of the way back takes long",
            StallReason.BlockRefused => $"waiting for another branch for {time}: block {refused!.Number} was refused. {refused.Text}",
            StallReason.StageFailed => $"{error!.Stage} failed {Ago(error.At, now)} ago: {error.Text}",
            _ => "",
        };
    }

    private static string Of(DiskRoom room) =>
        $"paused: the disk of {room.Path} has {Readable.Bytes((ulong)room.FreeBytes)} free, and {Readable.Bytes((ulong)room.MinFreeBytes)}"
        + $" are to stay free (--disk.min-free). All is committed; it goes on by itself at {Readable.Bytes((ulong)room.EnoughBytes)}";

    private static string Ago(DateTimeOffset then, DateTimeOffset now) => Readable.Duration(Math.Max((now - then).TotalSeconds, 0));

    private static string StillAfter(StageSnapshot stage, string time) =>
        stage is { WayBackFrom: not null, Target: { } to }
            ? $"{stage.Stage}: going back to block {Readable.Count(to.Value)}, still at {Readable.Count(stage.Position.Value)}, for {time}"
            : $"{stage.Stage}: still after block {Readable.Count(stage.Position.Value)}, for {time}";

    private static string PhaseOf(StageSnapshot stage) => stage.Activity == StageActivity.Unwinding ? Words.Of(stage.Phase) : stage.Doing;
}
