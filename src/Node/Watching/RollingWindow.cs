namespace NodeProto.Node.Watching;

/// <summary>Positions of a running stage over the last seconds, for its rate. Not thread-safe.</summary>
internal sealed class RollingWindow(TimeProvider time)
{
    private const double SecondsMax = 10;
    private const double SecondsBetween = 0.9; // A little less than the clock that asks once a second.

    private readonly Queue<Sample> _samples = new([new Sample(time.GetTimestamp(), 0, 0, 0)]);
    private Sample _newest = new(time.GetTimestamp(), 0, 0, 0);
    private Sample _lastKept = new(time.GetTimestamp(), 0, 0, 0);

    /// <summary>Forgets everything and begins here.</summary>
    public void Restart(long units, ulong position, long steps = 0)
    {
        _samples.Clear();
        _newest = new Sample(time.GetTimestamp(), units, position, steps);
        _lastKept = _newest;
        _samples.Enqueue(_newest);
    }

    /// <summary>Says where the stage is now.</summary>
    /// <param name="units">Units done.</param>
    /// <param name="position">Block.</param>
    /// <param name="steps">Grows between them.</param>
    /// <returns>Whether it moved since the last time.</returns>
    public bool Add(long units, ulong position, long steps = 0)
    {
        bool isMoved = units != _newest.Units || position != _newest.Position || steps != _newest.Steps;
        long now = time.GetTimestamp();
        _newest = new Sample(now, units, position, steps);
        if (time.GetElapsedTime(_lastKept.At, now).TotalSeconds >= SecondsBetween)
        {
            _lastKept = _newest;
            _samples.Enqueue(_newest);
            while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().At, now).TotalSeconds > SecondsMax)
            {
                _samples.Dequeue();
            }
        }
        return isMoved;
    }

    /// <summary>Units in a second.</summary>
    public double UnitsPerSecond => Seconds > 0 ? Math.Max(0, _newest.Units - _samples.Peek().Units) / Seconds : 0;

    /// <summary>Blocks in a second; 0 when the stage went back.</summary>
    public double BlocksPerSecond =>
        Seconds > 0 && _newest.Position > _samples.Peek().Position ? (_newest.Position - _samples.Peek().Position) / Seconds : 0;

    /// <summary>Blocks in a second on the way back; 0 when the stage went forward.</summary>
    public double BlocksBackPerSecond =>
        Seconds > 0 && _newest.Position < _samples.Peek().Position ? (_samples.Peek().Position - _newest.Position) / Seconds : 0;

    private double Seconds => time.GetElapsedTime(_samples.Peek().At, _newest.At).TotalSeconds;

    private readonly record struct Sample(long At, long Units, ulong Position, long Steps);
}
