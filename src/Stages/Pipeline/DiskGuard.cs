namespace NodeProto.Stages;

/// <summary>
/// Looks at the free space of the disk that the database lies on. While there is less than is to stay free, a stage commits what it has and
/// the pipeline waits: a commit that fails for want of space would end the process, and every other program on that disk has a worse time.
/// </summary>
/// <remarks>For one thread at a time, as the pipeline and its stages are.</remarks>
public sealed class DiskGuard
{
    /// <summary>Time from one look to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Func<long?> _measure;
    private readonly TimeProvider _time;
    private long _lookedAt;
    private bool _isLow;

    /// <summary>Looks for the first time.</summary>
    /// <param name="path">Folder of the data directory, for messages.</param>
    /// <param name="minFreeBytes">Bytes that are to stay free.</param>
    /// <param name="measure">Bytes that are free now; null when nobody knows, which counts as enough.</param>
    /// <param name="time">Clock.</param>
    public DiskGuard(string path, long minFreeBytes, Func<long?> measure, TimeProvider time)
    {
        Room = new DiskRoom(path, 0, minFreeBytes);
        _measure = measure;
        _time = time;
        Look();
    }

    /// <summary>What the newest look found.</summary>
    public DiskRoom Room { get; private set; }

    /// <summary>Whether there is too little, looked at once a second at most.</summary>
    public bool IsLow => _time.GetElapsedTime(_lookedAt) < Interval ? _isLow : Look();

    /// <summary>Looks now; returns whether there is too little.</summary>
    public bool Look()
    {
        _lookedAt = _time.GetTimestamp();
        long free = _measure() ?? long.MaxValue;
        Room = Room with { FreeBytes = free };
        _isLow = free < (_isLow ? Room.EnoughBytes : Room.MinFreeBytes);
        return _isLow;
    }
}

/// <summary>How much room there is on the disk of the data directory.</summary>
/// <param name="Path">Folder of the data directory.</param>
/// <param name="FreeBytes">Bytes that are free.</param>
/// <param name="MinFreeBytes">Bytes that are to stay free.</param>
public readonly record struct DiskRoom(string Path, long FreeBytes, long MinFreeBytes)
{
    /// <summary>Bytes with which a pause ends: a quarter more, so that it does not end and begin again with every file that comes and goes.</summary>
    public long EnoughBytes => MinFreeBytes + (MinFreeBytes / 4);
}
