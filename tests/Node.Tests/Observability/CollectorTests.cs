using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NodeProto.Stages;

namespace NodeProto.Node.Tests.Observability;

/// <summary>Metrics and traces that are sent to a collector, and one that is not there.</summary>
[Collection(ObservabilityCollection.Name)]
public sealed class CollectorTests
{
    [Fact]
    public void Metrics_and_a_span_for_each_stage_and_commit_are_sent()
    {
        using FakeCollector collector = new();
        using (ObservedTestNode node = new(collector.Address, sendTimeMax: TimeSpan.FromMinutes(1))) // Ends when all is sent.
        {
            FakeProgress bodies = node.Run(StageId.Bodies);
            node.Commit(bodies, 5);
            node.Pipeline.StageEnded(Reports.Of(StageId.Bodies));
        }
        collector.Stop();
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

    /// <summary>Takes what is posted to it, by path; on threads of its own, since the tests beside it fill the pool.</summary>
    private sealed class FakeCollector : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Thread _work;

        public FakeCollector()
        {
            _listener.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/otlp");
            _work = new Thread(Accept);
            _work.Start();
        }

        public Uri Address { get; }

        public ConcurrentDictionary<string, string> Requests { get; } = new(StringComparer.Ordinal);

        public void Stop()
        {
            _listener.Stop();
            _work.Join();
        }

        public void Dispose() => Stop();

        private void Accept()
        {
            while (true)
            {
                TcpClient client;
                try
                {
                    client = _listener.AcceptTcpClient();
                }
                catch (Exception exception) when (exception is SocketException or InvalidOperationException)
                {
                    return; // The test has ended.
                }
                // A client may open a connection and never use it: it must not hold up the next.
                new Thread(() => Answer(client)) { IsBackground = true }.Start();
            }
        }

        /// <summary>One request a connection: header to the empty line, then as many bytes as it says.</summary>
        private void Answer(TcpClient client)
        {
            using TcpClient closed = client;
            NetworkStream stream = client.GetStream();
            using MemoryStream received = new();
            byte[] buffer = new byte[65536];
            int bodyBegins = -1;
            int bodyBytes = 0;
            while (bodyBegins < 0 || received.Length < bodyBegins + bodyBytes)
            {
                int count = stream.Read(buffer);
                if (count == 0)
                {
                    return;
                }
                received.Write(buffer.AsSpan(0, count));
                string text = Encoding.Latin1.GetString(received.ToArray());
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
            string all = Encoding.Latin1.GetString(received.ToArray());
            string path = all.Split(' ')[1];
            Requests.AddOrUpdate(path, all[bodyBegins..], (_, before) => before + all[bodyBegins..]);
            stream.Write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8);
        }
    }
}
