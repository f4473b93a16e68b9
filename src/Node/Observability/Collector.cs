using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace NodeProto.Node.Observing;

/// <summary>How metrics and traces reach an OpenTelemetry collector (OTLP).</summary>
internal static class Collector
{
    private const int HttpPort = 4318; // OTLP: 4317 is gRPC, 4318 is HTTP.
    private const int SendMilliseconds = 3_000;
    private const int MetricsEveryMilliseconds = 15_000; // As often as Prometheus usually asks.

    /// <summary>Sends metrics again and again.</summary>
    public static MetricReader MetricReader(Uri collector) =>
        new PeriodicExportingMetricReader(
            new OtlpMetricExporter(Options(collector, "v1/metrics")),
            MetricsEveryMilliseconds,
            SendMilliseconds
        );

    /// <summary>Sends spans in batches, from a thread of its own; drops them when too many wait.</summary>
    public static BaseProcessor<Activity> SpanProcessor(Uri collector) =>
        new BatchActivityExportProcessor(
            new OtlpTraceExporter(Options(collector, "v1/traces")),
            exporterTimeoutMilliseconds: SendMilliseconds
        );

    private static OtlpExporterOptions Options(Uri collector, string path)
    {
        bool isHttp = collector.Port == HttpPort || collector.AbsolutePath != "/"; // gRPC has paths of its own.
        return new OtlpExporterOptions
        {
            Endpoint = isHttp ? new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/{path}") : collector,
            Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc,
            TimeoutMilliseconds = SendMilliseconds,
        };
    }
}
