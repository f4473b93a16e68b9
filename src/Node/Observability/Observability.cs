using System.Net;
using NodeProto.Db;
using NodeProto.Node.CommandLine;
using NodeProto.Node.Live;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Primitives;
using NodeProto.Stages;

namespace NodeProto.Node.Observing;

/// <summary>Metrics, health and traces of one long command, from its start to its end.</summary>
/// <remarks>
/// A command starts it before it opens anything, so that a bad address is refused before any work, then shows its node:
/// <code>
/// using Observability observability = Observability.Start(session);
/// using NodeServices node = NodeServices.OpenForWriting(session, mayInitialise: true);
/// using Observation observed = observability.Observe(node, session);
/// Pipeline pipeline = node.CreatePipeline(session, source, source, observed.Observer);
/// </code>
/// Without <c>--metrics</c> and <c>--otlp</c> it does nothing, and neither Kestrel nor OpenTelemetry is loaded.
/// </remarks>
internal sealed class Observability : IDisposable
{
    private readonly EventLog _log;
    private readonly Display _display;
    private readonly Telemetry? _telemetry;

    private Observability(EventLog log, Display display, Telemetry? telemetry)
    {
        _log = log;
        _display = display;
        _telemetry = telemetry;
    }

    /// <summary>Where metrics and health are served; null when they are not.</summary>
    public IPEndPoint? Address => _telemetry?.Address;

    /// <summary>Starts what the command line asks for.</summary>
    /// <exception cref="NodeException">The address of <c>--metrics</c> cannot be used.</exception>
    public static Observability Start(Session session)
    {
        IPEndPoint? address = ObservabilitySettings.Metrics.Of(session.Parsed);
        Uri? collector = ObservabilitySettings.Otlp.Of(session.Parsed);
        string command = CommandPath.Of(session.Parsed.CommandResult.Command);
        return Start(address, collector, command, session.Log, session.Time, Display.Of(session));
    }

    /// <summary>The same without a command line.</summary>
    /// <param name="address">Where to serve; null for nowhere.</param>
    /// <param name="collector">Where to send; null for nowhere.</param>
    /// <param name="command">The command that runs, for people.</param>
    /// <param name="log">Where warnings go.</param>
    /// <param name="time">Clock.</param>
    /// <param name="display">How people are shown progress; null means as log lines.</param>
    /// <param name="sendTimeMax">How long the last sending may take at the end, each time; null means a second.</param>
    public static Observability Start(
        IPEndPoint? address,
        Uri? collector,
        string command,
        EventLog log,
        TimeProvider time,
        Display? display = null,
        TimeSpan? sendTimeMax = null
    ) =>
        new(
            log,
            display ?? Display.AsLines(log, time),
            address is null && collector is null ? null : new Telemetry(address, collector, command, log, time, sendTimeMax)
        );

    /// <summary>Watches the stages of a node, with log lines or live, until the result is disposed.</summary>
    /// <param name="node">The node.</param>
    /// <param name="session">Its clock.</param>
    /// <param name="stageSecondsMin">A stage that took less ends without a log line.</param>
    /// <param name="stages">The stages that the command runs, for the display; null means all.</param>
    /// <param name="keepsLast">Whether a live display leaves its last state on the screen.</param>
    public Observation Observe(
        NodeServices node,
        Session session,
        double stageSecondsMin = 0,
        IReadOnlyList<StageId>? stages = null,
        bool keepsLast = true
    ) => Observe(node.Watch(session), node.Database, node.IsInMemory ? "" : node.Place, session.Time, stageSecondsMin, stages, keepsLast);

    /// <summary>The same for a watch that is there already; it is disposed with the result.</summary>
    /// <param name="watch">The watch.</param>
    /// <param name="database">The tables.</param>
    /// <param name="path">Folder of the data directory; empty in memory.</param>
    /// <param name="time">Clock.</param>
    /// <param name="stageSecondsMin">A stage that took less ends without a log line.</param>
    /// <param name="stages">The stages that the command runs, for the display; null means all.</param>
    /// <param name="keepsLast">Whether a live display leaves its last state on the screen.</param>
    public Observation Observe(
        PipelineWatch watch,
        IDatabase database,
        string path,
        TimeProvider time,
        double stageSecondsMin = 0,
        IReadOnlyList<StageId>? stages = null,
        bool keepsLast = true
    )
    {
        ProgressLines lines = new(_log, time, watch, stageSecondsMin, hasLines: _display.Lines is not null);
        IDisposable? live = _display.Show(new PipelineView(watch, stages).View, keepsLast);
        _telemetry?.Show(new ObservedNode(watch, database, new DataDisk(path)));
        return new Observation(watch, lines, live, _telemetry);
    }

    /// <summary>The log when progress is shown as its lines, else null.</summary>
    public EventLog? Lines => _display.Lines;

    /// <summary>Shows work that is no stage, live and in metrics and health, until the result is disposed.</summary>
    public IDisposable Show(ILongTask task) => new ShownTask(task, _display, _telemetry);

    /// <inheritdoc/>
    public void Dispose() => _telemetry?.Dispose();

    private sealed class ShownTask : IDisposable
    {
        private readonly IDisposable? _live;
        private readonly Telemetry? _telemetry;

        public ShownTask(ILongTask task, Display display, Telemetry? telemetry)
        {
            _live = display.Show(task.View, keepsLast: false);
            _telemetry = telemetry;
            telemetry?.Show(task);
        }

        public void Dispose()
        {
            _telemetry?.HideTask();
            _live?.Dispose();
        }
    }
}
