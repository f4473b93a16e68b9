using System.Net;
using NodeProto.Node.Live;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;
using NodeProto.Stages;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace NodeProto.Node.Observing;

/// <summary>OpenTelemetry and what comes out of it: a page that is served, metrics and traces that are sent.</summary>
internal sealed class Telemetry : IDisposable
{
    private const string RuntimeMeterName = "System.Runtime";
    private static readonly TimeSpan DefaultSendTimeMax = TimeSpan.FromSeconds(1); // Twice at the end; a stop has five seconds in all.

    private readonly TimeSpan _sendTimeMax;
    private readonly PipelineTraces? _traces;
    private readonly MeterProvider _meterProvider;
    private readonly TracerProvider? _tracerProvider;
    private readonly CollectorWarnings? _warnings;
    private readonly ObservabilityServer? _server;
    private ObservedNode? _node;
    private ILongTask? _task;

    /// <summary>Starts serving and sending.</summary>
    /// <exception cref="Primitives.NodeException">The address cannot be used.</exception>
    public Telemetry(IPEndPoint? address, Uri? collector, string command, EventLog log, TimeProvider time, TimeSpan? sendTimeMax = null)
    {
        _sendTimeMax = sendTimeMax ?? DefaultSendTimeMax;
        Metrics = new NodeMetrics(command);
        PrometheusExporter page = new();
        try
        {
            if (address is not null)
            {
                // Before anything else: a bad address ends the command.
                _server = ObservabilityServer.Start(
                    address,
                    new ObservabilityPages(page.TakePage, Snapshot, () => Volatile.Read(ref _task), Metrics.Retained, command).Get
                );
            }
            ResourceBuilder resource = ResourceBuilder.CreateEmpty().AddService("nodeproto", serviceVersion: BuildVersion.Text);
            MeterProviderBuilder meters = Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(resource)
                .AddMeter(NodeMetrics.MeterName)
                .AddMeter(RuntimeMeterName)
                .AddReader(new BaseExportingMetricReader(page));
            if (collector is not null)
            {
                _warnings = new CollectorWarnings(collector, log, time);
                meters.AddReader(Collector.MetricReader(collector));
                _traces = new PipelineTraces();
                _tracerProvider = Sdk.CreateTracerProviderBuilder()
                    .SetResourceBuilder(resource)
                    .AddSource(NodeMetrics.MeterName)
                    .AddProcessor(Collector.SpanProcessor(collector))
                    .Build();
                log.Info("metrics and traces go to {collector}", new NamedValue("collector", collector.ToString()));
            }
            _meterProvider = meters.Build();
            Observers = _traces is null ? [new PhaseDurations(Metrics, time)] : [new PhaseDurations(Metrics, time), _traces];
        }
        catch
        {
            Dispose();
            throw;
        }
        if (_server is not null)
        {
            log.Info(
                "metrics: {url}",
                new NamedValue("url", $"http://{_server.Address}/metrics"),
                new NamedValue("port", (long)_server.Address.Port)
            );
        }
    }

    /// <summary>Where it serves; null when it does not.</summary>
    public IPEndPoint? Address => _server?.Address;

    /// <summary>The instruments.</summary>
    public NodeMetrics Metrics { get; }

    /// <summary>For the pipeline.</summary>
    public IReadOnlyList<IPipelineObserver> Observers { get; } = [];

    /// <summary>Begins to show a node.</summary>
    public void Show(ObservedNode node)
    {
        Volatile.Write(ref _node, node);
        Metrics.Show(node);
    }

    /// <summary>Begins to show work that is no stage.</summary>
    public void Show(ILongTask task)
    {
        Volatile.Write(ref _task, task);
        Metrics.Show(task);
    }

    /// <summary>Shows no such work any more.</summary>
    public void HideTask()
    {
        Metrics.HideTask();
        Volatile.Write(ref _task, null);
    }

    /// <summary>Shows none any more.</summary>
    public void Hide()
    {
        if (_tracerProvider is not null)
        {
            // The last values that are sent are those of the end of the work.
            if (!InLimitedTime(() => _meterProvider.ForceFlush()))
            {
                _warnings?.Late();
            }
        }
        Metrics.Hide();
        Volatile.Write(ref _node, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        _traces?.Dispose();
        InLimitedTime(() =>
        {
            _tracerProvider?.Dispose(); // Sends what waits.
            _meterProvider?.Dispose();
        });
        _warnings?.Dispose();
        Metrics.Dispose();
    }

    /// <summary>Waits a little for something that may hang on a collector that takes connections and does not answer; then it is left behind.</summary>
    /// <remarks>On a thread of its own, because a busy thread pool may start it only when its time is over.</remarks>
    private bool InLimitedTime(Action action)
    {
        Thread thread = new(() => action()) { IsBackground = true, Name = "last sending" };
        thread.Start();
        return thread.Join(_sendTimeMax);
    }

    private PipelineSnapshot? Snapshot() => Volatile.Read(ref _node)?.Watch.Snapshot();
}
