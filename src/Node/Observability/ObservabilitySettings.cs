using System.CommandLine;
using System.Globalization;
using System.Net;
using NodeProto.Node.CommandLine;

namespace NodeProto.Node.Observing;

/// <summary>Options of every long command: where metrics are served, and where they are sent.</summary>
internal static class ObservabilitySettings
{
    private const string AddressForm = "address:port";

    /// <summary>Where metrics and health are served; null for nowhere.</summary>
    public static readonly Setting<IPEndPoint?> Metrics = new(
        "--metrics",
        "Serve /metrics (Prometheus), /health, /readyz and /livez here while the command runs; port 0 takes a free one and logs it.",
        AddressForm,
        TryParseAddress,
        null,
        "not served",
        "an address and a port, such as 127.0.0.1:9464, [::1]:9464 or localhost:9464"
    );

    /// <summary>Collector that metrics and traces are sent to; null for none.</summary>
    public static readonly Setting<Uri?> Otlp = new(
        "--otlp",
        "Send metrics and traces to an OpenTelemetry collector: by gRPC, or by HTTP when the port is 4318 or there is a path.",
        "url",
        TryParseCollector,
        null,
        "not sent",
        "a URL with http or https, such as http://127.0.0.1:4317"
    );

    /// <summary>All, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [Metrics, Otlp];

    private static bool TryParseAddress(string text, out IPEndPoint? address)
    {
        address = null;
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return false;
        }
        string host = text[..colon];
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            address = new IPEndPoint(IPAddress.Loopback, port);
        }
        else if (IPAddress.TryParse(host, out IPAddress? ip) && isBracketed == host.Contains(':', StringComparison.Ordinal))
        {
            address = new IPEndPoint(ip, port);
        }
        return address is not null;
    }

    private static bool TryParseCollector(string text, out Uri? collector) =>
        Uri.TryCreate(text, UriKind.Absolute, out collector) && collector.Scheme is "http" or "https";
}
