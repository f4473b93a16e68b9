using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>How chain files are followed while they grow.</summary>
public sealed record FollowOptions
{
    /// <summary>Folder for what comes out of pipes; made when there is one. It must be the same one at the next start.</summary>
    public required string SpoolFolder { get; init; }

    /// <summary>Bytes that are taken out of one pipe before all of them are stored: a writer that is faster waits.</summary>
    public long SpoolBytesMax { get; init; } = 256L * 1024 * 1024; // Twice the longest block that is accepted.

    /// <summary>Wait between two looks at the files while they grow.</summary>
    public TimeSpan PollMin { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The same while they rest.</summary>
    public TimeSpan PollMax { get; init; } = TimeSpan.FromMilliseconds(160);

    /// <summary>Longest time that blocks are gathered, while more are coming, before they are delivered together.</summary>
    public TimeSpan GatherMax { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told what was left out without ending the source: half a block whose writer is gone.</summary>
    public Action<NodeException>? Dropped { get; init; }
}
