using System.Runtime.InteropServices;
using NodeProto.Node.Output;

namespace NodeProto.Node.CommandLine;

/// <summary>Turns the first Ctrl-C, SIGTERM or SIGHUP into a request to stop; a second one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly EventLog _log;
    private int _count;

    /// <summary>Starts listening.</summary>
    public StopSignals(EventLog log)
    {
        _log = log;
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, Handle));
        }
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _count) > 1)
        {
            return; // Not cancelled: the runtime does what the signal does by default and ends the process.
        }
        context.Cancel = true;
        _source.Cancel(); // Before the log: whoever reads it may be slow.
        _log.Info("stopping at the next block boundary; once more ends at once and loses what is not committed");
    }
}
