using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NodeProto.Stages;

namespace NodeProto.Node.Tests.Observability;

/// <summary>Metrics and traces that are sent by gRPC.</summary>
[Collection(ObservabilityCollection.Name)]
public sealed class GrpcCollectorTests
{
    [Fact]
    public async Task Without_a_path_metrics_and_spans_are_sent_by_gRPC()
    {
        ConcurrentDictionary<string, string> received = new(StringComparer.Ordinal);
        await using WebApplication collector = await StartAsync(received);
        using (ObservedTestNode node = new(new Uri(collector.Urls.Single()), sendTimeMax: TimeSpan.FromMinutes(1))) // Ends when all is sent.
        {
            FakeProgress bodies = node.Run(StageId.Bodies);
            node.Commit(bodies, 5);
            node.Pipeline.StageEnded(Reports.Of(StageId.Bodies));
            node.EndObservation();
            Assert.DoesNotContain("do not reach", node.Log, StringComparison.Ordinal);
        }
        string metrics = received["/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"];
        Assert.Contains("nodeproto.stage.phase.duration", metrics, StringComparison.Ordinal);
        string traces = received["/opentelemetry.proto.collector.trace.v1.TraceService/Export"];
        Assert.Contains("commit bodies", traces, StringComparison.Ordinal);
    }

    /// <summary>A collector of HTTP/2 without TLS: it keeps what comes, by method, and answers with an empty message and status 0.</summary>
    private static async Task<WebApplication> StartAsync(ConcurrentDictionary<string, string> received)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
        );
        WebApplication collector = builder.Build();
        collector.Run(async context =>
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body);
            received.AddOrUpdate(
                context.Request.Path,
                Encoding.Latin1.GetString(body.ToArray()),
                (_, before) => before + Encoding.Latin1.GetString(body.ToArray())
            );
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(new byte[5]); // Not compressed, no bytes (gRPC over HTTP/2, "Length-Prefixed-Message").
            context.Response.AppendTrailer("grpc-status", "0");
        });
        await collector.StartAsync();
        return collector;
    }
}
