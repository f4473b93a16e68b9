using Microsoft.AspNetCore.Http;
using NodeProto.Node.Live;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;

namespace NodeProto.Node.Observing;

/// <summary>The pages: metrics for Prometheus, health for people and programs, readiness and life for supervisors.</summary>
/// <param name="metrics">Makes the page of metrics.</param>
/// <param name="snapshot">The node as it is now; null while there are no stages.</param>
/// <param name="task">Work that is no stage; null while there is none.</param>
/// <param name="retained">What is kept of each segment; empty while there is no database.</param>
/// <param name="command">The command that runs.</param>
internal sealed class ObservabilityPages(
    Func<string> metrics,
    Func<PipelineSnapshot?> snapshot,
    Func<ILongTask?> task,
    Func<IReadOnlyList<RetainedSegment>> retained,
    string command
)
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Json = "application/json; charset=utf-8";

    private const string Index = """
        /metrics   metrics in Prometheus' text format
        /health    everything about stages and source, as JSON; 503 when something stands still
        /readyz    200 or 503; ?maxBlocksBehind=10&maxCommitAgeSeconds=600 say what is asked for
        /livez     200 while the process answers

        """;

    /// <summary>Answers a GET.</summary>
    public Answer Get(HttpRequest request) =>
        request.Path.Value switch
        {
            "/metrics" => new(StatusCodes.Status200OK, PrometheusPage.ContentType, metrics()),
            "/livez" => new(StatusCodes.Status200OK, Text, "ok\n"),
            "/readyz" => Ready(request.Query),
            "/health" => Health(),
            "/" or "" or null => new(StatusCodes.Status200OK, Text, Index),
            _ => new(StatusCodes.Status404NotFound, Text, Index),
        };

    private Answer Health()
    {
        PipelineSnapshot? now = snapshot();
        int status = now is { IsStalled: true } ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return new(status, Json, HealthJson.Of(now, task(), retained(), command) + "\n");
    }

    private Answer Ready(IQueryCollection query)
    {
        if (
            !Readiness.TryParse(
                Value(query, Readiness.BlocksBehindName),
                Value(query, Readiness.CommitAgeName),
                out Readiness asked,
                out string error
            )
        )
        {
            return new(StatusCodes.Status400BadRequest, Text, error + "\n");
        }
        IReadOnlyList<string> lacks = asked.Check(snapshot());
        return lacks.Count == 0
            ? new(StatusCodes.Status200OK, Text, "ready\n")
            : new(StatusCodes.Status503ServiceUnavailable, Text, $"not ready\n{string.Join('\n', lacks)}\n");
    }

    private static string? Value(IQueryCollection query, string name) =>
        query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues values) ? values.ToString() : null;
}
