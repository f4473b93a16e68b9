using System.CommandLine;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto stage run STAGE</c>: one stage alone, with everything that was measured.</summary>
internal static class StageRunCommand
{
    private static readonly Argument<string> Stage = new("STAGE") { Description = "The stage." };
    private static readonly Setting<string?> File = Setting.Text("--file", "Chain file, for the stages headers and bodies.", "file");
    private static readonly Setting<BlockNumber?> ToBlock = Setting.Block("--to-block", "Last block to do.");
    private static readonly Setting<BlockNumber?> From = Setting.Block(
        "--from",
        "First block to do; below the checkpoint only with --dry-run, which takes the stage back first."
    );
    private static readonly Setting<bool> DryRun = Setting.Flag("--dry-run", "Do the work in one transaction that is never committed.");

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "run",
            "Run one stage alone, up to the checkpoint of the stage before it, and show what was measured.",
            new Example("nodeproto stage run sender-recovery", "Recover the senders of all blocks whose bodies are stored"),
            new Example(
                "nodeproto stage run sender-recovery --dry-run --from 1 --json",
                "Measure the stage over all blocks; the database stays as it is"
            )
        )
        {
            Stage,
            File,
            ToBlock,
            From,
            DryRun,
        };
        foreach (Option option in RunSettings.All.Concat(ObservabilitySettings.All))
        {
            command.Add(option);
        }
        command.SetAction(host.Run(RunAsync));
        return command;
    }

    private static async Task<IReport> RunAsync(Session session)
    {
        ParseResult parsed = session.Parsed;
        StageId stage = StageNames.Find(parsed.GetRequiredValue(Stage), Stage.Name);
        BlockNumber toBlock = ToBlock.Of(parsed) ?? PipelineTarget.Everything.ToBlock;
        BlockNumber? from = From.Of(parsed);
        bool isDryRun = DryRun.Of(parsed);
        if (File.Of(parsed) is null && (stage == StageId.Headers || stage == StageId.Bodies))
        {
            throw new NodeException(
                NodeErrorCode.SettingInvalid,
                $"--file is missing: the stage {stage} takes its blocks from a chain file",
                "nodeproto stage run",
                $"Name the file: `nodeproto stage run {stage} --file chain.rlp`"
            );
        }
        using Observability observability = Observability.Start(session);
        using ChainFiles? opened = File.Of(parsed) is { } file ? ChainFiles.Open([file]) : null;
        using NodeServices node = NodeServices.OpenForWriting(session, mayInitialise: false);
        if (!isDryRun)
        {
            RunLines.LogStart(session.Log, [(stage, node.CheckpointOf(stage))]);
        }
        using ChainFileSource? files = opened is null
            ? null
            : IndexedFiles.Open(opened, node.Genesis.Hash, session.Log, session.Time, session.Stop, observability);
        using Observation observed = observability.Observe(node, session, stages: [stage]);
        if (files is not null)
        {
            observed.Watch.SourceState(SourceCondition.Delivering, lastBlock: files.LastBlock);
        }
        Pipeline pipeline = node.CreatePipeline(
            session,
            files is null ? NoSource.Instance : files,
            files is null ? NoSource.Instance : files,
            observed.Observer
        );
        if (from is { } first && !isDryRun && first != node.CheckpointOf(stage) + 1)
        {
            throw new NodeException(
                NodeErrorCode.SettingInvalid,
                $"--from {first} is not the block after the checkpoint of {stage}, which is {node.CheckpointOf(stage)}",
                "nodeproto stage run",
                $"Leave --from away, add --dry-run, or take the chain back first: `nodeproto stage unwind --to {Math.Max(first.Value, 1) - 1}`"
            );
        }
        PipelineResult result = isDryRun
            ? await pipeline.DryRunAsync(stage, from, toBlock, session.Stop)
            : await pipeline.RunStageAsync(stage, toBlock, session.Stop);
        if (result.IsStopped)
        {
            RunLines.LogStop(session.Log, result, isDryRun ? "The dry run wrote nothing" : "The same command goes on from there");
        }
        return new StageRunReport(result, isDryRun);
    }
}
