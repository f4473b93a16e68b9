using System.CommandLine;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto import chain.rlp</c>: brings chain files through all stages.</summary>
internal static class ImportCommand
{
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "Files of concatenated RLP blocks, in order; each may begin with the genesis block.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Setting<string?> ToStage = Setting.Text("--to-stage", "Last stage that runs.", "stage", "all stages");
    private static readonly Setting<BlockNumber?> ToBlock = Setting.Block("--to-block", "Last block that is taken from the files.");
    private static readonly Setting<bool> Checksum = Setting.Flag(
        "--checksum",
        "Add the checksum of the tables, as `db checksum` prints it."
    );

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "import",
            "Bring RLP chain files through all stages. It can be stopped or killed at any time; the same command goes on.",
            new Example("nodeproto import --chain mainnet blocks.rlp", "Ethereum mainnet, into the default data directory"),
            new Example(
                "nodeproto import --chain genesis.json --datadir data --to-stage sender-recovery chain.rlp",
                "A chain of your own, without executing it"
            ),
            new Example(
                "nodeproto import --db memory --checksum --json blocks.rlp",
                "A trial in memory; the checksum tells whether two imports are equal"
            )
        )
        {
            Files,
            ToStage,
            ToBlock,
            Checksum,
        };
        foreach (Option option in RunSettings.All.Concat(PruneSettings.All).Concat(ObservabilitySettings.All))
        {
            command.Add(option);
        }
        command.SetAction(host.Run(RunAsync));
        return command;
    }

    private static async Task<IReport> RunAsync(Session session)
    {
        ParseResult parsed = session.Parsed;
        PipelineTarget target = new()
        {
            ToBlock = ToBlock.Of(parsed) ?? PipelineTarget.Everything.ToBlock,
            ToStage = ToStage.Of(parsed) is { } name ? StageNames.Find(name, ToStage.Name) : null,
        };
        using Observability observability = Observability.Start(session);
        using ChainFiles files = ChainFiles.Open(parsed.GetRequiredValue(Files)); // Before a directory is made for nothing.
        using NodeServices node = NodeServices.OpenForWriting(session, mayInitialise: true);
        PruneChoice.Apply(node, session);
        IReadOnlyList<StageId> stages = target.ToStage is { } end ? AllStages.UpTo(end) : AllStages.Order;
        RunLines.LogStart(session.Log, [.. stages.Select(stage => (stage, node.CheckpointOf(stage)))]);
        using ChainFileSource source = IndexedFiles.Open(files, node.Genesis.Hash, session.Log, session.Time, session.Stop, observability);
        DiskEstimate.Check(session, node, source, target, mayRefuse: true);
        using Observation observed = observability.Observe(node, session, stages: stages);
        observed.Watch.SourceState(
            SourceCondition.Delivering,
            lastBlock: source.LastBlock is { } last ? BlockNumber.Min(last, target.ToBlock) : null
        );
        Pipeline pipeline = node.CreatePipeline(session, source, source, observed.Observer);
        PipelineResult result = await pipeline.RunAsync(target, session.Stop);
        if (result.IsStopped)
        {
            RunLines.LogStop(session.Log, result, ContinueWith(node));
        }
        using IReadTransaction tx = node.Database.BeginRead();
        Hash256? checksum = Checksum.Of(parsed) && !result.IsStopped ? DbChecksumCommand.Compute(tx, session, observability).Total : null;
        BlockNumber rootsUpTo = CheckpointStore.Read(tx, StageId.StateRoot).Number;
        // Beyond the stage that computes it, the root is only what the header claims.
        Hash256? stateRoot = rootsUpTo >= result.Head.Number ? CanonicalBlock.Header(tx, result.Head.Number).StateRoot : null;
        return new ImportReport(result, stateRoot, rootsUpTo, node.VerifiesProofOfWork(session), checksum);
    }

    private static string ContinueWith(NodeServices node) =>
        node.IsInMemory ? "What was in memory is gone; start the import again" : "The same command goes on from there";
}
