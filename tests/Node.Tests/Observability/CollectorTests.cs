using System.Net;
using System.Net.Sockets;
using NodeProto.Stages;

namespace NodeProto.Node.Tests.Observability;

/// <summary>Metrics and traces that are sent to a collector, and one that is not there.</summary>
[Collection(ObservabilityCollection.Name)]
public sealed class CollectorTests
{
    [Fact]
    public async Task Metrics_and_a_span_for_each_stage_and_commit_are_sent()
    {
        using FakeCollector collector = new();
        using (ObservedTestNode node = new(collector.Address))
        {
            FakeProgress bodies = node.Run(StageId.Bodies);
            node.Commit(bodies, 5);
            node.Pipeline.StageEnded(Reports.Of(StageId.Bodies));
        }
        await collector.Stop();
        string metrics = collector.Requests["/otlp/v1/metrics"];
        Assert.Contains("nodeproto.stage.phase.duration", metrics, StringComparison.Ordinal);
        Assert.Contains("nodeproto.stage.checkpoint.block", metrics, StringComparison.Ordinal);
        string traces = collector.Requests["/otlp/v1/traces"];
        Assert.Contains("stage bodies", traces, StringComparison.Ordinal);
        Assert.Contains("commit bodies", traces, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_is_not_there_is_a_warning_and_nothing_else()
    {
        using TcpListener closed = new(IPAddress.Loopback, 0);
        closed.Start();
        int port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        string log;
        System.Diagnostics.Stopwatch clock = System.Diagnostics.Stopwatch.StartNew();
        using (ObservedTestNode node = new(new Uri($"http://127.0.0.1:{port}/otlp")))
        {
            node.Commit(node.Run(StageId.Bodies), 5);
            Assert.Contains("nodeproto_stage_checkpoint_block{stage=\"bodies\"} 5", await node.Metrics(), StringComparison.Ordinal);
            node.EndObservation();
            log = node.Log;
        }
        Assert.Contains("\"level\":\"warning\"", log, StringComparison.Ordinal);
        Assert.Contains("do not reach", log, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20); // Generous: what matters is that it ends.
    }

    [Fact]
    public void A_collector_that_never_answers_does_not_hold_the_end_up()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        ObservedTestNode node = new(new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/otlp"));
        node.Commit(node.Run(StageId.Bodies), 5);
        System.Diagnostics.Stopwatch clock = System.Diagnostics.Stopwatch.StartNew();
        node.Dispose();
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5); // A stop has no more.
        Assert.Contains("do not reach", node.Log, StringComparison.Ordinal);
    }

    /// <summary>Takes what is posted to it, by path.</summary>
    private sealed class FakeCollector : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _work;

        public FakeCollector()
        {
            _listener.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/otlp");
            _work = Accept();
        }

        public Uri Address { get; }

        public Dictionary<string, string> Requests { get; } = new(StringComparer.Ordinal);

        public async Task Stop()
        {
            await _stop.CancelAsync();
            await _work;
        }

        public void Dispose()
        {
            _listener.Dispose();
            _stop.Dispose();
        }

        private async Task Accept()
        {
            try
            {
                while (true)
                {
                    using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                    await Answer(client.GetStream());
                }
            }
            catch (OperationCanceledException)
            {
                // The test has ended.
            }
        }

        /// <summary>One request a connection: header to the empty line, then as many bytes as it says.</summary>
        private async Task Answer(NetworkStream stream)
        {
            List<byte> received = [];
            byte[] buffer = new byte[65536];
            int bodyBegins = -1;
            int bodyBytes = 0;
            while (bodyBegins < 0 || received.Count < bodyBegins + bodyBytes)
            {
                int count = await stream.ReadAsync(buffer, _stop.Token);
                if (count == 0)
                {
                    return;
                }
                received.AddRange(buffer.AsSpan(0, count));
                string text = System.Text.Encoding.Latin1.GetString([.. received]);
                int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                if (bodyBegins < 0 && end >= 0)
                {
                    bodyBegins = end + 4;
                    string[] header = text[..end].Split("\r\n");
                    bodyBytes = int.Parse(
                        header.Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1]
                    );
                }
            }
            string all = System.Text.Encoding.Latin1.GetString([.. received]);
            string path = all.Split(' ')[1];
            Requests[path] = Requests.GetValueOrDefault(path, "") + all[bodyBegins..];
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), _stop.Token);
        }
    }
}
