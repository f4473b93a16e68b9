using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Following;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto node --source chain.rlp</c>: keeps running and follows its source.</summary>
internal static class NodeCommand
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30); // A stop takes far less; this is for a disk that hangs.

    private static readonly Setting<IReadOnlyList<string>> Source = Setting.Texts(
        "--source",
        "Chain files that others append to, and named pipes; variable and configuration file separate them by colons.",
        "file..."
    );

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "node",
            "Run the node: follow a source, bring its blocks through all stages as they come, and reorganise. Ctrl-C ends it after a commit.",
            new Example("nodeproto node --chain genesis.json --datadir data --source chain.rlp", "Follow a file that grows"),
            new Example(
                "nodeproto node --datadir data --source history.rlp live.pipe",
                "A file first, then what comes through a named pipe"
            ),
            new Example(
                "nodeproto node --datadir data --source chain.rlp --metrics 127.0.0.1:9464",
                "The same with health and metrics over HTTP, which `nodeproto status` asks for"
            )
        )
        {
            Source,
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
        IReadOnlyList<string> sources = Source.Of(session.Parsed);
        if (sources.Count == 0)
        {
            throw new NodeException(
                NodeErrorCode.CommandLineInvalid,
                "the node has no source of blocks",
                "nodeproto node",
                "Name the files or pipes to follow: `nodeproto node --source chain.rlp`"
            );
        }
        ChainFiles.RequireFollowable(sources); // Before a directory is made for nothing.
        using Observability observability = Observability.Start(session);
        using NodeServices node = NodeServices.OpenForWriting(session, mayInitialise: true);
        PruneChoice.Apply(node, session);
        using TemporaryFolder? temporary = node.IsInMemory ? new TemporaryFolder() : null;
        FollowOptions options = new()
        {
            SpoolFolder = Path.Combine(temporary?.Path ?? node.Place, "spool"),
            Time = session.Time,
            Dropped = dropped => session.Log.Warning(dropped.Message, new NamedValue("code", $"NP{(int)dropped.Code}")),
        };
        using ChainFiles files = ChainFiles.Follow(sources, options);
        using Observation observed = observability.Observe(node, session, stageSecondsMin: 1);
        using IDisposable? announcement = node.IsInMemory ? null : RunningNode.Announce(node.Place, $"{observability.Address}");
        StageCheckpoint before = node.Head;
        long startedAt = session.Time.GetTimestamp();
        LogStart(session, node, sources, before);
        FollowingService? service = null;
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true, ApplicationName = "nodeproto" });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit);
        builder.Services.AddSingleton<IHostLifetime>(services => new StopLifetime(
            services.GetRequiredService<IHostApplicationLifetime>(),
            session.Stop
        ));
        builder.Services.AddHostedService(services =>
            service = new FollowingService(session, node, observed, files, services.GetRequiredService<IHostApplicationLifetime>())
        );
        using (IHost host = builder.Build())
        {
            await host.RunAsync(CancellationToken.None);
        }
        if (service?.Failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
        return new NodeReport(before, node.Head, session.Time.GetElapsedTime(startedAt));
    }

    private static void LogStart(Session session, NodeServices node, IReadOnlyList<string> sources, StageCheckpoint head) =>
        session.Log.Info(
            "node started: head is block {block}",
            NamedValue.Count("block", head.Number.Value),
            new("chain", node.Genesis.Spec.Name),
            new("chainId", node.Genesis.Spec.ChainId),
            new("genesis", node.Genesis.Hash.ToString()),
            new("datadir", node.Place),
            new("sources", string.Join(", ", sources)),
            new("hash", head.Hash.ToString()),
            new("process", Environment.ProcessId)
        );
}
