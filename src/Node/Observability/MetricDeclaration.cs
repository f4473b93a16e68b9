namespace NodeProto.Node.Observing;

/// <summary>How the value of a metric behaves.</summary>
internal enum MetricKind
{
    /// <summary>Only grows while the process lives.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts how often a value fell into each of some ranges.</summary>
    Histogram,
}

/// <summary>A metric as programs and people see it; <c>docs/metrics.md</c> lists all of them.</summary>
/// <param name="Name">Dotted name of the instrument.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Unit">Base unit by UCUM: <c>s</c>, <c>By</c>; empty for plain numbers.</param>
/// <param name="Description">A sentence without its full stop.</param>
/// <param name="Labels">Names of its labels.</param>
internal sealed record MetricDeclaration(string Name, MetricKind Kind, string Unit, string Description, params IReadOnlyList<string> Labels)
{
    /// <summary>What Prometheus calls it; a histogram has <c>_bucket</c>, <c>_sum</c> and <c>_count</c> behind that.</summary>
    public string PrometheusName => PrometheusNames.Of(Name, Unit, isCounter: Kind == MetricKind.Counter);
}
