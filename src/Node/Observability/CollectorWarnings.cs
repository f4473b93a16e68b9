using System.Diagnostics.Tracing;
using NodeProto.Node.Output;

namespace NodeProto.Node.Observing;

/// <summary>Turns the failures of OpenTelemetry's exporters, which they tell nobody else, into a warning a minute.</summary>
internal sealed class CollectorWarnings(Uri collector, EventLog log, TimeProvider time) : EventListener
{
    private const string SourceNames = "OpenTelemetry-Exporter";
    private const double SecondsBetween = 60;

    private readonly Lock _gate = new();
    private long? _warnedAt;
    private long _failures;

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name.StartsWith(SourceNames, StringComparison.Ordinal))
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    /// <summary>Says that the last values did not arrive in the time that the end of a command has for it.</summary>
    public void Late() =>
        log.Warning(
            "the last metrics and traces do not reach {collector}: it does not answer in time; the work is done",
            new NamedValue("collector", collector.ToString())
        );

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.Level > EventLevel.Warning || eventData.Level == EventLevel.LogAlways)
        {
            return;
        }
        lock (_gate)
        {
            _failures++;
            if (_warnedAt is { } at && time.GetElapsedTime(at).TotalSeconds < SecondsBetween)
            {
                return;
            }
            _warnedAt = time.GetTimestamp();
        }
        log.Warning(
            "metrics and traces do not reach {collector}; the work goes on",
            new NamedValue("collector", collector.ToString()),
            new NamedValue("failures", _failures),
            new NamedValue("cause", Cause(eventData))
        );
    }

    private static string Cause(EventWrittenEventArgs eventData)
    {
        string text = string.Join(", ", eventData.Payload?.Select(part => part?.ToString() ?? "") ?? []);
        int end = text.IndexOf('\n', StringComparison.Ordinal); // What follows is a stack trace.
        return end < 0 ? text : text[..end];
    }
}
