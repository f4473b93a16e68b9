using System.Text;
using System.Text.RegularExpressions;
using NodeProto.Node.Observing;
using NodeProto.Node.Watching;

namespace NodeProto.Node.Tests;

/// <summary>Makes <c>docs/metrics.md</c> from the declarations of the metrics and the comments of the reasons.</summary>
internal static partial class MetricsDocument
{
    private const string Begin = """
        # Metrics and health

        Made from the code; a test keeps it equal.

        `--metrics 127.0.0.1:9464` on every command that may take long serves, while it runs (port 0 takes a free port, which the log names):
        `demo`, `node`, `import`, `stage run`, `stage unwind`, `stage reset`, `prune`, `db verify`, `db checksum`, `chain generate`,
        `chain export`, `chaos` and `test-suite`.
        The others have nothing to measure: they are done within a second or two (`init`, `status`, `stage list`, `chain info`, `db stats`,
        `db get`, `db list`, `config show`), or run a single program (`evm run`).

        | page | answers |
        |---|---|
        | `/metrics` | the metrics below, in Prometheus' text format 0.0.4 |
        | `/health` | stages, source, other work that takes long, newest error and the reason for a standstill as one JSON object; 503 when something stands still, 200 while it works or waits for the source |
        | `/readyz` | 200 or 503 with the reasons; `?maxBlocksBehind=10&maxCommitAgeSeconds=600` ask for more than that nothing stands still |
        | `/livez` | 200 while the process answers |

        A port that is taken, or an address that is not of this machine, ends the command before it does anything (NP1601, NP1602). The
        pages have no password: serve them on the loopback address or behind something that asks for one.

        `--otlp http://127.0.0.1:4317` sends the same metrics to an OpenTelemetry collector every 15 seconds, and a trace span for every
        run of a stage with one in it for every commit: by gRPC, or by HTTP to `…/v1/metrics` and `…/v1/traces` when the port is 4318 or the
        URL has a path. A collector that does not answer is a warning in the log and nothing else.

        [deploy/prometheus](../deploy/prometheus) has an example configuration and alert rules with their tests,
        [deploy/grafana](../deploy/grafana) a dashboard.

        ## Metrics

        The meter is `NodeProto`. .NET's own meter `System.Runtime` is exported too, as `dotnet_…`: processor time, memory, garbage
        collection, threads.


        """;

    public static string Of(string reasonsSource)
    {
        StringBuilder text = new(Begin);
        text.Append("| metric | kind | labels | meaning |\n|---|---|---|---|\n");
        foreach (MetricDeclaration metric in MetricDeclarations.All)
        {
            string labels = string.Join(", ", metric.Labels.Select(label => $"`{label}`"));
            text.Append(
                $"| `{metric.PrometheusName}` | {metric.Kind.ToString().ToLowerInvariant()} | {labels} | {metric.Description}. OpenTelemetry: `{metric.Name}`{(metric.Unit.Length == 0 ? "" : $", {metric.Unit}")} |\n"
            );
        }
        text.Append($"\nRanges of the histogram, in seconds: {string.Join(", ", MetricDeclarations.PhaseSeconds)}.\n");
        text.Append("\n## Reasons for a standstill\n\n");
        text.Append("After ten seconds without movement log, `/health` and `nodeproto_stalled{reason=…}` say why, with the same word:\n\n");
        text.Append("| reason | meaning |\n|---|---|\n");
        foreach (Match match in Member().Matches(reasonsSource))
        {
            if (Enum.TryParse(match.Groups["name"].Value, out StallReason reason) && reason != StallReason.None)
            {
                text.Append($"| `{Words.Of(reason)}` | {match.Groups["comment"].Value} |\n");
            }
        }
        text.Append("\n## Other label values\n\n");
        text.Append($"- `state` of the source: {List(Words.SourceConditions.Select(Words.Of))}.\n");
        text.Append($"- `kind` of an error: {List(Words.ErrorKinds.Select(Words.Of))}.\n");
        text.Append($"- `phase`: {List(Enum.GetValues<Stages.StagePhase>().Select(Words.Of))}.\n");
        text.Append($"- `stage`: {List(Stages.AllStages.Order.Select(stage => stage.Name))}.\n");
        text.Append("- `table`: as in [tables.md](tables.md).\n");
        return text.ToString();
    }

    private static string List(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"`{word}`"));

    [GeneratedRegex(@"/// <summary>(?<comment>[^\n]*)</summary>\n\s*(?<name>\w+),\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Member();
}
