using NodeProto.Node.Live;
using NodeProto.Node.Output;
using NodeProto.Node.Watching;

namespace NodeProto.Node.TestSuites;

/// <summary>How far a suite is that takes longer: live, or as log lines, one in five seconds.</summary>
/// <param name="log">Where lines go; null when there shall be none.</param>
/// <param name="time">Clock.</param>
internal sealed class SuiteProgress(EventLog? log, TimeProvider time) : ILongTask
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly RollingWindow _window = new(time);
    private readonly Lock _gate = new();
    private long _lineAt = time.GetTimestamp();
    private int _cases;
    private int _failed;
    private int _casesThen;

    /// <inheritdoc/>
    public string Name => "test-suite";

    /// <inheritdoc/>
    public LiveView View()
    {
        lock (_gate)
        {
            _window.Add(_cases, 0);
            return new LiveView([
                new LiveRow
                {
                    Name = Name,
                    State = LiveRowState.Running,
                    Position = Readable.Count(_cases),
                    UnitsPerSecond = _window.UnitsPerSecond,
                    Unit = "cases",
                    Doing = _failed == 0 ? "none failed" : $"{Readable.Count(_failed)} failed",
                },
            ]);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskCount> Counts()
    {
        lock (_gate)
        {
            return [new TaskCount("cases", _cases), new TaskCount("failed cases", _failed)];
        }
    }

    /// <summary>Tells how far it has come; writes a line when it is time for one.</summary>
    public void Report(SuiteReport report)
    {
        lock (_gate)
        {
            (_cases, _failed) = (report.Count, report.Failed.Count);
        }
        TimeSpan since = time.GetElapsedTime(_lineAt);
        if (log is null || since < Interval)
        {
            return;
        }
        log.Info(
            "{task}: {cases} cases ended, {failed} failed, {casesPerSecond} cases/s",
            new("task", Name),
            NamedValue.Count("cases", report.Count),
            new("failed", report.Failed.Count),
            NamedValue.Rate("casesPerSecond", (report.Count - _casesThen) / since.TotalSeconds)
        );
        _lineAt = time.GetTimestamp();
        _casesThen = report.Count;
    }
}
