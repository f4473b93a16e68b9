using System.Diagnostics;
using System.Globalization;
using NodeProto.Stages.Tests;
using Xunit.Abstractions;

namespace NodeProto.Simulation.Tests;

/// <summary>
/// Schedules of faults. More of them: <c>NODEPROTO_SCHEDULES=100000 ./test simulation</c>, over files of RocksDB
/// <c>NODEPROTO_ROCKSDB_SCHEDULES=1000</c>; others: <c>NODEPROTO_SEED=7</c>.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int SchedulesUsually = 200;
    private const int OnDiskUsually = 4;

    /// <summary>So many schedules prune at least once, and so many over files cut off at least one load.</summary>
    private const int Many = 200;
    private const int ManyOnDisk = 10;

    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(5);

    [Fact]
    public void Every_schedule_ends_with_what_a_straight_run_holds()
    {
        int count = Number("NODEPROTO_SCHEDULES", SchedulesUsually);
        Totals totals = RunAll(count, hasFiles: false);
        Assert.True(count < Many || totals.Pruned > 0, "no schedule has pruned anything");
    }

    [RocksDbFact]
    public void Over_files_of_RocksDB_too_with_loads_that_are_cut_off_between_their_steps()
    {
        int count = Number("NODEPROTO_ROCKSDB_SCHEDULES", OnDiskUsually);
        Totals totals = RunAll(count, hasFiles: true);
        Assert.True(count < ManyOnDisk || totals.LoadFaults > 0, "no load was cut off");
    }

    private Totals RunAll(int count, bool hasFiles)
    {
        int first = Number("NODEPROTO_SEED", 1);
        Stopwatch clock = Stopwatch.StartNew();
        int next = first - 1;
        Totals totals = new();
        List<string> errors = [];
        Thread[] threads = new Thread[Environment.ProcessorCount];
        Schedule?[] running = new Schedule?[threads.Length];
        long[] since = new long[threads.Length];
        for (int i = 0; i < threads.Length; i++)
        {
            int index = i;
            since[i] = Stopwatch.GetTimestamp();
            threads[i] = new Thread(() => Work(index)) { IsBackground = true };
            threads[i].Start();
        }
        foreach (Thread thread in threads)
        {
            while (!thread.Join(TimeSpan.FromSeconds(1)))
            {
                AssertNoneHangs();
            }
        }
        output.WriteLine($"{count} schedules from seed {first}, {totals}, {clock.Elapsed.TotalSeconds:F1} s");
        Assert.True(errors.Count == 0, string.Join("\n", errors.Take(3)));
        return totals;

        void AssertNoneHangs() // A hang is told, with its seed.
        {
            for (int i = 0; i < threads.Length; i++)
            {
                bool hangs = threads[i].IsAlive && Stopwatch.GetElapsedTime(Volatile.Read(ref since[i])) > StuckAfter;
                Assert.False(hangs, $"this does not end:\n{Volatile.Read(ref running[i])}");
            }
        }

        void Work(int index)
        {
            while (errors.Count == 0)
            {
                int seed = Interlocked.Increment(ref next);
                if (seed >= first + count)
                {
                    return;
                }
                try
                {
                    using Schedule schedule = new(seed, hasFiles);
                    Volatile.Write(ref running[index], schedule);
                    Volatile.Write(ref since[index], Stopwatch.GetTimestamp());
                    schedule.Run();
                    totals.Add(schedule);
                }
                catch (Exception e)
                {
                    lock (errors)
                    {
                        errors.Add(e is SimulationException ? e.Message : $"Schedule {seed}: {e}");
                    }
                }
            }
        }
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>What happened in all schedules. Thread-safe.</summary>
    private sealed class Totals
    {
        private long _faults;
        private long _loadFaults;
        private long _pruned;

        public long LoadFaults => Volatile.Read(ref _loadFaults);

        public long Pruned => Volatile.Read(ref _pruned);

        public void Add(Schedule schedule)
        {
            Interlocked.Add(ref _faults, schedule.Faults);
            Interlocked.Add(ref _loadFaults, schedule.LoadFaults);
            Interlocked.Add(ref _pruned, schedule.HasPruned ? 1 : 0);
        }

        public override string ToString() => $"{_faults} faults, {_loadFaults} between steps of a load, {_pruned} pruned";
    }
}
