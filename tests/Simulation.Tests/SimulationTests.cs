using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace NodeProto.Simulation.Tests;

/// <summary>Schedules of faults. More of them: <c>NODEPROTO_SCHEDULES=100000 ./test simulation</c>; others: <c>NODEPROTO_SEED=7</c>.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int SchedulesUsually = 200;
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(5);

    [Fact]
    public void Every_schedule_ends_with_what_a_straight_run_holds()
    {
        int count = Number("NODEPROTO_SCHEDULES", SchedulesUsually);
        int first = Number("NODEPROTO_SEED", 1);
        Stopwatch clock = Stopwatch.StartNew();
        int next = first - 1;
        long faults = 0;
        List<string> errors = [];
        Thread[] threads = new Thread[Environment.ProcessorCount];
        Schedule?[] running = new Schedule?[threads.Length];
        for (int i = 0; i < threads.Length; i++)
        {
            int index = i;
            threads[i] = new Thread(() => Work(index)) { IsBackground = true };
            threads[i].Start();
        }
        TimeSpan limit = StuckAfter + TimeSpan.FromSeconds(count / 10.0); // A hang is told, with its seed.
        foreach (Thread thread in threads)
        {
            Assert.True(thread.Join(limit), $"one of these does not end:\n{string.Join('\n', running.Select(schedule => $"{schedule}"))}");
        }
        output.WriteLine($"{count} schedules from seed {first}, {faults} faults, {clock.Elapsed.TotalSeconds:F1} s");
        Assert.True(errors.Count == 0, string.Join("\n", errors.Take(3)));

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
                    using Schedule schedule = new(seed);
                    Volatile.Write(ref running[index], schedule);
                    schedule.Run();
                    Interlocked.Add(ref faults, schedule.Faults);
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
}
