using System.Diagnostics;

namespace NodeProto.Fuzz.Tests;

/// <summary>Feeds the inputs of many seeds to a target, on all cores.</summary>
/// <param name="target">The target.</param>
/// <param name="first">The first seed.</param>
/// <param name="count">How many.</param>
internal sealed class FuzzRun(Target target, int first, int count)
{
    private const int FindingsMax = 3;
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(2);

    private readonly List<string> _findings = [];
    private readonly Worker[] _workers = new Worker[Environment.ProcessorCount];
    private int _next;
    private int _accepted;

    /// <summary>Runs all of them; returns a line about it.</summary>
    /// <exception cref="FuzzException">What was found, each with how to repeat it.</exception>
    public string Run()
    {
        long began = Stopwatch.GetTimestamp();
        _ = target.Seeds; // Made once, before the clock of an input runs.
        Thread[] threads = new Thread[_workers.Length];
        for (int i = 0; i < threads.Length; i++)
        {
            Worker worker = _workers[i] = new Worker();
            threads[i] = new Thread(() => Work(worker)) { IsBackground = true };
            threads[i].Start();
        }
        foreach (Thread thread in threads)
        {
            while (!thread.Join(TimeSpan.FromSeconds(1)))
            {
                FindStuck();
            }
        }
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        string line =
            $"{target.Name}: {count} inputs from seed {first}, {_accepted} accepted, {seconds:F1} s, {count / seconds:F0} a second";
        return _findings.Count == 0 ? line : throw new FuzzException($"{line}\n{string.Join('\n', _findings)}");
    }

    /// <summary>Feeds one input and holds it to its limits.</summary>
    /// <exception cref="FuzzException">What is wrong with how it was taken.</exception>
    public static bool Feed(Target target, byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool accepted;
        try
        {
            accepted = target.Feed(input);
        }
        catch (Exception e) when (e is not FuzzException)
        {
            throw new FuzzException($"an exception that explains nothing to anyone: {e}");
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        long allowed = target.AllocatedBytesMax(input.Length);
        return allocated <= allowed
            ? accepted
            : throw new FuzzException($"{input.Length} bytes made it allocate {allocated} bytes, and {allowed} are allowed");
    }

    private void Work(Worker worker)
    {
        int accepted = 0;
        while (_findings.Count < FindingsMax)
        {
            int index = Interlocked.Increment(ref _next) - 1;
            if (index >= count)
            {
                break;
            }
            int seed = first + index;
            worker.Begin(seed);
            byte[] input = [];
            try
            {
                input = target.Make(new Random(seed));
                accepted += Feed(target, input) ? 1 : 0;
            }
            catch (Exception e)
            {
                Add(seed, input, e is FuzzException ? e.Message : $"{e}");
            }
        }
        worker.End();
        Interlocked.Add(ref _accepted, accepted);
    }

    private void FindStuck()
    {
        foreach (Worker worker in _workers)
        {
            if (worker.IsStuck(StuckAfter, out int seed))
            {
                byte[] input = target.Make(new Random(seed));
                Add(seed, input, $"no end after {StuckAfter.TotalSeconds} s");
                throw new FuzzException(string.Join('\n', _findings));
            }
        }
    }

    private void Add(int seed, byte[] input, string what)
    {
        lock (_findings)
        {
            _findings.Add(
                $"""
                target {target.Name}, seed {seed}: {what}
                  input: {Convert.ToHexStringLower(input)}
                  again: NODEPROTO_TARGET={target.Name} NODEPROTO_SEED={seed} NODEPROTO_INPUTS=1 ./test fuzz
                """
            );
        }
    }

    /// <summary>What a thread is at.</summary>
    private sealed class Worker
    {
        private int _seed;
        private long _began = long.MaxValue;

        public void Begin(int seed)
        {
            Volatile.Write(ref _began, long.MaxValue);
            _seed = seed;
            Volatile.Write(ref _began, Environment.TickCount64);
        }

        public void End() => Volatile.Write(ref _began, long.MaxValue);

        public bool IsStuck(TimeSpan after, out int seed)
        {
            long began = Volatile.Read(ref _began);
            seed = _seed;
            return began != long.MaxValue && Environment.TickCount64 - began > after.TotalMilliseconds;
        }
    }
}
