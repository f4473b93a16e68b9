using NodeProto.Db;
using NodeProto.Execution;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Commands;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Demo;

/// <summary>The whole node in a minute: makes a chain, syncs it, stops, continues, goes back, goes on, and verifies what came of it.</summary>
/// <param name="session">Log, clock and stop.</param>
/// <param name="observability">Metrics, if they were asked for.</param>
/// <param name="folder">Where everything is written.</param>
internal sealed class DemoRun(Session session, Observability observability, DemoFolder folder)
{
    private const int TransactionsPerBlock = 3;
    private const int CommitsPerStage = 6; // So many that there is one between the middle and the end.
    private const ulong UnwindBlocks = 64;

    private readonly List<PipelineResult> _runs = [];

    /// <summary>Does all of it.</summary>
    /// <param name="blocks">Blocks of the chain.</param>
    /// <param name="seed">Seed of the chain.</param>
    /// <exception cref="NodeException">It was interrupted, or the disk fails.</exception>
    public async Task<DemoReport> RunAsync(int blocks, ulong seed)
    {
        try
        {
            return await RunStepsAsync(blocks, seed);
        }
        catch (OperationCanceledException) when (session.Stop.IsCancellationRequested)
        {
            throw Stopped();
        }
    }

    private async Task<DemoReport> RunStepsAsync(int blocks, ulong seed)
    {
        long startedAt = session.Time.GetTimestamp();
        GeneratedChainReport chain = Generate(blocks, seed);
        GeneratedChain made = chain.Made;
        BlockNumber head = made.Head.Number;
        BlockNumber unwoundTo = head - Math.Min(UnwindBlocks, head.Value / 4);
        PipelineOptions options = new()
        {
            Thresholds = CommitThresholds.Default with { BlocksPerCommit = Math.Max(1, blocks / CommitsPerStage) },
        };
        using ChainFiles files = ChainFiles.Open([made.ChainPath]);
        using ChainFileSource source = IndexedFiles.Open(files, made.Genesis.Hash, session.Log, session.Time, session.Stop, observability);

        session.Log.Info("demo: syncing it through all stages, on RocksDB");
        IReadOnlyList<StageCheckpoint> stoppedAt;
        using (NodeServices node = Open(made))
        using (HalfWayStop half = new(new BlockNumber(head.Value / 2), session.Log, session.Stop))
        {
            await SyncAsync(node, source, options, half.Stop, half);
            stoppedAt = Checkpoints(node);
        }
        LogCheckpoints(
            "demo: stopped after a commit, and closed the database; execution is at block {execution}, state-root at {stateRoot}",
            stoppedAt
        );

        DatabaseChecksum checksum;
        using (NodeServices node = Open(made))
        {
            LogCheckpoints(
                "demo: opened it again; execution goes on after block {execution}, state-root after {stateRoot}",
                Checkpoints(node)
            );
            await SyncAsync(node, source, options, session.Stop);
            session.Log.Info(
                "demo: going back from block {head} to {block}",
                NamedValue.Count("head", head.Value),
                NamedValue.Count("block", unwoundTo.Value)
            );
            Unwind(node, unwoundTo, options);
            session.Log.Info("demo: and forward again");
            PipelineResult last = await SyncAsync(node, source, options, session.Stop);
            Invariant.Holds(last.Head.Hash == made.Head.Hash, "the demo ends at the head of the chain that it made");
            session.Log.Info("demo: computing all state roots anew, in a transaction that is never committed");
            await VerifyRootsAsync(node, head);
            checksum = ChecksumOf(node);
        }
        session.Log.Info("demo: importing the same file into memory, undisturbed, to compare checksums");
        using (NodeServices node = NodeServices.CreateInMemory(made.Genesis, session.Time))
        {
            await SyncAsync(node, source, PipelineOptions.Default, session.Stop, isCounted: false);
            Hash256 expected = ChecksumOf(node).Total;
            Invariant.Holds(
                checksum.Total == expected,
                $"the checksum {checksum.Total} of the demo's database is {expected}, that of an undisturbed import"
            );
        }
        return new DemoReport
        {
            Chain = chain,
            Seed = seed,
            Stages = StageTotals.Of(_runs),
            StoppedAt = stoppedAt,
            UnwoundTo = unwoundTo,
            Checksum = checksum.Total,
            Folder = folder.Path,
            Bytes = folder.Bytes,
            Seconds = session.Time.GetElapsedTime(startedAt).TotalSeconds,
        };
    }

