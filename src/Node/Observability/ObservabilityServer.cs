using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodeProto.Primitives;

namespace NodeProto.Node.Observing;

/// <summary>An answer to a request.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="ContentType">What the text is.</param>
/// <param name="Text">The text.</param>
internal readonly record struct Answer(int Status, string ContentType, string Text);

/// <summary>Serves a few pages by HTTP from Kestrel alone: no host, no configuration files, no variables besides our own.</summary>
internal sealed class ObservabilityServer : IDisposable
{
    private static readonly TimeSpan StopTimeMax = TimeSpan.FromSeconds(1); // A scrape that has begun may end.

    private readonly KestrelServer _server;

    private ObservabilityServer(KestrelServer server, IPEndPoint address)
    {
        _server = server;
        Address = address;
    }

    /// <summary>Where it listens, with the port that was taken.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Begins to listen.</summary>
    /// <param name="address">Where; port 0 takes a free one.</param>
    /// <param name="answer">Answers a GET, from any thread.</param>
    /// <exception cref="NodeException">The port is taken, or the address is not one of this machine.</exception>
    public static ObservabilityServer Start(IPEndPoint address, Func<HttpRequest, Answer> answer)
    {
        KestrelServerOptions options = new() { AddServerHeader = false, ApplicationServices = NoServices.Instance };
        options.Limits.MaxConcurrentConnections = 100; // Some scrapers; nobody else belongs here.
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(address);
        SocketTransportFactory transport = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        KestrelServer server = new(Options.Create(options), transport, NullLoggerFactory.Instance);
        try
        {
            server.StartAsync(new Pages(answer), CancellationToken.None).GetAwaiter().GetResult();
            return new ObservabilityServer(server, BoundAddress(server, address));
        }
        catch (Exception error)
        {
            server.Dispose();
            ThrowWhenRefused(error, address);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using CancellationTokenSource late = new(StopTimeMax);
        _server.StopAsync(late.Token).GetAwaiter().GetResult();
        _server.Dispose();
    }

    private static IPEndPoint BoundAddress(KestrelServer server, IPEndPoint asked)
    {
        ICollection<string>? addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses;
        return addresses?.FirstOrDefault() is { } bound && Uri.TryCreate(bound, UriKind.Absolute, out Uri? uri)
            ? new IPEndPoint(asked.Address, uri.Port)
            : asked;
    }

    private static void ThrowWhenRefused(Exception error, IPEndPoint address)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
            {
                throw new NodeException(
                    NodeErrorCode.MetricsPortTaken,
                    $"cannot serve metrics at {address}: the port is taken by another program",
                    ObservabilitySettings.Metrics.Name,
                    $"Name another port, or port 0 for a free one: {ObservabilitySettings.Metrics.Name} {address.Address}:0",
                    error
                );
            }
            if (cause is SocketException socket)
            {
                throw new NodeException(
                    NodeErrorCode.MetricsAddressUnusable,
                    $"cannot serve metrics at {address}: {socket.Message}",
                    ObservabilitySettings.Metrics.Name,
                    $"Name an address of this machine and a port that you may use: {ObservabilitySettings.Metrics.Name} 127.0.0.1:9464",
                    error
                );
            }
        }
    }

    /// <summary>Kestrel asks it for what it can do without.</summary>
    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }

    private sealed class Pages(Func<HttpRequest, Answer> answer) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public async Task ProcessRequestAsync(HttpContext context)
        {
            Answer made =
                HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
                    ? answer(context.Request)
                    : new Answer(StatusCodes.Status405MethodNotAllowed, "text/plain", "only GET is answered\n");
            byte[] bytes = Encoding.UTF8.GetBytes(made.Text);
            context.Response.StatusCode = made.Status;
            context.Response.ContentType = made.ContentType;
            context.Response.ContentLength = bytes.Length;
            context.Response.Headers.CacheControl = "no-store";
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
            }
        }

        public void DisposeContext(HttpContext context, Exception? exception) { }
    }
}
