using System.CommandLine;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary>Options of the commands that run stages.</summary>
internal static class RunSettings
{
    private const long MiB = 1024 * 1024;

    /// <summary>Room for what RocksDB still writes of the last commits, and for a merge of files, after the stages stopped: its buffers are 256 MiB.</summary>
    private const long DiskMinFreeMiB = 1024;

    private const long DiskShare = 20;

    /// <summary>Where state roots are checked.</summary>
    public static readonly Setting<RootChecks> CheckRoots = Setting.Choice(
        "--check-roots",
        "Which blocks' state roots are computed: the last one of each commit, or every one.",
        RootChecks.Commit
    );

    /// <summary>Whether proof of work is verified.</summary>
    public static readonly Setting<bool?> VerifyPow = Setting.Switch(
        "--verify-pow",
        "Verify the proof of work (Ethash) of headers and ommers before the merge.",
        "true for the built-in chains, false for the chain of a genesis file"
    );

    /// <summary>Durability of commits.</summary>
    public static readonly Setting<DbSync> Sync = Setting.Choice(
        "--db.sync",
        "When a commit is on the disk: before it counts (survives a power failure), or when the system likes (survives a kill).",
        DbSync.Commit
    );

    /// <summary>How much longer commits take than they do.</summary>
    public static readonly Setting<long> CommitDelay = Setting.Number(
        "--db.commit-delay-seconds",
        "For trying out alerts: every commit takes this much longer, as on a slow disk.",
        0,
        0,
        86_400
    );

    /// <summary>Free space below which the stages commit and wait, in MiB.</summary>
    public static readonly Setting<long?> DiskMinFree = Setting.NumberOrElse(
        "--disk.min-free",
        "MiB that are to stay free on the disk of the data directory: with less, the stages commit and wait until there is more; 0 for no such limit.",
        $"{DiskMinFreeMiB}, or {100 / DiskShare} % of a smaller disk",
        0,
        long.MaxValue / MiB
    );

    /// <summary>Blocks in one commit.</summary>
    public static readonly Setting<long> CommitBlocks = Setting.Count(
        "--commit-blocks",
        "Commit after this many blocks.",
        CommitThresholds.Default.BlocksPerCommit
    );

    /// <summary>Transactions in one commit.</summary>
    public static readonly Setting<long> CommitTransactions = Setting.Count(
        "--commit-transactions",
        "Commit after this many transactions.",
        CommitThresholds.Default.TransactionsPerCommit
    );

    /// <summary>Gas in one commit.</summary>
    public static readonly Setting<long> CommitGas = Setting.Count(
        "--commit-gas",
        "Commit after this much gas.",
        CommitThresholds.Default.GasPerCommit
    );

    /// <summary>Changed keys in one commit.</summary>
    public static readonly Setting<long> CommitKeys = Setting.Count(
        "--commit-keys",
        "Commit when this many changed accounts and slots wait in memory.",
        CommitThresholds.Default.ChangedKeysPerCommit
    );

    /// <summary>Bytes in one commit.</summary>
    public static readonly Setting<long> CommitBytes = Setting.Count(
        "--commit-bytes",
        "Commit after this many bytes of keys and values.",
        CommitThresholds.Default.BytesPerCommit
    );

    /// <summary>Seconds from one commit to the next.</summary>
    public static readonly Setting<long> CommitSeconds = Setting.Count(
        "--commit-seconds",
        "Commit after this many seconds.",
        (long)CommitThresholds.Default.SecondsPerCommit
    );

    /// <summary>Memory of each stage, in MiB.</summary>
    public static readonly IReadOnlyList<(StageId Stage, Setting<long> MiB)> Memory =
    [
        .. StageMemory.Defaults.Select(each =>
            (
                each.Stage,
                Setting.Count(
                    $"--memory.{each.Stage}",
                    $"MiB that the stage {each.Stage} may take between two commits; it commits or spills before. The default is less where memory is.",
                    each.Bytes / MiB
                )
            )
        ),
    ];

    /// <summary>All, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All =
    [
        CheckRoots,
        VerifyPow,
        Sync,
        CommitDelay,
        DiskMinFree,
        CommitBlocks,
        CommitTransactions,
        CommitGas,
        CommitKeys,
        CommitBytes,
        CommitSeconds,
        .. Memory.Select(each => each.MiB),
    ];

    /// <summary>The thresholds of a command line.</summary>
    public static PipelineOptions Options(ParseResult parsed) =>
        new()
        {
            Memory = MemoryOf(parsed),
            Thresholds = new CommitThresholds
            {
                BlocksPerCommit = CommitBlocks.Of(parsed),
                TransactionsPerCommit = CommitTransactions.Of(parsed),
                GasPerCommit = CommitGas.Of(parsed),
                ChangedKeysPerCommit = CommitKeys.Of(parsed),
                BytesPerCommit = CommitBytes.Of(parsed),
                SecondsPerCommit = CommitSeconds.Of(parsed),
            },
        };

    /// <summary>The guard of a data directory's disk; null when there is nothing to guard.</summary>
    public static DiskGuard? GuardOf(ParseResult parsed, DataDisk disk, TimeProvider time)
    {
        long? asked = DiskMinFree.Of(parsed) * MiB;
        if (asked == 0 || disk.Measure() is not { } now)
        {
            return null;
        }
        long minFree = asked ?? Math.Min(DiskMinFreeMiB * MiB, now.SizeBytes / DiskShare);
        return new DiskGuard(disk.Path, minFree, () => disk.Measure()?.FreeBytes, time);
    }

    private static StageMemory MemoryOf(ParseResult parsed)
    {
        StageMemory memory = StageMemory.Default;
        foreach ((StageId stage, Setting<long> mebibytes) in Memory)
        {
            long bytes = Math.Min(mebibytes.Of(parsed), long.MaxValue / MiB) * MiB;
            if (mebibytes.Given(parsed) is null)
            {
                bytes = MachineLimits.Scaled(bytes);
            }
            else
            {
                MachineLimits.RequireRoomFor(mebibytes.Name, bytes);
            }
            memory = memory.With(stage, bytes);
        }
        return memory;
    }
}
