using System.CommandLine;
using System.Net;
using System.Text.Json;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Following;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.Commands;

/// <summary><c>nodeproto status</c>: asks a running node how it is.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>The command's definition.</summary>
    public static Command Create(CommandHost host)
    {
        DocumentedCommand command = new(
            "status",
            "Ask a running node where its stages stand, how far it is behind, and why it stands still if it does.",
            new Example("nodeproto status --datadir data", "The node that runs on a data directory, which says there where it answers"),
            new Example("nodeproto status --metrics 127.0.0.1:9464 --json", "The command that serves its metrics there")
        )
        {
            ObservabilitySettings.Metrics,
        };
        command.SetAction(host.Run(RunAsync));
        return command;
    }

    private static async Task<IReport> RunAsync(Session session)
    {
        if (ObservabilitySettings.Metrics.Of(session.Parsed) is { } asked)
        {
            return await AskAsync($"{asked}", session.Stop) ?? throw NoAnswer($"{asked}");
        }
        NodeServices.RequireDirectory(session);
        string directory = NodeServices.DirectoryOf(session);
        RunningNode node = RunningNode.Find(directory) ?? throw NotRunning(directory);
        if (node.Address.Length == 0)
        {
            throw new NodeException(
                NodeErrorCode.NodeNotAsked,
                $"a node runs as process {node.ProcessId}, and it does not serve its health",
                directory,
                "Start it with --metrics 127.0.0.1:9464. `nodeproto stage list` shows what it has stored"
            );
        }
        return await AskAsync(node.Address, session.Stop) ?? throw NoAnswer(node.Address);
    }

    /// <summary>Asks for health; null when nobody answers, or somebody else does.</summary>
    private static async Task<StatusReport?> AskAsync(string address, CancellationToken stop)
    {
        using SocketsHttpHandler direct = new() { UseProxy = false }; // It is this machine, or one beside it.
        using HttpClient client = new(direct) { Timeout = TimeLimit };
        try
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri($"http://{Reachable(address)}/health"), stop);
            using JsonDocument document = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(stop));
            JsonElement health = document.RootElement.Clone();
            return health.ValueKind == JsonValueKind.Object && health.TryGetProperty("status", out _)
                ? new StatusReport(health, address, response.StatusCode == HttpStatusCode.OK)
                : null;
        }
        catch (Exception e)
            when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !stop.IsCancellationRequested))
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            throw Interrupted.With("the node was not heard");
        }
    }

    /// <summary>A node that listens on every address is asked on this machine's own.</summary>
    private static string Reachable(string address) =>
        IPEndPoint.TryParse(address, out IPEndPoint? point)
        && (point.Address.Equals(IPAddress.Any) || point.Address.Equals(IPAddress.IPv6Any))
            ? $"{new IPEndPoint(point.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback, point.Port)}"
            : address;

    private static NodeException NotRunning(string directory) =>
        new(
            NodeErrorCode.NodeNotRunning,
            "no node runs on this data directory",
            directory,
            "Start one: `nodeproto node --source FILE`. What is stored is shown by `nodeproto stage list`; another command that runs with --metrics is asked with --metrics"
        );

    private static NodeException NoAnswer(string address) =>
        new(
            NodeErrorCode.NodeNotAsked,
            "nobody answers there with the health of a node",
            $"http://{address}/health",
            "Name the address that the node was started with, --metrics. `nodeproto stage list` shows what is stored"
        );
}