    private GeneratedChainReport Generate(int blocks, ulong seed)
    {
        ChainGeneratorOptions options = new()
        {
            Contracts = true,
            Seed = seed,
            Blocks = blocks,
            TransactionsPerBlock = TransactionsPerBlock,
        };
        session.Log.Info(
            "demo: making a chain of {blocks} blocks through every fork, with contracts, from seed {seed}, in {folder}",
            NamedValue.Count("blocks", blocks),
            new("seed", seed),
            new("folder", folder.Path)
        );
        options = options with { Spec = GeneratedSpecs.Find(GeneratedSpecs.All, options) };
        return ChainFilePair.Write(session, observability, options, folder.Path, overwrite: false);
    }

    private NodeServices Open(GeneratedChain made) =>
        NodeServices.OpenOrCreate(folder.Path, made.Genesis, new DatabaseOptions(), session.Time);

    /// <summary>Runs all stages to the end of the chain, or until a stop.</summary>
    private async Task<PipelineResult> SyncAsync(
        NodeServices node,
        ChainFileSource source,
        PipelineOptions options,
        CancellationToken stop,
        IPipelineObserver? also = null,
        bool isCounted = true
    )
    {
        using Observation observed = observability.Observe(node, session, keepsLast: false);
        observed.Watch.SourceState(SourceCondition.Delivering, lastBlock: source.LastBlock);
        IPipelineObserver observer = also is null ? observed.Observer : new CompositeObserver(observed.Observer, also);
        PipelineResult result = await node.CreatePlainPipeline(options, session.Time, source, source, observer)
            .RunAsync(PipelineTarget.Everything, stop);
        Check(result);
        if (isCounted)
        {
            _runs.Add(result);
        }
        return result;
    }

    private void Unwind(NodeServices node, BlockNumber to, PipelineOptions options)
    {
        using Observation observed = observability.Observe(node, session, keepsLast: false);
        node.CreatePlainPipeline(options, session.Time, NoSource.Instance, NoSource.Instance, observed.Observer).Unwind(to, session.Stop);
    }

    private async Task VerifyRootsAsync(NodeServices node, BlockNumber head)
    {
        using Observation observed = observability.Observe(node, session, stages: [StageId.StateRoot], keepsLast: false);
        Pipeline pipeline = node.CreatePlainPipeline(
            PipelineOptions.Default,
            session.Time,
            NoSource.Instance,
            NoSource.Instance,
            observed.Observer
        );
        PipelineResult result = await pipeline.DryRunAsync(StageId.StateRoot, BlockNumber.Genesis + 1, head, session.Stop);
        Check(result);
        Invariant.Holds(result.Stages[0].Checkpoint == head, $"the state roots can be computed anew up to block {head}");
    }

    private DatabaseChecksum ChecksumOf(NodeServices node)
    {
        using IReadTransaction tx = node.Database.BeginRead();
        return DbChecksumCommand.Compute(tx, session, observability);
    }

    private void Check(PipelineResult result)
    {
        if (session.Stop.IsCancellationRequested)
        {
            throw Stopped();
        }
        if (result.SourceFailure is { } failure)
        {
            throw failure;
        }
        Invariant.Holds(
            result.Rejected.Count == 0,
            $"the stages accept every block of the demo's chain{(result.Rejected.Count > 0 ? $": {result.Rejected[0].Block.Text}" : "")}"
        );
    }

    private NodeException Stopped() => Interrupted.With($"what is there of the demo lies in {folder.Path}");

    private void LogCheckpoints(string message, IReadOnlyList<StageCheckpoint> checkpoints) =>
        session.Log.Info(
            message,
            NamedValue.Count("execution", checkpoints[StageIndex(StageId.Execution)].Number.Value),
            NamedValue.Count("stateRoot", checkpoints[StageIndex(StageId.StateRoot)].Number.Value)
        );

    private static int StageIndex(StageId stage) => AllStages.UpTo(stage).Count - 1;

    private static IReadOnlyList<StageCheckpoint> Checkpoints(NodeServices node)
    {
        using IReadTransaction tx = node.Database.BeginRead();
        return [.. AllStages.Order.Select(stage => CheckpointStore.Read(tx, stage))];
    }
}
