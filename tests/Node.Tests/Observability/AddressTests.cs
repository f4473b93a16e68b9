using System.Net;
using System.Net.Sockets;
using NodeProto.Node.Output;
using NodeProto.Primitives;

namespace NodeProto.Node.Tests.Observability;

/// <summary>Addresses that cannot be used end the command before it does anything.</summary>
[Collection(ObservabilityCollection.Name)]
public sealed class AddressTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_port_that_is_taken_is_refused_before_a_directory_is_made()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        CommandRun run = await CommandRun.Of(
            "import",
            "--json",
            "--datadir",
            _folder["data"],
            "--metrics",
            $"127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}",
            _folder["missing.rlp"]
        );
        Assert.Equal((2, "NP1601"), (run.ExitCode, run.ErrorPart("code")));
        Assert.Contains("taken by another program", run.ErrorPart("what"), StringComparison.Ordinal);
        Assert.Contains("port 0", run.ErrorPart("whatToDo"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["data"]));
    }

    [Fact]
    public void An_address_of_another_machine_is_refused()
    {
        EventLog log = new(TextWriter.Null, LogLevel.Info, LogFormat.Text, TimeProvider.System);
        IPEndPoint elsewhere = new(IPAddress.Parse("192.0.2.1"), 0); // RFC 5737: for documents.
        NodeException error = Assert.Throws<NodeException>(() =>
            Observing.Observability.Start(elsewhere, null, "nodeproto node", log, TimeProvider.System)
        );
        Assert.Equal(NodeErrorCode.MetricsAddressUnusable, error.Code);
    }

    [Theory]
    [InlineData("9464")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("::1:9464")]
    [InlineData("example.org:9464")]
    [InlineData(":9464")]
    public async Task A_text_that_is_no_address_is_refused_with_what_is_allowed(string text)
    {
        CommandRun run = await CommandRun.Of("import", "--json", "--metrics", text, "chain.rlp");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("127.0.0.1:9464", run.ErrorPart("what"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:4317")]
    [InlineData("ftp://127.0.0.1")]
    public async Task A_collector_that_is_no_URL_is_refused(string text)
    {
        CommandRun run = await CommandRun.Of("import", "--json", "--otlp", text, "chain.rlp");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("http://127.0.0.1:4317", run.ErrorPart("what"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_free_port_is_logged_and_a_generated_chain_needs_no_node()
    {
        CommandRun run = await CommandRun.Of(
            "chain",
            "generate",
            "--blocks",
            "1",
            "--transactions",
            "1",
            "--senders",
            "1",
            "--out",
            _folder["made"],
            "--metrics",
            "127.0.0.1:0"
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("metrics: http://127.0.0.1:[1-9][0-9]*/metrics", run.Error);
    }
}
