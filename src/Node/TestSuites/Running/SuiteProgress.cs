using NodeProto.Node.Output;

namespace NodeProto.Node.TestSuites;

/// <summary>Log lines of a suite that takes longer: how many cases ended, one line in five seconds.</summary>
/// <param name="log">Where they go.</param>
/// <param name="time">Clock.</param>
internal sealed class SuiteProgress(EventLog log, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _lineAt = time.GetTimestamp();
    private int _countThen;

    /// <summary>Writes a line when it is time for one.</summary>
    public void Report(SuiteReport report)
    {
        TimeSpan since = time.GetElapsedTime(_lineAt);
        if (since < Interval)
        {
            return;
        }
        double rate = (report.Count - _countThen) / since.TotalSeconds;
        log.Info(
            "{task}: {cases} cases ended, {failed} failed, {casesPerSecond} cases/s",
            new("task", "test-suite"),
            NamedValue.Count("cases", report.Count),
            new("failed", report.Failed.Count),
            NamedValue.Rate("casesPerSecond", rate)
        );
        _lineAt = time.GetTimestamp();
        _countThen = report.Count;
    }
}
