namespace NodeProto.Node.Observing;

/// <summary>Every metric of the meter <c>NodeProto</c>: the one place that lists them.</summary>
internal static class MetricDeclarations
{
    private const MetricKind Counter = MetricKind.Counter;
    private const MetricKind Gauge = MetricKind.Gauge;
    private const MetricKind Histogram = MetricKind.Histogram;

    // csharpier-ignore-start
    public static readonly MetricDeclaration Checkpoint = new("nodeproto.stage.checkpoint.block", Gauge, "", "Last block whose rows are durable", "stage");
    public static readonly MetricDeclaration Position = new("nodeproto.stage.position.block", Gauge, "", "Last block that is done, committed or not; goes down on the way back", "stage");
    public static readonly MetricDeclaration Target = new("nodeproto.stage.target.block", Gauge, "", "Last block to do, or on the way back the last one that stays; the checkpoint while nobody knows how many there are", "stage");
    public static readonly MetricDeclaration Units = new("nodeproto.stage.units", Counter, "", "Units done: headers, transactions, signatures, gas, nodes, as the stage counts", "stage");
    public static readonly MetricDeclaration PhaseDuration = new("nodeproto.stage.phase.duration", Histogram, "s", "Time that the phases of one commit took: read, decode, compute, write, commit, other", "stage", "phase");
    public static readonly MetricDeclaration Commits = new("nodeproto.stage.commits", Counter, "", "Commits made", "stage");
    public static readonly MetricDeclaration Unwinds = new("nodeproto.stage.unwinds", Counter, "", "Times that the stage went back", "stage");
    public static readonly MetricDeclaration Errors = new("nodeproto.stage.errors", Counter, "", "Errors by kind: invalid-block, source, disk, database, internal", "stage", "kind");
    public static readonly MetricDeclaration Active = new("nodeproto.stage.active", Gauge, "", "1 for the stage that waits, executes, commits or goes back, 0 for the others", "stage");
    public static readonly MetricDeclaration GoingBack = new("nodeproto.stage.going.back", Gauge, "", "1 for a stage that goes back, or waits for its turn to, 0 for the others", "stage");
    public static readonly MetricDeclaration CommitAge = new("nodeproto.commit.age", Gauge, "s", "Time since the newest commit of any stage; since the start while there is none");
    public static readonly MetricDeclaration Still = new("nodeproto.still", Gauge, "s", "Time since something moved in any stage");
    public static readonly MetricDeclaration Stalled = new("nodeproto.stalled", Gauge, "", "1 for the reason why nothing moved for ten seconds, 0 for the others", "reason");
    public static readonly MetricDeclaration SourceState = new("nodeproto.source.state", Gauge, "", "1 for what the source of blocks does, 0 for the rest", "state");
    public static readonly MetricDeclaration Tip = new("nodeproto.tip.block", Gauge, "", "Highest block that is known: the source's last one, or where the first stage is");
    public static readonly MetricDeclaration Behind = new("nodeproto.behind.blocks", Gauge, "", "Blocks between the tip and the block up to which every stage is done");
    public static readonly MetricDeclaration TableBytes = new("nodeproto.db.table", Gauge, "By", "Bytes of a table, on disk or in memory", "table");
    public static readonly MetricDeclaration TableRows = new("nodeproto.db.table.rows.estimate", Gauge, "", "About how many rows a table has", "table");
    public static readonly MetricDeclaration ReadBytes = new("nodeproto.db.read", Counter, "By", "Bytes of stored values read, counted when a transaction ends", "table");
    public static readonly MetricDeclaration WrittenBytes = new("nodeproto.db.written", Counter, "By", "Bytes of keys and values committed", "table");
    public static readonly MetricDeclaration PruneFirstBlock = new("nodeproto.prune.retained.from.block", Gauge, "", "First block that is kept of a segment; 0 when all are", "segment");
    public static readonly MetricDeclaration DiskFree = new("nodeproto.disk.free", Gauge, "By", "Bytes that the node can still write on the disk of the data directory; absent in memory");
    public static readonly MetricDeclaration DiskSize = new("nodeproto.disk.size", Gauge, "By", "Size of that disk");
    public static readonly MetricDeclaration TaskDone = new("nodeproto.task.done", Gauge, "", "How far long work is that is no stage: generate, export, checksum, verify, looking up blocks, test-suite; absent while there is none", "task", "unit");
    public static readonly MetricDeclaration TaskTarget = new("nodeproto.task.target", Gauge, "", "How many units it will be; absent while nobody knows", "task", "unit");
    public static readonly MetricDeclaration BuildInfo = new("nodeproto.build.info", Gauge, "", "Always 1; the labels say what runs", "version", "runtime", "command");
    // csharpier-ignore-end

    /// <summary>All, in the order of the document.</summary>
    public static readonly IReadOnlyList<MetricDeclaration> All =
    [
        Checkpoint,
        Position,
        Target,
        Units,
        PhaseDuration,
        Commits,
        Unwinds,
        Errors,
        Active,
        GoingBack,
        CommitAge,
        Still,
        Stalled,
        SourceState,
        Tip,
        Behind,
        TableBytes,
        TableRows,
        ReadBytes,
        WrittenBytes,
        PruneFirstBlock,
        DiskFree,
        DiskSize,
        TaskDone,
        TaskTarget,
        BuildInfo,
    ];

    /// <summary>Upper bounds of the ranges of <see cref="PhaseDuration"/>, in seconds: a quick commit takes milliseconds, a long one a minute.</summary>
    public static readonly double[] PhaseSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60, 120];
}
