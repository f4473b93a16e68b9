using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace NodeProto.Node.Observing;

/// <summary>Makes a page for Prometheus out of what OpenTelemetry has collected, whenever one is asked for. Thread-safe.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    /// <summary>Instruments that .NET 10 declares as counters though they count what there is at the moment.</summary>
    private static readonly HashSet<string> s_goUpAndDown = new(StringComparer.Ordinal)
    {
        "dotnet.thread_pool.thread.count",
        "dotnet.thread_pool.queue.length",
    };

    private readonly Lock _gate = new(); // One page at a time: the reader has one set of values.
    private PrometheusPage _page = new();

    /// <inheritdoc/>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>Collects everything now.</summary>
    public string TakePage()
    {
        lock (_gate)
        {
            _page = new PrometheusPage();
            Collect?.Invoke(Timeout.Infinite); // Our own callbacks are quick, and there is no network in it.
            return _page.ToString();
        }
    }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (Metric metric in batch)
        {
            Write(metric);
        }
        return ExportResult.Success;
    }

    private void Write(Metric metric)
    {
        bool isCounter = (metric.MetricType is MetricType.LongSum or MetricType.DoubleSum) && !s_goUpAndDown.Contains(metric.Name);
        string name = PrometheusNames.Of(metric.Name, metric.Unit, isCounter);
        string? type = metric.MetricType switch
        {
            MetricType.Histogram => "histogram",
            MetricType.ExponentialHistogram => null, // Nothing here makes one, and the format cannot say it.
            _ => isCounter ? "counter" : "gauge",
        };
        if (type is null || !_page.Begin(name, type, metric.Description))
        {
            return;
        }
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            PrometheusPage.Label[] labels = LabelsOf(point.Tags);
            switch (metric.MetricType)
            {
                case MetricType.Histogram:
                    WriteHistogram(name, labels, point);
                    break;
                case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                    _page.Add(name, labels, point.GetSumLong());
                    break;
                case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                    _page.Add(name, labels, point.GetSumDouble());
                    break;
                case MetricType.LongGauge:
                    _page.Add(name, labels, point.GetGaugeLastValueLong());
                    break;
                default:
                    _page.Add(name, labels, point.GetGaugeLastValueDouble());
                    break;
            }
        }
    }

    private void WriteHistogram(string name, PrometheusPage.Label[] labels, MetricPoint point)
    {
        long count = 0;
        foreach (HistogramBucket bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            _page.AddBucket(name, labels, bucket.ExplicitBound, count);
        }
        _page.Add(name + "_sum", labels, point.GetHistogramSum());
        _page.Add(name + "_count", labels, point.GetHistogramCount());
    }

    private static PrometheusPage.Label[] LabelsOf(ReadOnlyTagCollection tags)
    {
        PrometheusPage.Label[] labels = new PrometheusPage.Label[tags.Count];
        int i = 0;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            labels[i++] = new(
                PrometheusNames.OfLabel(tag.Key),
                Convert.ToString(tag.Value, System.Globalization.CultureInfo.InvariantCulture) ?? ""
            );
        }
        return labels;
    }
}
