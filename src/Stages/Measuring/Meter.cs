using NodeProto.Db;
using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>What a stage tells of its work, and where it learns that it is time to commit. One for each stage run.</summary>
/// <remarks>
/// The stage's own thread calls everything; <see cref="Add"/> may also be called by its workers, and the
/// <see cref="IStageProgress"/> members may be read from any thread.
/// </remarks>
public sealed class Meter : IStageProgress
{
    /// <summary>
    /// When a transaction is committed its rows are there as they were written and in the store's batch, and once more in the batch as
    /// it grows, later in the table in memory that takes them in.
    /// </summary>
    private const int CopiesAtCommit = 3;

    private const int PhaseCount = (int)StagePhase.Commit + 1;

    private readonly TimeProvider _time;
    private readonly CommitThresholds _thresholds;
    private readonly CancellationToken _stop;
    private readonly IPipelineObserver? _observer;
    private readonly DiskGuard? _disk;
    private readonly long[] _phaseTicks = new long[PhaseCount];
    private readonly long _started;
    private readonly long _progressInterval;
    private IWriteTransaction? _tx;
    private long _units;
    private long _steps;
    private long _readBytes;
    private long _writtenBytes;
    private long _readBefore;
    private long _writtenBefore;
    private ulong _position;
    private ulong _target;
    private long _commitStarted;
    private ulong _commitFirst;
    private long _transactions;
    private long _gas;
    private long _changedKeys;
    private long _heldBytes;
    private long _heldMemory;
    private long _phaseSince;
    private long _nextProgress;
    private volatile int _phase;

    /// <summary>Starts measuring.</summary>
    /// <param name="stage">Whose work it is.</param>
    /// <param name="time">Clock.</param>
    /// <param name="thresholds">When to commit.</param>
    /// <param name="observer">Learns of progress at most four times a second.</param>
    /// <param name="disk">While the disk has too little room, the stage commits at the next block boundary; null when nobody looks.</param>
    /// <param name="stop">When asked, the stage commits at the next block boundary.</param>
    public Meter(
        StageId stage,
        TimeProvider time,
        CommitThresholds thresholds,
        IPipelineObserver? observer = null,
        DiskGuard? disk = null,
        CancellationToken stop = default
    )
    {
        Stage = stage;
        _time = time;
        _thresholds = thresholds;
        _stop = stop;
        _observer = observer;
        _disk = disk;
        _started = time.GetTimestamp();
        _phaseSince = _started;
        _commitStarted = _started;
        _progressInterval = time.TimestampFrequency / 4;
        _nextProgress = _started + _progressInterval;
    }

    /// <inheritdoc/>
    public StageId Stage { get; }

    /// <inheritdoc/>
    public BlockNumber Position => new(Volatile.Read(ref _position));

    /// <inheritdoc/>
    public BlockNumber Target => new(Volatile.Read(ref _target));

    /// <inheritdoc/>
    public long Units => Volatile.Read(ref _units);

    /// <inheritdoc/>
    public long Steps => Volatile.Read(ref _steps);

    /// <inheritdoc/>
    public StagePhase CurrentPhase => (StagePhase)_phase;

    /// <inheritdoc/>
    public TimeSpan Elapsed => _time.GetElapsedTime(_started);

    /// <summary>Bytes that the stage read from its source, and from the database in the transactions that have ended.</summary>
    public long ReadBytes => Volatile.Read(ref _readBytes);

    /// <summary>Bytes of keys and values in all commits.</summary>
    public long WrittenBytes => _writtenBytes;

    /// <summary>Whether a stop was asked: end at the next block boundary.</summary>
    public bool IsStopping => _stop.IsCancellationRequested;

    /// <summary>The stop itself, for waits inside a stage.</summary>
    public CancellationToken Stop => _stop;

    /// <summary>Whether the stage should return now, asked once per block: a threshold is reached, a stop was asked, or the disk has too little room.</summary>
    public bool ShouldCommit
    {
        get
        {
            if (_stop.IsCancellationRequested || _disk is { IsLow: true })
            {
                return true;
            }
            if (
                (long)(_position - _commitFirst) >= _thresholds.BlocksPerCommit
                || _transactions >= _thresholds.TransactionsPerCommit
                || _gas >= _thresholds.GasPerCommit
                || _changedKeys >= _thresholds.ChangedKeysPerCommit
                || (_tx?.WrittenBytes ?? 0) - _writtenBefore + _heldBytes >= _thresholds.BytesPerCommit
                || (CopiesAtCommit * (_tx?.HeldBytes ?? 0)) + _heldMemory >= _thresholds.MemoryBytes
            )
            {
                return true;
            }
            return _time.GetElapsedTime(_commitStarted).TotalSeconds >= _thresholds.SecondsPerCommit;
        }
    }

