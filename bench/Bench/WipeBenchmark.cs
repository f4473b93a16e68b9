using System.Diagnostics;
using System.Globalization;
using NodeProto.Consensus;
using NodeProto.Db;
using NodeProto.Primitives;
using NodeProto.Stages;
using NodeProto.Stages.Tests;

namespace NodeProto.Bench;

/// <summary>What it takes to destroy a contract with a million slots, and to unwind that: time and memory of each commit.</summary>
/// <remarks><c>wipe [SLOTS]</c>. Over RocksDB; the chain is made in memory first, and let go.</remarks>
internal sealed class WipeBenchmark : IComparison
{
    public static string Name => "wipe";

    public static string Summary => "stages: destroying a contract with a million slots and unwinding it; time and memory";

    public static void Run(ReadOnlySpan<string> arguments)
    {
        int slots = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        foreach (RootChecks checks in new[] { RootChecks.Commit, RootChecks.Every })
        {
            Console.WriteLine(
                $"{slots} slots; state roots checked {(checks == RootChecks.Commit ? "once a commit" : "after every block")}"
            );
            Console.WriteLine($"{"", -34} {"seconds", 8} {"MiB before", 11} {"MiB more", 9} {"managed MiB more", 17}");
            Run(slots, checks);
        }
    }

    private static void Run(int slots, RootChecks checks)
    {
        string folder = Directory.CreateTempSubdirectory("nodeproto-bench-").FullName;
        try
        {
            (ChainSpec spec, MemorySource source) = Prepare(Path.Combine(folder, "db"), slots);
            using RocksDatabase database = RocksDatabase.OpenOrCreate(Path.Combine(folder, "db"), new DatabaseOptions());
            StageSet set = AllStages.Create(spec, source, source, new StateRootOptions { Checks = checks });
            Pipeline pipeline = new(database, set);
            foreach (StageId stage in new[] { StageId.Headers, StageId.Bodies, StageId.SenderRecovery })
            {
                pipeline.RunStageAsync(stage, new BlockNumber(ulong.MaxValue), default).GetAwaiter().GetResult();
            }
            string[] what = ["1: 100 new slots", "2: the contract is destroyed", "3: it is made again, 100 slots"];
            for (ulong number = 1; number <= 3; number++)
            {
                foreach (StageId stage in new[] { StageId.Execution, StageId.StateRoot })
                {
                    Measure(
                        $"{what[number - 1]}, {stage}",
                        () =>
                        {
                            PipelineResult result = pipeline
                                .RunStageAsync(stage, new BlockNumber(number), default)
                                .GetAwaiter()
                                .GetResult();
                            if (result.Rejected.Count > 0)
                            {
                                throw new InvalidOperationException(result.Rejected[0].Block.Text);
                            }
                        }
                    );
                }
            }
            Observer observer = new();
            Pipeline back = new(database, set, observer: observer);
            foreach (int to in new[] { 2, 1, 0 })
            {
                Measure($"unwind to {to}, all stages", () => back.Unwind(new BlockNumber((ulong)to), default));
                Console.WriteLine($"  {string.Join(", ", observer.Lines)}");
                observer.Lines.Clear();
            }
            Console.WriteLine();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Makes the chain and writes its genesis, in a method of its own, so that nothing of it stays.</summary>
    private static (ChainSpec Spec, MemorySource Source) Prepare(string folder, int slots)
    {
        WipeChain chain = new(Fork.Shanghai, slots);
        chain.Add(chain.Store((ulong)slots + 1, (ulong)slots + 101, 5));
        chain.Add(chain.Destroy());
        chain.Add(chain.Create(), chain.Store(1, 101, 7));
        MemorySource source = new();
        foreach (Block block in chain.Blocks)
        {
            source.Add(block.Header, block.Body);
        }
        using RocksDatabase database = RocksDatabase.OpenOrCreate(folder, new DatabaseOptions());
        GenesisWriter.Write(database, AllStages.Create(chain.Genesis.Spec, source, source).Stages, chain.Genesis);
        return (chain.Genesis.Spec, source);
    }

    private static void Measure(string name, Action action)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long managed = GC.GetTotalMemory(forceFullCollection: false);
        File.WriteAllText("/proc/self/clear_refs", "5"); // The peak starts anew.
        long before = Status("VmRSS");
        long start = Stopwatch.GetTimestamp();
        using Sampler sampler = new();
        action();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -44} {seconds, 8:F2} {before >> 10, 11} {(Status("VmHWM") - before) >> 10, 9} {(sampler.Stop() - managed) >> 20, 17}"
            )
        );
    }

    /// <summary>A figure of /proc/self/status, in KiB.</summary>
    private static long Status(string name)
    {
        foreach (string line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(name.Length + 1).Trim("kB \t"), NumberStyles.None, CultureInfo.InvariantCulture);
            }
        }
        return 0;
    }

    /// <summary>Looks at the managed heap a hundred times a second.</summary>
    private sealed class Sampler : IDisposable
    {
        private readonly Thread _thread;
        private volatile bool _isStopped;
        private long _peak;

        public Sampler()
        {
            _thread = new Thread(() =>
            {
                while (!_isStopped)
                {
                    _peak = Math.Max(_peak, GC.GetTotalMemory(forceFullCollection: false));
                    Thread.Sleep(10);
                }
            });
            _thread.Start();
        }

        public long Stop()
        {
            _isStopped = true;
            _thread.Join();
            return _peak;
        }

        public void Dispose() => _isStopped = true;
    }

    private sealed class Observer : IPipelineObserver
    {
        private long _last = Stopwatch.GetTimestamp();

        public List<string> Lines { get; } = [];

        public void Unwound(StageId stage, BlockNumber from, StageCheckpoint checkpoint)
        {
            Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{stage} {Stopwatch.GetElapsedTime(_last).TotalSeconds:F2} s"));
            _last = Stopwatch.GetTimestamp();
        }
    }
}
