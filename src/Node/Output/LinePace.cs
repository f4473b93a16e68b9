namespace NodeProto.Node.Output;

/// <summary>When a long task writes a line: at most one a second, later one in five, so that a long run stays readable.</summary>
/// <param name="time">Clock.</param>
internal sealed class LinePace(TimeProvider time)
{
    private const double SecondsWithEveryLine = 30;
    private const double SecondsBetweenLater = 5;

    private readonly long _startedAt = time.GetTimestamp();
    private long _lineAt = time.GetTimestamp();

    /// <summary>Seconds since the start.</summary>
    public double Seconds => time.GetElapsedTime(_startedAt).TotalSeconds;

    /// <summary>Whether it is time for a line, which then counts as written.</summary>
    /// <param name="seconds">Time since the line before, or since the start.</param>
    public bool IsDue(out double seconds)
    {
        long now = time.GetTimestamp();
        seconds = time.GetElapsedTime(_lineAt, now).TotalSeconds;
        if (seconds < (Seconds > SecondsWithEveryLine ? SecondsBetweenLater : 1))
        {
            return false;
        }
        _lineAt = now;
        return true;
    }
}
