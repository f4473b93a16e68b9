using System.Net;
using NodeProto.Db;
using NodeProto.Node.Observing;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Tests;

/// <summary>A node without a chain, observed at a free port: the test plays pipeline and source.</summary>
internal sealed class ObservedTestNode : IDisposable
{
    private readonly InMemoryDatabase _database = new();
    private readonly TestFolder _folder = new();
    private readonly StringWriter _log = new();
    private readonly Observing.Observability _observability;
    private readonly Observation _observation;
    private readonly HttpClient _http = new();

    public ObservedTestNode(Uri? collector = null, TimeSpan? sendTimeMax = null)
    {
        EventLog log = new(TextWriter.Synchronized(_log), LogLevel.Info, LogFormat.Json, Time);
        _observability = Observing.Observability.Start(
            new IPEndPoint(IPAddress.Loopback, 0),
            collector,
            "nodeproto import",
            log,
            Time,
            sendTimeMax: sendTimeMax
        );
        PipelineWatch watch = new(Time, [.. AllStages.Order.Select(stage => (stage, "units"))]);
        _observation = _observability.Observe(watch, _database, _folder.Path, Time);
    }

    public FakeTime Time { get; } = new();

    public IPipelineObserver Pipeline => _observation.Observer;

    public PipelineWatch Watch => _observation.Watch;

    public InMemoryDatabase Database => _database;

    /// <summary>What was logged: one JSON object a line.</summary>
    public string Log => _log.ToString();

    /// <summary>A running stage.</summary>
    public FakeProgress Run(StageId stage)
    {
        FakeProgress progress = new() { Stage = stage };
        Pipeline.StageStarted(progress);
        Pipeline.Executing(progress);
        return progress;
    }

    /// <summary>A commit that took some seconds by the clock.</summary>
    public void Commit(FakeProgress progress, ulong block, double seconds = 0)
    {
        Pipeline.Committing(progress.Stage, new BlockNumber(block));
        Time.Advance(TimeSpan.FromSeconds(seconds));
        progress.Seconds[StagePhase.Commit] = progress.SecondsOf(StagePhase.Commit) + seconds;
        Pipeline.Committed(progress.Stage, new StageCheckpoint(new BlockNumber(block), default), TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Work that is no stage.</summary>
    public IDisposable Show(Node.Live.ILongTask task) => _observability.Show(task);

    /// <summary>What a page answers.</summary>
    public async Task<(int Status, string ContentType, string Text)> Get(string path, HttpMethod? method = null)
    {
        using HttpRequestMessage request = new(method ?? HttpMethod.Get, $"http://{_observability.Address}{path}");
        using HttpResponseMessage response = await _http.SendAsync(request);
        return (
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.ToString() ?? "",
            await response.Content.ReadAsStringAsync()
        );
    }

    /// <summary>The page of metrics.</summary>
    public async Task<string> Metrics() => (await Get("/metrics")).Text;

    /// <summary>Ends the observation, as a command does before it closes its database.</summary>
    public void EndObservation() => _observation.Dispose();

    public void Dispose()
    {
        _observation.Dispose();
        _observability.Dispose();
        _database.Dispose();
        _folder.Dispose();
        _http.Dispose();
    }
}
