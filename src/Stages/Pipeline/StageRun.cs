using NodeProto.Primitives;

namespace NodeProto.Stages;

/// <summary>One stage in one run of the pipeline: its meter, and what the process spent meanwhile.</summary>
internal sealed class StageRun(IStage stage, Meter meter, TimeProvider time)
{
    /// <summary>Allocations after which it pays to collect: a hundred milliseconds for hundreds of MiB.</summary>
    private const long CollectAfterBytes = 256 * 1024 * 1024;

    private long _allocatedBytes;
    private long _allocatedWhenCollected;
    private double _gcPauseSeconds;
    private long _ticks;
    private ulong _blocks;
    private int _commits;

    public IStage Stage { get; } = stage;

    public Meter Meter { get; } = meter;

    public BlockNumber From { get; set; }

    public BlockNumber Checkpoint { get; set; }

    public bool IsStarted { get; set; }

    /// <summary>What a dry run took to go back before it began.</summary>
    public double UnwindSeconds { get; set; }

    public void Committed(BlockNumber from, BlockNumber to)
    {
        _commits++;
        Reached(from, to);
    }

    /// <summary>Counts blocks that are written, whether they are committed or not.</summary>
    public void Reached(BlockNumber from, BlockNumber to)
    {
        _blocks += to > from ? to - from : 0;
        Checkpoint = to;
    }

    /// <summary>Counts what the process spends until the result is disposed.</summary>
    public Span Spend() => new(this, time.GetTimestamp(), GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());

    /// <summary>Gives back what the stage held, lest the memory of the next one comes on top of it.</summary>
    public void CollectGarbage()
    {
        if (_allocatedBytes - _allocatedWhenCollected >= CollectAfterBytes)
        {
            _allocatedWhenCollected = _allocatedBytes;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <summary>What the stage did and what it took.</summary>
    /// <param name="peakMemoryBytes">What <see cref="PeakMemory"/> says; asked once for all stages, because it takes a millisecond.</param>
    public StageReport Report(long peakMemoryBytes)
    {
        Dictionary<StagePhase, double> phases = [];
        double named = 0;
        double seconds = (double)_ticks / time.TimestampFrequency;
        for (StagePhase phase = StagePhase.Read; phase <= StagePhase.Commit; phase++)
        {
            phases[phase] = Meter.SecondsOf(phase);
            named += phases[phase];
        }
        phases[StagePhase.Other] = Math.Max(0, seconds - named);
        return new StageReport
        {
            Stage = Stage.Id,
            Unit = Stage.Unit,
            From = From,
            Checkpoint = Checkpoint,
            Target = Meter.Target,
            Blocks = _blocks,
            Units = Meter.Units,
            Seconds = seconds,
            UnwindSeconds = UnwindSeconds,
            Commits = _commits,
            Phases = phases,
            ReadBytes = Meter.ReadBytes,
            WrittenBytes = Meter.WrittenBytes,
            AllocatedBytes = _allocatedBytes,
            GcPauseSeconds = _gcPauseSeconds,
            PeakMemoryBytes = peakMemoryBytes,
        };
    }

    /// <summary>The most memory that the process has had resident so far.</summary>
    public static long PeakMemory()
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess();
        return Math.Max(process.PeakWorkingSet64, process.WorkingSet64);
    }

    internal readonly struct Span(StageRun run, long started, long allocatedBytes, TimeSpan pause) : IDisposable
    {
        public void Dispose()
        {
            run._ticks += run.Time.GetTimestamp() - started;
            run._allocatedBytes += GC.GetTotalAllocatedBytes() - allocatedBytes;
            run._gcPauseSeconds += (GC.GetTotalPauseDuration() - pause).TotalSeconds;
        }
    }

    private TimeProvider Time => time;
}
