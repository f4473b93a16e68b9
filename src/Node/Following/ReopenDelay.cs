namespace NodeProto.Node.Following;

/// <summary>Time between attempts to open a broken source again: none at first, then 1 s, doubling up to half a minute.</summary>
/// <param name="time">Clock.</param>
internal sealed class ReopenDelay(TimeProvider time)
{
    private const int SecondsMax = 30;

    private int _seconds;

    /// <summary>Blocks came: the next attempt is the first again.</summary>
    public void Reset() => _seconds = 0;

    /// <summary>Waits before the next attempt.</summary>
    public async Task WaitAsync(CancellationToken stop)
    {
        if (_seconds > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(_seconds), time, stop);
        }
        _seconds = Math.Clamp(_seconds * 2, 1, SecondsMax);
    }
}