    /// <summary>How many more blocks fit into this commit; at least 1. For stages that work in batches of blocks.</summary>
    public ulong BlocksLeftInCommit => (ulong)Math.Max(1, _thresholds.BlocksPerCommit - (long)(_position - _commitFirst));

    /// <summary>Counts work in the stage's unit. Thread-safe.</summary>
    public void Add(long units) => Interlocked.Add(ref _units, units);

    /// <summary>
    /// Says that something moved, where it may take long until the next unit or block is done: once for each chunk of rows. Thread-safe.
    /// </summary>
    public void Step() => Interlocked.Increment(ref _steps);

    /// <summary>
    /// Says that all rows up to this block are written, or are ready to be written; on the way back, that those after it are gone.
    /// </summary>
    public void Reach(BlockNumber block)
    {
        Volatile.Write(ref _position, block.Value);
        if (_observer is not null)
        {
            long now = _time.GetTimestamp();
            if (now >= _nextProgress)
            {
                _nextProgress = now + _progressInterval;
                _observer.Progressed(this);
            }
        }
    }

    /// <summary>Counts transactions towards the commit's threshold.</summary>
    public void AddTransactions(long transactions) => _transactions += transactions;

    /// <summary>Counts gas towards the commit's threshold.</summary>
    public void AddGas(long gas) => _gas += gas;

    /// <summary>Says how many changed keys wait in memory.</summary>
    public void HoldKeys(long changedKeys) => _changedKeys = changedKeys;

    /// <summary>Says how many bytes wait in memory, besides the changed keys, to be written at the end of the commit.</summary>
    public void HoldBytes(long bytes) => _heldBytes = bytes;

    /// <summary>Says how much memory the stage takes besides the rows in the transaction, those included that it writes at the end of the commit.</summary>
    public void HoldMemory(long bytes) => _heldMemory = bytes;

    /// <summary>Counts bytes that were read from the source; the transaction counts those of the database. Thread-safe.</summary>
    public void AddReadBytes(long bytes) => Interlocked.Add(ref _readBytes, bytes);

    /// <summary>Measures a phase until the result is disposed; an inner phase pauses the outer one.</summary>
    public PhaseScope Phase(StagePhase phase) => new(this, phase);

    /// <inheritdoc/>
    public double SecondsOf(StagePhase phase) => (double)Volatile.Read(ref _phaseTicks[(int)phase]) / _time.TimestampFrequency;

    /// <summary>Starts a commit's counts: the transaction and where it begins.</summary>
    internal void BeginCommit(IWriteTransaction tx, BlockNumber checkpoint, BlockNumber target)
    {
        _tx = tx;
        _readBefore = tx.ReadBytes;
        _writtenBefore = tx.WrittenBytes;
        _commitFirst = checkpoint.Value;
        Volatile.Write(ref _position, checkpoint.Value);
        Volatile.Write(ref _target, target.Value);
        _transactions = 0;
        _gas = 0;
        _changedKeys = 0;
        _heldBytes = 0;
        _heldMemory = 0;
        _commitStarted = _time.GetTimestamp();
    }

    /// <summary>Ends a commit's counts, before its transaction ends.</summary>
    /// <param name="isWritten">Whether what was written counts: the commit was made, or is only measured.</param>
    internal void EndCommit(bool isWritten)
    {
        if (_tx is not null)
        {
            AddReadBytes(_tx.ReadBytes - _readBefore);
            _writtenBytes += isWritten ? _tx.WrittenBytes - _writtenBefore : 0;
        }
        _tx = null;
        SwitchTo((StagePhase)_phase);
    }

    private StagePhase SwitchTo(StagePhase phase)
    {
        long now = _time.GetTimestamp();
        int before = _phase;
        _phaseTicks[before] += now - _phaseSince;
        _phaseSince = now;
        _phase = (int)phase;
        return (StagePhase)before;
    }

    /// <summary>Ends its phase when disposed.</summary>
    public readonly ref struct PhaseScope
    {
        private readonly Meter _meter;
        private readonly StagePhase _outer;

        internal PhaseScope(Meter meter, StagePhase phase)
        {
            _meter = meter;
            _outer = meter.SwitchTo(phase);
        }

        /// <summary>Ends the phase; the outer one goes on.</summary>
        public void Dispose() => _meter.SwitchTo(_outer);
    }
}
