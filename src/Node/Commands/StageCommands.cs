using System.CommandLine;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto stage …</c>: each stage alone.</summary>
internal static class StageCommands
{
    /// <summary>The commands' definition.</summary>
    public static Command Create(CommandHost host) =>
        new DocumentedCommand(
            "stage",
            "Look at the stages, run one alone, take them back, empty them.",
            new Example("nodeproto stage list", "Where every stage stands"),
            new Example("nodeproto stage unwind --to 500", "Take every stage back to block 500")
        )
        {
            StageListCommand.Create(host),
            StageRunCommand.Create(host),
            StageUnwindCommand.Create(host),
            StageResetCommand.Create(host),
        };

    /// <summary>Where every stage stands.</summary>
    public static CheckpointsReport Checkpoints(NodeServices node)
    {
        using IReadTransaction tx = node.Database.BeginRead();
        List<(StageId, StageCheckpoint)> rows = [];
        foreach (StageId stage in AllStages.Order)
        {
            rows.Add((stage, CheckpointStore.Read(tx, stage)));
        }
        return new CheckpointsReport(rows, RetainedSegment.Read(tx));
    }
}

/// <summary><c>nodeproto stage list</c>.</summary>
internal static class StageListCommand
{
    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "list",
            "Show every stage with its checkpoint, and from which block on each segment is kept. Works beside a running node.",
            new Example("nodeproto stage list", "The stages of the default data directory"),
            new Example("nodeproto stage list --datadir data --json", "The same of another directory, for a program")
        );
        command.SetAction(
            host.Run(session =>
            {
                using NodeServices node = NodeServices.OpenForReading(session);
                return StageCommands.Checkpoints(node);
            })
        );
        return command;
    }
}

/// <summary><c>nodeproto stage unwind --to N</c>.</summary>
internal static class StageUnwindCommand
{
    private static readonly Setting<BlockNumber?> To = Setting.Block("--to", "Last block that stays (needed).");

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "unwind",
            "Take every stage back to a block. The database is afterwards what it would be had it never gone further.",
            new Example("nodeproto stage unwind --to 500", "Keep blocks 0 to 500")
        )
        {
            To,
        };
        foreach (Option option in ObservabilitySettings.All)
        {
            command.Add(option);
        }
        command.SetAction(host.Run(Run));
        return command;
    }

    private static IReport Run(Session session)
    {
        BlockNumber to =
            To.Of(session.Parsed)
            ?? throw new NodeException(
                NodeErrorCode.CommandLineInvalid,
                "--to is missing",
                "nodeproto stage unwind",
                "Name the last block that stays: `nodeproto stage unwind --to 500`"
            );
        using Observability observability = Observability.Start(session);
        using NodeServices node = NodeServices.OpenForWriting(session, mayInitialise: false);
        using Observation observed = observability.Observe(node, session);
        Pipeline pipeline = node.CreatePipeline(session, NoSource.Instance, NoSource.Instance, observed.Observer);
        try
        {
            pipeline.Unwind(to, session.Stop);
        }
        catch (OperationCanceledException) when (session.Stop.IsCancellationRequested)
        {
            session.Log.Info("stopped between two stages; the same command goes on");
            return StageCommands.Checkpoints(node) with { ExitCode = ExitCodes.Interrupted };
        }
        return StageCommands.Checkpoints(node);
    }
}

/// <summary><c>nodeproto stage reset STAGE</c>.</summary>
internal static class StageResetCommand
{
    private static readonly Argument<string> Stage = new("STAGE") { Description = "First stage that is emptied." };

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "reset",
            "Empty a stage and every later one, down to genesis; the next import writes them again.",
            new Example("nodeproto stage reset execution", "Execute everything again, with the headers, bodies and senders that are there")
        )
        {
            Stage,
        };
        foreach (Option option in ObservabilitySettings.All)
        {
            command.Add(option);
        }
        command.SetAction(host.Run(Run));
        return command;
    }

    private static IReport Run(Session session)
    {
        StageId stage = StageNames.Find(session.Parsed.GetRequiredValue(Stage), Stage.Name);
        using Observability observability = Observability.Start(session);
        using NodeServices node = NodeServices.OpenForWriting(session, mayInitialise: false);
        using Observation observed = observability.Observe(node, session);
        Pipeline pipeline = node.CreatePipeline(session, NoSource.Instance, NoSource.Instance, observed.Observer);
        pipeline.RequireReset(stage);
        session.Log.Info("emptying {stages}", new NamedValue("stages", string.Join(", ", pipeline.ResetOf(stage))));
        pipeline.Reset(stage, node.Genesis);
        return StageCommands.Checkpoints(node);
    }
}
