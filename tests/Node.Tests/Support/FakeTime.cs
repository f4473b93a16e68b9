namespace NodeProto.Node.Tests;

/// <summary>A clock that moves when told, from the first second of 2020, and its timers with it.</summary>
internal sealed class FakeTime : TimeProvider
{
    private readonly List<FakeTimer> _timers = [];
    private TimeSpan _elapsed;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero) + _elapsed;

    public override long GetTimestamp() => _elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        FakeTimer timer = new(callback, state);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Moves on; every timer fires once.</summary>
    public void Advance(TimeSpan by)
    {
        _elapsed += by;
        foreach (FakeTimer timer in _timers)
        {
            timer.Fire();
        }
    }

    private sealed class FakeTimer(TimerCallback callback, object? state) : ITimer
    {
        private bool _isDisposed;

        public void Fire()
        {
            if (!_isDisposed)
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _isDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
