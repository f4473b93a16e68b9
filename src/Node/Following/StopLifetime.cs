using Microsoft.Extensions.Hosting;

namespace NodeProto.Node.Following;

/// <summary>Ends the host when the command is asked to stop; <see cref="CommandLine.StopSignals"/> listens to the signals, as in every command.</summary>
/// <param name="lifetime">The host's life.</param>
/// <param name="stop">Cancelled by the first signal.</param>
internal sealed class StopLifetime(IHostApplicationLifetime lifetime, CancellationToken stop) : IHostLifetime, IDisposable
{
    private CancellationTokenRegistration _registration;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _registration = stop.Register(lifetime.StopApplication);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _registration.Dispose();
}
