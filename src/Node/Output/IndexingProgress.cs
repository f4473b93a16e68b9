using NodeProto.Stages;

namespace NodeProto.Node.Output;

/// <summary>Log lines while the blocks of large chain files are looked up: one a second, later one in five.</summary>
/// <param name="log">Where they go.</param>
/// <param name="time">Clock.</param>
internal sealed class IndexingProgress(EventLog log, TimeProvider time) : IProgress<ChainFileProgress>
{
    private const double SecondsWithEveryLine = 30;
    private const double SecondsBetweenLater = 5;

    private readonly long _startedAt = time.GetTimestamp();
    private long _lineAt = time.GetTimestamp();
    private long _bytesThen;

    /// <inheritdoc/>
    public void Report(ChainFileProgress value)
    {
        long now = time.GetTimestamp();
        double seconds = time.GetElapsedTime(_lineAt, now).TotalSeconds;
        bool isEarly = time.GetElapsedTime(_startedAt, now).TotalSeconds <= SecondsWithEveryLine;
        if (seconds < (isEarly ? 1 : SecondsBetweenLater))
        {
            return;
        }
        double rate = Math.Max(1, value.BytesDone - _bytesThen) / seconds;
        log.Info(
            "looking up blocks: {bytes} of {bytesTotal}, {bytesPerSecond}/s, {secondsLeft} left",
            NamedValue.Bytes("bytes", (ulong)value.BytesDone),
            NamedValue.Bytes("bytesTotal", (ulong)value.BytesTotal),
            NamedValue.Bytes("bytesPerSecond", (ulong)rate),
            NamedValue.Duration("secondsLeft", (value.BytesTotal - value.BytesDone) / rate)
        );
        _lineAt = now;
        _bytesThen = value.BytesDone;
    }
}
